#include "hal/simulated/terminal/paper.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "hal/zvt/commands.hpp"

namespace kerb::hal::simulated::terminal {
namespace {

constexpr std::uint8_t kLastLine = 0x81;  // attribute of 06 D1
constexpr std::uint8_t kLastOfBlock = 0xFF;
constexpr std::size_t kLongestText = 0xF000;  // octets of a block, whatever the till says
constexpr std::size_t kShortestText = 64;
constexpr std::size_t kAroundLines = 24;  // octets of a block that are no lines

// Characters, not octets.
int width_of(std::string_view utf8) {
  return static_cast<int>(std::count_if(utf8.begin(), utf8.end(), [](char octet) {
    return (static_cast<std::uint8_t>(octet) & 0xC0U) != 0x80U;
  }));
}

std::string centred(const std::string& text, int width) {
  const int left = std::max(0, (width - width_of(text)) / 2);
  return std::string(static_cast<std::size_t>(left), ' ') + text;
}

std::string pair_line(const std::string& word, const std::string& value, int width) {
  const int gap = std::max(1, width - width_of(word) - width_of(value));
  return word + std::string(static_cast<std::size_t>(gap), ' ') + value;
}

std::string date_line(Utc at, int width) {
  const auto day = std::chrono::floor<std::chrono::days>(at);
  const std::chrono::year_month_day date(day);
  const std::chrono::hh_mm_ss time(std::chrono::floor<Seconds>(at - day));
  return pair_line(fmt::format("{:02}.{:02}.{:04}", static_cast<unsigned>(date.day()),
                               static_cast<unsigned>(date.month()), static_cast<int>(date.year())),
                   fmt::format("{:02}:{:02}:{:02}", time.hours().count(), time.minutes().count(),
                               time.seconds().count()),
                   width);
}

// "xxxxxxxxxxxx8074": what is masked is not shown, whatever it was.
std::string masked(const Bytes& number) {
  std::string digits;
  for (const char digit : to_hex(number)) {
    if (digit != 'F') digits += digit;
  }
  const std::size_t shown = std::min<std::size_t>(4, digits.size());
  for (std::size_t at = 0; at + shown < digits.size(); ++at) digits[at] = 'x';
  return digits;
}

std::string name_of_deal(Deal deal) {
  switch (deal) {
    case Deal::purchase:
      return "Kartenzahlung";
    case Deal::reservation:
      return "Reservierung";
    case Deal::extension:
      return "Erhöhung";
    case Deal::partial_reversal:
      return "Teilstorno";
    case Deal::book_total:
      return "Buchung";
    case Deal::release:
      return "Aufhebung";
    case Deal::reversal:
      return "Storno";
    case Deal::refund:
      return "Gutschrift";
  }
  return {};
}

Paper headed(const std::string& name, Copy copy, Utc at, const Letterhead& head) {
  Paper paper{copy, {}};
  const char* const title = copy == Copy::merchant   ? "** Händlerbeleg **"
                            : copy == Copy::customer ? "** Kundenbeleg **"
                                                     : "** Bericht **";
  paper.lines.push_back(centred(title, head.width));
  paper.lines.push_back(centred(name, head.width));
  paper.lines.emplace_back();
  paper.lines.push_back(date_line(at, head.width));
  paper.lines.push_back(pair_line("Terminal-ID:", fmt::format("{:08}", head.terminal), head.width));
  return paper;
}

}  // namespace

std::string money_text(Cents amount) {
  const Cents whole = amount < 0 ? -amount : amount;
  return fmt::format("{}{}.{:02}", amount < 0 ? "-" : "", whole / 100, whole % 100);
}

Paper receipt(const Payment& payment, Copy copy, const Letterhead& head) {
  Paper paper = headed(name_of_deal(payment.deal), copy, payment.at, head);
  const auto add = [&](const std::string& word, const std::string& value) {
    paper.lines.push_back(pair_line(word, value, head.width));
  };
  add("TA-Nr.:", fmt::format("{:06}", payment.trace));
  if (payment.original) add("TA-Nr. (alt):", fmt::format("{:06}", *payment.original));
  add("Beleg-Nr.:", fmt::format("{:04}", payment.receipt));
  add("VU-Nr.:", head.contract);
  add("Karte:", payment.card.brand);
  add("", masked(payment.card.number));
  if (!payment.card.applications.empty()) add("AID:", to_hex(payment.card.applications.front()));
  add("Genehmigung:", payment.authorisation);
  paper.lines.emplace_back();
  add("Betrag EUR", money_text(payment.amount));
  paper.lines.emplace_back();
  paper.lines.push_back(centred("Zahlung erfolgt", head.width));
  return paper;
}

Paper refusal(const Card& card, Cents amount, std::uint8_t result, Utc at, const Letterhead& head) {
  Paper paper = headed("Kartenzahlung", Copy::customer, at, head);
  paper.lines.push_back(pair_line("Karte:", card.brand, head.width));
  paper.lines.push_back(pair_line("Betrag EUR", money_text(amount), head.width));
  paper.lines.push_back(centred(fmt::format("Zahlung nicht möglich ({:02X})", result), head.width));
  return paper;
}

Paper day_report(const Totals& totals, Utc at, const Letterhead& head) {
  static const std::vector<std::string> names = {"girocard", "JCB",    "Mastercard", "Amex",
                                                 "Visa",     "Diners", "andere"};
  Paper paper = headed("Kassenschnitt", Copy::administration, at, head);
  for (std::size_t kind = 0; kind < totals.kinds.size(); ++kind) {
    const Sum& sum = totals.kinds.at(kind);
    if (sum.count == 0) continue;
    paper.lines.push_back(pair_line(fmt::format("{} {}", sum.count, names.at(kind)),
                                    money_text(sum.amount), head.width));
  }
  paper.lines.push_back(pair_line("Gesamt EUR", money_text(totals.all), head.width));
  return paper;
}

Paper report(const std::string& name, Utc at, const Letterhead& head,
             const std::vector<std::pair<std::string, std::string>>& lines) {
  Paper paper = headed(name, Copy::administration, at, head);
  for (const auto& [word, value] : lines) {
    paper.lines.push_back(pair_line(word, value, head.width));
  }
  return paper;
}

std::vector<Saying> as_lines(const Paper& paper, const Till& till) {
  std::vector<Saying> messages;
  for (std::size_t at = 0; at < paper.lines.size(); ++at) {
    Saying& line = messages.emplace_back(zvt::kPrintLine);
    line.fields.octet(at + 1 == paper.lines.size() ? kLastLine : 0x00);
    line.fields.octets(text_for(till, paper.lines[at]));
  }
  return messages;
}

std::vector<Saying> as_blocks(const Paper& paper, const Till& till) {
  const std::size_t room =
      till.longest == 0
          ? kLongestText
          : std::clamp(till.longest, kShortestText + kAroundLines, kLongestText) - kAroundLines;
  const Bytes copy{static_cast<std::uint8_t>(paper.copy)};
  std::vector<Bytes> blocks(1);
  for (const std::string& line : paper.lines) {
    const Bytes text = text_for(till, line);
    if (!blocks.back().empty() && blocks.back().size() + text.size() + 4 > room) {
      blocks.emplace_back();
    }
    zvt::append_tlv(blocks.back(), 0x07, text);
  }
  zvt::append_tlv(blocks.back(), 0x09, Bytes{kLastOfBlock});
  std::vector<Saying> messages;
  for (const Bytes& block : blocks) {
    messages.emplace_back(zvt::kPrintBlock).object(0x1F07, copy).object(0x25, block);
  }
  return messages;
}

}  // namespace kerb::hal::simulated::terminal
