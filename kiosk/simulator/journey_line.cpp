#include "kiosk/simulator/journey_line.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <numeric>

namespace kerb::kiosk::journey {
namespace {

constexpr std::string_view kOpening = "\u201C";
constexpr std::string_view kClosing = "\u201D";

bool is_blank(char c) {
  return c == ' ' || c == '\t';
}
bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

// The text of a quoted word; `at` goes from behind the opening quote to behind the closing one.
std::optional<std::string> cut_quoted(std::string_view line, std::size_t& at,
                                      std::string_view closing) {
  std::string text;
  while (at < line.size()) {
    if (line.substr(at, closing.size()) == closing) {
      at += closing.size();
      return text;
    }
    if (line[at] == '\\' && at + 1 < line.size()) ++at;
    text += line[at++];
  }
  return std::nullopt;
}

// "7.4" times 1000 as a whole number; at most three decimals.
std::optional<std::int64_t> thousandths(std::string_view text) {
  const std::size_t point = text.find('.');
  const std::string_view whole = text.substr(0, point);
  std::string decimals(point == std::string_view::npos ? "" : text.substr(point + 1));
  const bool has_point = point != std::string_view::npos;
  if (whole.empty() || whole.size() > 9 || decimals.size() > 3 || (has_point && decimals.empty())) {
    return std::nullopt;
  }
  decimals.resize(3, '0');
  const std::string digits = std::string(whole) + decimals;
  if (!std::all_of(digits.begin(), digits.end(), is_digit)) return std::nullopt;
  return std::stoll(digits);
}

std::size_t distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> row(b.size() + 1);
  std::iota(row.begin(), row.end(), std::size_t{0});
  for (std::size_t i = 0; i < a.size(); ++i) {
    std::size_t diagonal = row[0];
    row[0] = i + 1;
    for (std::size_t j = 0; j < b.size(); ++j) {
      const std::size_t change = diagonal + (a[i] == b[j] ? 0 : 1);
      diagonal = row[j + 1];
      row[j + 1] = std::min({change, row[j] + 1, row[j + 1] + 1});
    }
  }
  return row.back();
}

}  // namespace

std::optional<std::vector<Word>> cut_words(std::string_view line, std::string& problem) {
  std::vector<Word> words;
  std::size_t at = 0;
  while (at < line.size()) {
    if (is_blank(line[at])) {
      ++at;
    } else if (line[at] == '#') {
      break;
    } else if (line[at] == '"' || line.substr(at, kOpening.size()) == kOpening) {
      const std::string_view closing = line[at] == '"' ? std::string_view("\"") : kClosing;
      at += closing.size();
      auto text = cut_quoted(line, at, closing);
      if (!text) {
        problem = "a quoted text without an end";
        return std::nullopt;
      }
      words.push_back({std::move(*text), true});
    } else {
      const std::size_t start = at;
      while (at < line.size() && !is_blank(line[at])) ++at;
      words.push_back({std::string(line.substr(start, at - start)), false});
    }
  }
  return words;
}

bool Words::take(std::string_view words) {
  std::size_t at = at_;
  while (!words.empty()) {
    const std::size_t blank = words.find(' ');
    const std::string_view word = words.substr(0, blank);
    if (at == words_.size() || words_[at].quoted || words_[at].text != word) return false;
    ++at;
    words.remove_prefix(blank == std::string_view::npos ? words.size() : blank + 1);
  }
  at_ = at;
  return true;
}

std::nullopt_t Words::fail(std::string_view wanted) {
  wanted_ = wanted;
  return std::nullopt;
}

std::string Words::found() const {
  const Word* word = next();
  return word == nullptr ? "the end of the line" : fmt::format("\"{}\"", word->text);
}

std::optional<std::string> Words::quoted() {
  const Word* word = next();
  if (word == nullptr || !word->quoted || word->text.empty()) {
    return fail("a text in quotes, such as \"0.59\"");
  }
  ++at_;
  return word->text;
}

