// What a setting may be. A rule reads a value or says what would be right, in words that stand both
// in "Add key = …: RIGHT" and in "Give RIGHT".
#pragma once

#include <fmt/format.h>

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "hal/bytes.hpp"
#include "hal/clock.hpp"
#include "kiosk/config/section.hpp"
#include "payment/money.hpp"

namespace kerb::kiosk::config {

tl::unexpected<Mismatch> wrong_type(const std::string& right);
tl::unexpected<Mismatch> out_of_range(const std::string& right);

// A whole number from `least` to `most`, both allowed.
class Whole {
 public:
  Whole(int least, int most, std::string unit = {})
      : least_(least), most_(most), unit_(std::move(unit)) {}
  Accepted<int> operator()(const Value& value) const;
  std::string right() const;

 private:
  int least_;
  int most_;
  std::string unit_;
};

// A span of whole seconds.
class SecondsBetween {
 public:
  SecondsBetween(int least, int most) : whole_(least, most, "seconds") {}
  Accepted<hal::Seconds> operator()(const Value& value) const;
  std::string right() const { return whole_.right(); }

 private:
  Whole whole_;
};

class YesNo {
 public:
  Accepted<bool> operator()(const Value& value) const;
  std::string right() const { return "true or false, without quotes"; }
};

// A text of `least` to `most` octets without control characters. `form`, when given, decides what
// else is right, and `meaning` says it: "a host name like \"api.example.com\"".
class Text {
 public:
  using Form = bool (*)(std::string_view);
  Text(std::size_t least, std::size_t most) : least_(least), most_(most) {}
  Text(std::size_t least, std::size_t most, Form form, std::string meaning)
      : least_(least), most_(most), form_(form), meaning_(std::move(meaning)) {}
  Accepted<std::string> operator()(const Value& value) const;
  std::string right() const;

 private:
  std::size_t least_;
  std::size_t most_;
  Form form_ = nullptr;
  std::string meaning_;
};

// A path of a file; relative ones start at the folder of the configuration.
class PathFrom {
 public:
  explicit PathFrom(std::filesystem::path folder) : folder_(std::move(folder)) {}
  Accepted<std::filesystem::path> operator()(const Value& value) const;
  std::string right() const { return "the path of a file in quotes"; }

 private:
  std::filesystem::path folder_;
};

// An exact decimal, written in quotes, because a TOML number with a point would be rounded to
// binary.
class DecimalBetween {
 public:
  // Both limits as decimals; `example` is a right one.
  DecimalBetween(std::string_view least, std::string_view most, std::string example);
  Accepted<payment::Decimal> operator()(const Value& value) const;
  std::string right() const;

 private:
  payment::Decimal least_;
  payment::Decimal most_;
  std::string example_;
};

// An amount of `currency`, written in quotes, from `least` to `most` minor units.
class Amount {
 public:
  Amount(payment::Currency currency, std::int64_t least, std::int64_t most)
      : least_(least, currency), most_(most, currency) {}
  Accepted<payment::Money> operator()(const Value& value) const;
  std::string right() const;

 private:
  payment::Money least_;
  payment::Money most_;
};

class CurrencyCode {
 public:
  Accepted<payment::Currency> operator()(const Value& value) const;
  std::string right() const { return "an ISO 4217 code that Kerb knows, like \"EUR\""; }
};

// A list of `least` to `most` texts that each obey `item`, none twice.
class ListOf {
 public:
  ListOf(std::size_t least, std::size_t most, Text item)
      : least_(least), most_(most), item_(std::move(item)) {}
  Accepted<std::vector<std::string>> operator()(const Value& value) const;
  std::string right() const;

 private:
  std::size_t least_;
  std::size_t most_;
  Text item_;
};

// One word of several, each with its meaning.
template <typename T>
class OneOf {
 public:
  explicit OneOf(std::vector<std::pair<std::string, T>> words) : words_(std::move(words)) {}

  Accepted<T> operator()(const Value& value) const {
    const auto* text = std::get_if<std::string>(&value.content);
    if (text == nullptr) return wrong_type(right());
    std::vector<std::string> candidates;
    for (const auto& [word, meaning] : words_) {
      if (word == *text) return meaning;
      candidates.push_back(word);
    }
    const std::string guess = nearest(*text, candidates);
    return out_of_range(guess.empty() ? right()
                                      : right() + fmt::format("; did you mean \"{}\"?", guess));
  }

  std::string right() const {
    std::string list;
    for (const auto& [word, meaning] : words_) list += (list.empty() ? "\"" : ", \"") + word + '"';
    return words_.size() == 1 ? list : "one of " + list;
  }

 private:
  std::vector<std::pair<std::string, T>> words_;
};

// Forms for Text. All take hostile text.
bool is_country(std::string_view text);         // ISO 3166-1 alpha-2
bool is_time_zone(std::string_view text);       // IANA name
bool is_telephone(std::string_view text);       // digits, blanks, + - / ( ); at least three digits
bool is_evse_code(std::string_view text);       // eMI3 / ISO 15118-2 Annex H: "DE*VLT*E1042"
bool is_account_word(std::string_view text);    // [A-Za-z0-9_-], what acquirers call an id
bool is_card_uid(std::string_view text);        // hex of 4, 7 or 10 octets (ISO/IEC 14443-3)
bool is_time_of_day(std::string_view text);     // "07:00"
bool is_nfc_connection(std::string_view text);  // "pn532_uart:/dev/ttyS1:115200"
bool is_broker_host(std::string_view text);     // a host name, or an address of IPv4 or IPv6
bool is_built_in_locale(std::string_view text);

}  // namespace kerb::kiosk::config
