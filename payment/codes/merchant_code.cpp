#include "payment/codes/merchant_code.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "payment/codes/code_text.hpp"

namespace kerb::payment::codes {
namespace {

// Ids of EMVCo MPM 1.1, table 3.
constexpr int kFormat = 0;
constexpr int kUse = 1;
constexpr int kFirstAccount = 2;
constexpr int kFirstTemplate = 26;
constexpr int kLastAccount = 51;
constexpr int kCategory = 52;
constexpr int kCurrency = 53;
constexpr int kAmount = 54;
constexpr int kFirstTip = 55;
constexpr int kLastTip = 57;
constexpr int kCountry = 58;
constexpr int kName = 59;
constexpr int kCity = 60;
constexpr int kPostalCode = 61;
constexpr int kAdditional = 62;
constexpr int kChecksum = 63;

constexpr std::size_t kLongestMerchantCode = 512;
constexpr std::size_t kChecksumOctets = 8;  // "6304" and four digits
constexpr std::size_t kLongestAmount = 13;  // characters

tl::unexpected<hal::Error> bad_code(std::string remedy) {
  return hal::failure("codes.merchant_code", "taking a merchant-presented payment code",
                      std::move(remedy));
}

std::string checksum_of(std::string_view before) {
  return fmt::format("{:04X}", code_checksum(before));
}

bool is_other(int id) {
  return (id >= kFirstTip && id <= kLastTip) || id > kChecksum;
}

bool is_country_code(std::string_view text) {
  return text.size() == 2 &&
         std::all_of(text.begin(), text.end(), [](char c) { return c >= 'A' && c <= 'Z'; });
}

// What a scheme calls itself stands first in its template.
bool names_its_scheme(const CodeObject& account) {
  if (account.id < kFirstTemplate) return true;
  const auto inside = read_objects(account.value);
  return inside && find(*inside, 0) != nullptr;
}

std::optional<std::string> wrong_in(const MerchantCode& code) {
  const auto short_enough = [](const std::string& text, std::size_t most) {
    return characters_in(text) <= most;
  };
  if (code.accounts.empty()) return "It says whom to pay: an object of 02 to 51.";
  for (const CodeObject& account : code.accounts) {
    if (account.id < kFirstAccount || account.id > kLastAccount || !names_its_scheme(account)) {
      return fmt::format("Object {:02} says whom to pay, and from 26 on by which scheme.",
                         account.id);
    }
  }
  if (!code.category.empty() && (code.category.size() != 4 || !is_digits(code.category))) {
    return "Its category has four digits.";
  }
  if (code.amount) {
    const bool fits = code.amount->currency() == code.currency && code.amount->minor() > 0 &&
                      code.amount->decimal().size() <= kLongestAmount;
    if (!fits) return "Its amount is more than zero, in its currency, of at most 13 characters.";
  }
  if (!is_country_code(code.country)) return "Its country is two capital letters.";
  if (!short_enough(code.name, 25)) return "Its name has at most 25 characters.";
  if (!short_enough(code.city, 15)) return "Its city has at most 15 characters.";
  if (!short_enough(code.postal_code, 10)) return "Its postal code has at most 10 characters.";
  for (const CodeObject& other : code.others) {
    if (!is_other(other.id)) return fmt::format("Object {:02} has a field of its own.", other.id);
  }
  return std::nullopt;
}

struct Reading {
  MerchantCode code;
  std::optional<std::string> wrong = std::nullopt;
  std::string amount = {};
  bool currency_said = false;

  void take(const CodeObject& object) {
    switch (object.id) {
      case kFormat:
      case kChecksum:
        return;
      case kUse:
        code.use = object.value == "11" ? MerchantCode::Use::many_times : MerchantCode::Use::once;
        if (object.value != "11" && object.value != "12") wrong = "Object 01 is 11 or 12.";
        return;
      case kCategory:
        code.category = object.value;
        return;
      case kCurrency:
        return take_currency(object.value);
      case kAmount:
        amount = object.value;
        return;
      case kCountry:
        code.country = object.value;
        return;
      case kName:
        code.name = object.value;
        return;
      case kCity:
        code.city = object.value;
        return;
      case kPostalCode:
        code.postal_code = object.value;
        return;
      case kAdditional:
        return take_additional(object.value);
      default:
        (is_other(object.id) ? code.others : code.accounts).push_back(object);
    }
  }