std::optional<std::string> Words::name(std::string_view wanted) {
  const Word* word = next();
  const auto is_name = [](char c) {
    return (c >= 'a' && c <= 'z') || is_digit(c) || c == '.' || c == '_' || c == '-';
  };
  if (word == nullptr || word->quoted || word->text.size() > 64 ||
      !std::all_of(word->text.begin(), word->text.end(), is_name)) {
    return fail(wanted);
  }
  ++at_;
  return word->text;
}

std::optional<std::string> Words::rest() {
  if (done()) return fail("a few words");
  std::string text = words_[at_++].text;
  while (!done()) text += " " + words_[at_++].text;
  return text;
}

std::optional<std::int64_t> Words::number(std::int64_t least, std::int64_t most,
                                          std::string_view wanted) {
  const Word* word = next();
  if (word == nullptr || word->quoted) return fail(wanted);
  std::int64_t value = 0;
  const char* end = word->text.data() + word->text.size();
  const auto [stop, error] = std::from_chars(word->text.data(), end, value);
  if (error != std::errc{} || stop != end || value < least || value > most) return fail(wanted);
  ++at_;
  return value;
}

std::optional<hal::Millis> Words::span() {
  constexpr std::string_view kWanted = "a time of up to a day: \"10 min\", \"30 s\" or \"500 ms\"";
  const std::size_t start = at_;
  const auto count = number(1, 86'400'000, kWanted);
  if (!count) return std::nullopt;
  hal::Millis unit{};
  if (take("ms")) {
    unit = hal::Millis{1};
  } else if (take("s")) {
    unit = hal::Seconds{1};
  } else if (take("min")) {
    unit = hal::Minutes{1};
  } else if (take("h")) {
    unit = std::chrono::hours{1};
  } else {
    return fail(kWanted);
  }
  if (*count > std::chrono::hours{24} / unit) {
    at_ = start;
    return fail(kWanted);
  }
  return *count * unit;
}

std::optional<hal::Watts> Words::power() {
  constexpr std::string_view kWanted = "a power of up to 1000 kW: \"50 kW\" or \"300 W\"";
  const Word* word = next();
  if (word == nullptr || word->quoted) return fail(kWanted);
  const auto value = thousandths(word->text);
  if (!value || *value > 1'000'000'000) return fail(kWanted);
  ++at_;
  if (take("kW") && *value <= 1'000'000) return hal::Watts{*value};
  if (take("W") && *value % 1000 == 0) return hal::Watts{*value / 1000};
  --at_;
  return fail(kWanted);
}

std::optional<int> Words::percent() {
  constexpr std::string_view kWanted = "a state of charge: \"0 %\" to \"100 %\"";
  if (!done() && words_[at_].text.size() > 1 && words_[at_].text.back() == '%') {
    words_[at_].text.pop_back();
    words_.insert(words_.begin() + static_cast<std::ptrdiff_t>(at_) + 1, Word{"%", false});
  }
  const auto value = number(0, 100, kWanted);
  if (!value) return std::nullopt;
  if (!take("%")) return fail(kWanted);
  return static_cast<int>(*value);
}

std::optional<std::string> Words::amount() {
  const Word* word = next();
  if (word == nullptr || word->quoted || !thousandths(word->text)) {
    return fail("an amount such as 12.64, \"nothing\" or \"something\"");
  }
  ++at_;
  return word->text;
}

std::optional<hal::EvseId> Words::connector_if_any(bool at) {
  constexpr std::string_view kWanted = "the number of a connector, 1 to 99";
  if (done()) return 1;
  if (at && !take("at"))
    return fail("\"at\" and the number of a connector, or the end of the line");
  const auto value = number(1, 99, kWanted);
  if (!value) return std::nullopt;
  return static_cast<hal::EvseId>(*value);
}

std::optional<std::string> closest(std::string_view word, const std::vector<std::string>& among) {
  std::optional<std::string> best;
  std::size_t nearest = std::max<std::size_t>(2, word.size() / 3) + 1;
  for (const std::string& candidate : among) {
    const std::size_t away = distance(word, candidate);
    if (away < nearest) {
      nearest = away;
      best = candidate;
    }
  }
  return best;
}

}  // namespace kerb::kiosk::journey
