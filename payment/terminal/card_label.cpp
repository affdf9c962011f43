#include "payment/terminal/card_label.hpp"

#include <algorithm>
#include <iterator>
#include <string>
#include <string_view>

namespace kerb::payment::terminal {
namespace {

constexpr std::size_t kLongestLabel = 16;
constexpr std::size_t kShownDigits = 4;

// PA00P015, ch. 12: ids of the ZVT card types.
struct KindOfCard {
  std::uint8_t type;
  std::string_view label;
  Scheme scheme;
};
constexpr KindOfCard kKindsOfCard[] = {{5, "girocard", Scheme::other},
                                       {6, "Mastercard", Scheme::mastercard},
                                       {8, "American Express", Scheme::other},
                                       {10, "Visa", Scheme::visa},
                                       {13, "V PAY", Scheme::visa},
                                       {46, "Maestro", Scheme::mastercard}};

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

// A number in a name is either a card's or worth nothing on a receipt.
std::string plain_label(std::string_view told) {
  std::string label;
  for (const char c : told) {
    if (c >= 0x20 && c < 0x7F && !is_digit(c) && label.size() < kLongestLabel) label += c;
  }
  while (!label.empty() && label.back() == ' ') label.pop_back();
  return label;
}

}  // namespace

CardIdentity card_of_kind(std::uint8_t card_type) {
  const auto* const known =
      std::find_if(std::begin(kKindsOfCard), std::end(kKindsOfCard),
                   [&](const KindOfCard& kind) { return kind.type == card_type; });
  if (known == std::end(kKindsOfCard)) return {};
  return {known->scheme, std::string(known->label), {}, {}};
}

CardIdentity card_told(const hal::zvt::Status& status) {
  CardIdentity card = card_of_kind(status.card_type);
  if (auto label = plain_label(status.card_name); !label.empty()) card.label = std::move(label);
  const std::string& digits = status.last_four;
  if (digits.size() == kShownDigits && std::all_of(digits.begin(), digits.end(), is_digit)) {
    card.last_four = digits;
  }
  return card;
}

}  // namespace kerb::payment::terminal
