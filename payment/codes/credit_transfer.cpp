#include "payment/codes/credit_transfer.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <vector>

#include "payment/codes/code_text.hpp"

namespace kerb::payment::codes {
namespace {

constexpr std::size_t kLongestTransfer = 331;  // octets: version 13 of a QR code at level M
constexpr std::size_t kMostLines = 12;
constexpr std::size_t kLinesBeforeAmount = 8;

tl::unexpected<hal::Error> bad_transfer(std::string remedy) {
  return hal::failure("codes.credit_transfer", "taking a code for a credit transfer",
                      std::move(remedy));
}

bool is_capital_or_digit(char c) {
  return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z');
}

bool is_capital_word(std::string_view text) {
  return std::all_of(text.begin(), text.end(), is_capital_or_digit);
}

bool fits(const std::string& text, std::size_t most) {
  return is_plain(text) && characters_in(text) <= most;
}

std::optional<std::string> wrong_in(const CreditTransfer& it) {
  if (!it.bic.empty() &&
      ((it.bic.size() != 8 && it.bic.size() != 11) || !is_capital_word(it.bic))) {
    return "Its BIC has 8 or 11 capital letters and digits.";
  }
  if (it.name.empty() || !fits(it.name, 70)) return "Its name has 1 to 70 characters.";
  if (!is_iban(it.iban)) return "Its IBAN is right to the check digits, without blanks.";
  if (!(it.amount.currency() == Currency{}) || it.amount.minor() < 1 ||
      it.amount.minor() > 99'999'999'999) {
    return "Its amount is EUR 0.01 to 999999999.99.";
  }
  if (it.purpose.size() > 4 || !is_capital_word(it.purpose)) {
    return "Its purpose has at most 4 capital letters and digits.";
  }
  if (!it.reference.empty() && !it.text.empty()) return "It has a reference or a text.";
  if (!fits(it.reference, 35)) return "Its reference has at most 35 characters.";
  if (!fits(it.text, 140)) return "Its text has at most 140 characters.";
  if (!fits(it.note, 70)) return "Its note has at most 70 characters.";
  return std::nullopt;
}

std::vector<std::string> lines_of(std::string_view text) {
  std::vector<std::string> lines;
  while (lines.size() <= kMostLines) {
    const std::size_t end = text.find('\n');
    std::string line(text.substr(0, end));
    if (end != std::string_view::npos && line.ends_with('\r')) line.pop_back();
    lines.push_back(std::move(line));
    if (end == std::string_view::npos) break;
    text.remove_prefix(end + 1);
  }
  return lines;
}

std::optional<std::string> wrong_head(const std::vector<std::string>& lines) {
  if (lines[0] != "BCD") return "It begins with BCD.";
  if (lines[1] != "001" && lines[1] != "002") return "Its version is 001 or 002.";
  if (lines[2] != "1") return "Its character set is 1, UTF-8.";
  if (lines[3] != "SCT") return "It is a credit transfer, SCT.";
  if (lines[1] == "001" && lines[4].empty()) return "Version 001 gives a BIC.";
  return std::nullopt;
}

}  // namespace

bool is_iban(std::string_view text) {
  constexpr std::size_t kShortest = 15;
  constexpr std::size_t kLongest = 34;
  if (text.size() < kShortest || text.size() > kLongest || !is_capital_word(text)) return false;
  const bool country = text[0] >= 'A' && text[1] >= 'A';
  if (!country || !is_digits(text.substr(2, 2))) return false;
  int remainder = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[(i + 4) % text.size()];
    remainder =
        c >= 'A' ? (remainder * 100 + (c - 'A' + 10)) % 97 : (remainder * 10 + c - '0') % 97;
  }
  return remainder == 1;
}

hal::Result<std::string> written(const CreditTransfer& it) {
  if (const auto wrong = wrong_in(it)) return bad_transfer(*wrong);
  std::vector<std::string> lines{"BCD",      "002",        "1",     "SCT",
                                 it.bic,     it.name,      it.iban, "EUR" + it.amount.decimal(),
                                 it.purpose, it.reference, it.text, it.note};
  // What is empty at the end is left out.
  while (lines.size() > kLinesBeforeAmount && lines.back().empty()) lines.pop_back();
  std::string text;
  for (const std::string& line : lines) text += (text.empty() ? "" : "\n") + line;
  if (text.size() > kLongestTransfer) return bad_transfer("It has at most 331 octets in all.");
  return text;
}

hal::Result<CreditTransfer> read_credit_transfer(std::string_view text) {
  if (text.size() > kLongestTransfer) return bad_transfer("It has at most 331 octets in all.");
  std::vector<std::string> lines = lines_of(text);
  if (lines.size() < kLinesBeforeAmount || lines.size() > kMostLines) {
    return bad_transfer("It has 8 to 12 lines.");
  }
  lines.resize(kMostLines);
  if (const auto wrong = wrong_head(lines)) return bad_transfer(*wrong);
  if (!lines[7].starts_with("EUR") || !is_digits(lines[7].substr(3, 1))) {
    return bad_transfer("Its amount is like EUR12.30.");
  }
  const auto amount = Money::from_decimal(lines[7].substr(3), Currency{});
  if (!amount) return bad_transfer("Its amount is like EUR12.30.");
  CreditTransfer it{lines[4], lines[5], lines[6],  *amount,
                    lines[8], lines[9], lines[10], lines[11]};
  if (const auto wrong = wrong_in(it)) return bad_transfer(*wrong);
  return it;
}

}  // namespace kerb::payment::codes
