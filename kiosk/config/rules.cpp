#include "kiosk/config/rules.hpp"

#include <algorithm>
#include <set>

namespace kerb::kiosk::config {
namespace {

bool has_control_characters(std::string_view text) {
  return std::any_of(text.begin(), text.end(),
                     [](char c) { return static_cast<unsigned char>(c) < 0x20U || c == 0x7F; });
}

// Amounts and prices are texts; a number is refused with the same digits in quotes as the way out.
std::string in_quotes(const std::string& right) {
  return right + ", in quotes so that it stays exact";
}

}  // namespace

tl::unexpected<Mismatch> wrong_type(const std::string& right) {
  return tl::make_unexpected(Mismatch{"config.wrong_type", "Give " + right + "."});
}

tl::unexpected<Mismatch> out_of_range(const std::string& right) {
  return tl::make_unexpected(
      Mismatch{"config.out_of_range", "Give " + right + (right.ends_with('?') ? "" : ".")});
}

Accepted<int> Whole::operator()(const Value& value) const {
  const auto* number = std::get_if<std::int64_t>(&value.content);
  if (number == nullptr) return wrong_type(right() + ", without quotes");
  if (*number < least_ || *number > most_) return out_of_range(right());
  return static_cast<int>(*number);
}

std::string Whole::right() const {
  const std::string range = fmt::format("a whole number from {} to {}", least_, most_);
  return unit_.empty() ? range : fmt::format("{} ({})", range, unit_);
}

Accepted<hal::Seconds> SecondsBetween::operator()(const Value& value) const {
  return whole_(value).map([](int count) { return hal::Seconds(count); });
}

Accepted<bool> YesNo::operator()(const Value& value) const {
  const auto* flag = std::get_if<bool>(&value.content);
  if (flag == nullptr) return wrong_type(right());
  return *flag;
}

Accepted<std::string> Text::operator()(const Value& value) const {
  const auto* text = std::get_if<std::string>(&value.content);
  if (text == nullptr) return wrong_type(right());
  const bool fits =
      text->size() >= least_ && text->size() <= most_ && !has_control_characters(*text);
  if (!fits || (form_ != nullptr && !form_(*text))) return out_of_range(right());
  return *text;
}

std::string Text::right() const {
  const std::string length = least_ == most_ ? fmt::format("{} characters", most_)
                                             : fmt::format("{} to {} characters", least_, most_);
  return meaning_.empty() ? "a text of " + length + " on one line, in quotes"
                          : fmt::format("{} ({})", meaning_, length);
}

Accepted<std::filesystem::path> PathFrom::operator()(const Value& value) const {
  constexpr std::size_t kLongestPath = 400;
  const auto* text = std::get_if<std::string>(&value.content);
  if (text == nullptr) return wrong_type(right());
  if (text->empty() || text->size() > kLongestPath || has_control_characters(*text) ||
      text->ends_with('/')) {
    return out_of_range(right());
  }
  return (folder_ / *text).lexically_normal();
}

DecimalBetween::DecimalBetween(std::string_view least, std::string_view most, std::string example)
    : least_(payment::Decimal::from_text(least).value()),
      most_(payment::Decimal::from_text(most).value()),
      example_(std::move(example)) {}

Accepted<payment::Decimal> DecimalBetween::operator()(const Value& value) const {
  const auto* text = std::get_if<std::string>(&value.content);
  if (text == nullptr) return wrong_type(in_quotes(right()));
  const auto decimal = payment::Decimal::from_text(*text);
  if (!decimal || *decimal < least_ || *decimal > most_) return out_of_range(right());
  return *decimal;
}

std::string DecimalBetween::right() const {
  return fmt::format("a decimal from {} to {} like \"{}\"", least_.text(), most_.text(), example_);
}

Accepted<payment::Money> Amount::operator()(const Value& value) const {
  const auto* text = std::get_if<std::string>(&value.content);
  if (text == nullptr) return wrong_type(in_quotes(right()));
  const auto money = payment::Money::from_decimal(*text, least_.currency());
  if (!money || less(*money, least_) || less(most_, *money)) return out_of_range(right());
  return *money;
}

std::string Amount::right() const {
  return fmt::format("an amount from \"{}\" to \"{}\" {}", least_.decimal(), most_.decimal(),
                     least_.currency().code());
}

Accepted<payment::Currency> CurrencyCode::operator()(const Value& value) const {
  const auto* text = std::get_if<std::string>(&value.content);
  if (text == nullptr) return wrong_type(right());
  const auto currency = payment::Currency::from_code(*text);
  if (!currency) return out_of_range(right());
  return *currency;
}

Accepted<std::vector<std::string>> ListOf::operator()(const Value& value) const {
  const auto* array = std::get_if<Array>(&value.content);
  if (array == nullptr) return wrong_type(right());
  if (array->size() < least_ || array->size() > most_) return out_of_range(right());
  std::vector<std::string> items;
  std::set<std::string> seen;
  for (const Value& each : *array) {
    auto item = item_(each);
    if (!item) {
      return tl::make_unexpected(Mismatch{
          item.error().code,
          fmt::format("Line {}: {} will not do. {}", each.line, shown(each), item.error().remedy)});
    }
    if (!seen.insert(*item).second) {
      return tl::make_unexpected(
          Mismatch{"config.out_of_range",
                   fmt::format("Line {}: {} is there twice; remove one.", each.line, shown(each))});
    }
    items.push_back(std::move(*item));
  }
  return items;
}

std::string ListOf::right() const {
  return fmt::format("a list in [brackets] of {} to {} items, each {}", least_, most_,
                     item_.right());
}

}  // namespace kerb::kiosk::config