  void take_currency(const std::string& value) {
    const bool digits = value.size() == 3 && is_digits(value);
    const auto known = digits ? Currency::from_numeric(std::stoi(value)) : std::nullopt;
    if (!known) {
      wrong = "Its currency is one that Kerb knows, as three digits of ISO 4217.";
      return;
    }
    code.currency = *known;
    currency_said = true;
  }

  void take_additional(const std::string& value) {
    auto inside = read_objects(value);
    if (!inside) {
      wrong = inside.error().remedy;
      return;
    }
    code.additional = *std::move(inside);
  }

  // The currency may come behind its amount.
  void finish() {
    if (wrong) return;
    if (!currency_said) {
      wrong = "It says its currency.";
      return;
    }
    if (amount.empty()) return;
    const bool sign = amount.front() == '+' || amount.front() == '-';
    code.amount = sign ? std::nullopt : Money::from_decimal(amount, code.currency);
    if (!code.amount) wrong = "Its amount is digits with the places of its currency.";
  }
};

}  // namespace

hal::Result<std::string> written(const MerchantCode& code) {
  if (const auto wrong = wrong_in(code)) return bad_code(*wrong);
  CodeObjects objects{{kFormat, "01"}};
  const auto add = [&](int id, std::string value) {
    if (!value.empty()) objects.push_back({id, std::move(value)});
  };
  if (code.use != MerchantCode::Use::unsaid) {
    add(kUse, code.use == MerchantCode::Use::once ? "12" : "11");
  }
  objects.insert(objects.end(), code.accounts.begin(), code.accounts.end());
  add(kCategory, code.category);
  add(kCurrency, fmt::format("{:03}", code.currency.numeric));
  if (code.amount) add(kAmount, code.amount->decimal());
  add(kCountry, code.country);
  add(kName, code.name);
  add(kCity, code.city);
  add(kPostalCode, code.postal_code);
  const auto additional = written(code.additional);
  if (!additional) return additional;
  add(kAdditional, *additional);
  objects.insert(objects.end(), code.others.begin(), code.others.end());
  std::stable_sort(objects.begin(), objects.end(),
                   [](const CodeObject& a, const CodeObject& b) { return a.id < b.id; });
  auto text = written(objects);
  if (!text) return text;
  if (text->size() + kChecksumOctets > kLongestMerchantCode) {
    return bad_code("It has at most 512 octets.");
  }
  // What is there twice, nobody would read.
  if (const auto again = read_objects(*text); !again) return bad_code(again.error().remedy);
  *text += "6304";
  return *text + checksum_of(*text);
}

hal::Result<MerchantCode> read_merchant_code(std::string_view text) {
  const auto objects = read_objects(text);
  if (!objects) return tl::make_unexpected(objects.error());
  if (objects->size() < 2 || objects->front().id != kFormat || objects->front().value != "01") {
    return bad_code("It begins with 000201.");
  }
  const CodeObject& last = objects->back();
  if (last.id != kChecksum || last.value.size() != 4) {
    return bad_code("It ends with its checksum: 6304 and four digits.");
  }
  if (last.value != checksum_of(text.substr(0, text.size() - 4))) {
    return bad_code("Its checksum is that of the text before it: read it again.");
  }
  Reading reading;
  for (const CodeObject& object : *objects) reading.take(object);
  reading.finish();
  if (!reading.wrong) reading.wrong = wrong_in(reading.code);
  if (reading.wrong) return bad_code(*reading.wrong);
  return std::move(reading.code);
}

}  // namespace kerb::payment::codes
