#include "hal/zvt/card_numbers.hpp"

#include <string_view>

namespace kerb::hal::zvt {
namespace {

constexpr std::size_t kDigitsOfCard = 12;
constexpr std::size_t kMostBetween = 2;
constexpr std::string_view kBetween = " -./\n_";

bool is_digit(char sign) {
  return sign >= '0' && sign <= '9';
}

struct DigitRun {
  std::size_t end = 0;  // behind its last digit
  std::string digits;

  bool may_be_card() const {
    return digits.size() >= kDigitsOfCard && digits.find_first_not_of('0') != std::string::npos;
  }
  bool is_card() const;
};

DigitRun run_at(std::string_view text, std::size_t start) {
  DigitRun run;
  for (std::size_t at = start; at < text.size(); ++at) {
    if (is_digit(text[at])) {
      run.digits += text[at];
      run.end = at + 1;
    } else if (at + 1 - run.end > kMostBetween || kBetween.find(text[at]) == kBetween.npos) {
      break;
    }
  }
  return run;
}

bool DigitRun::is_card() const {
  constexpr std::size_t kShortest = 13;
  constexpr std::size_t kLongest = 19;
  if (digits.size() < kShortest || digits.size() > kLongest || digits[0] == '0') return false;
  int sum = 0;
  bool doubled = false;
  for (std::size_t at = digits.size(); at-- > 0; doubled = !doubled) {
    const int value = (digits[at] - '0') * (doubled ? 2 : 1);
    sum += value > 9 ? value - 9 : value;
  }
  return sum % 10 == 0;
}

}  // namespace

std::string without_card_numbers(std::string text) {
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (!is_digit(text[at])) continue;
    const DigitRun run = run_at(text, at);
    for (; at < run.end; ++at) {
      if (run.may_be_card() && is_digit(text[at])) text[at] = '*';
    }
  }
  return text;
}

std::string with_masked_cards(std::string text) {
  constexpr std::size_t kShownDigits = 4;
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (!is_digit(text[at])) continue;
    const DigitRun run = run_at(text, at);
    std::size_t hidden = run.is_card() ? run.digits.size() - kShownDigits : 0;
    for (; at < run.end; ++at) {
      if (hidden == 0 || !is_digit(text[at])) continue;
      text[at] = '*';
      --hidden;
    }
  }
  return text;
}

bool holds_card_number(ByteView octets) {
  const std::string_view text(reinterpret_cast<const char*>(octets.data()), octets.size());
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (!is_digit(text[at])) continue;
    const DigitRun run = run_at(text, at);
    if (run.may_be_card()) return true;
    at = run.end;
  }
  return false;
}

}  // namespace kerb::hal::zvt
