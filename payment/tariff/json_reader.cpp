#include "payment/tariff/json_reader.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "payment/tariff/tariff.hpp"
#include "payment/tariff/wall_clock.hpp"

namespace kerb::payment::tariff {

void JsonReader::refuse(std::uint32_t node, std::string_view problem, std::string_view remedy) {
  if (error_) return;
  error_ = hal::Error{"tariff.bad_input",
                      fmt::format("reading {}, {}: {}", tree_.name(), tree_.place(node), problem),
                      std::string(remedy)};
}

void JsonReader::warn(std::uint32_t node, std::string_view what) {
  if (warnings_.size() >= kMostWarnings) return;
  warnings_.push_back(fmt::format("{}: {}", tree_.place(node), what));
}

bool JsonReader::is_object(std::uint32_t node) {
  if (tree_[node].kind == JsonKind::object) return true;
  refuse(node, "an object is expected", "write { ... }");
  return false;
}

bool JsonReader::is_array(std::uint32_t node) {
  if (tree_[node].kind != JsonKind::array) {
    refuse(node, "a list is expected", "write [ ... ]");
    return false;
  }
  if (tree_.count(node) > kMostItems) {
    refuse(node, "the list is too long", fmt::format("at most {} entries", kMostItems));
    return false;
  }
  return true;
}

std::string JsonReader::text(std::uint32_t node, std::size_t longest) {
  if (tree_[node].kind != JsonKind::string) {
    refuse(node, "a string is expected", "write it in quotes");
    return {};
  }
  std::string decoded = tree_.decoded(node);
  if (decoded.size() > longest) {
    refuse(node, "the string is too long", fmt::format("at most {} octets", longest));
    return {};
  }
  return decoded;
}

std::string_view JsonReader::word(std::uint32_t node) {
  if (tree_[node].kind == JsonKind::string && tree_[node].text.size() <= 64) {
    return tree_[node].text;
  }
  refuse(node, "a short string is expected", "write it in quotes");
  return {};
}

std::int64_t JsonReader::number(std::uint32_t node, int places, std::int64_t least,
                                std::int64_t most) {
  const JsonNode& value = tree_[node];
  if (value.kind == JsonKind::string) {
    warn(node, "a number stands in quotes");
  } else if (value.kind != JsonKind::number) {
    refuse(node, "a number is expected", "write its digits");
    return 0;
  }
  const auto read = read_decimal(value.text, places, std::max(most, -least));
  if (!read || read->value < least || read->value > most) {
    refuse(node, fmt::format("{} is no number that can be taken", in_quotes(value.text)),
           fmt::format("between {} and {}", scaled_text(least, places), scaled_text(most, places)));
    return 0;
  }
  if (read->rounded) {
    warn(node, fmt::format("{} was rounded to {} places", in_quotes(value.text), places));
  }
  return read->value;
}

std::int64_t JsonReader::whole(std::uint32_t node, std::int64_t most) {
  const JsonNode& value = tree_[node];
  const auto read =
      value.kind == JsonKind::number ? read_decimal(value.text, 0, most) : std::optional<Scaled>();
  if (!read || read->rounded || read->value < 0) {
    refuse(node, fmt::format("{} is not a whole number that can be taken", in_quotes(value.text)),
           fmt::format("between 0 and {}", most));
    return 0;
  }
  return read->value;
}

bool JsonReader::boolean(std::uint32_t node) {
  if (tree_[node].kind == JsonKind::boolean) return tree_[node].truth;
  refuse(node, "true or false is expected", "write it without quotes");
  return false;
}

std::int64_t JsonReader::utc(std::uint32_t node) {
  const auto read = tree_[node].kind == JsonKind::string ? read_utc(tree_[node].text)
                                                         : std::optional<std::int64_t>();
  if (read) return *read;
  refuse(node, fmt::format("{} is no time", in_quotes(tree_[node].text)),
         "UTC between 2000 and 2099, such as 2019-01-15T10:00:00Z");
  return kEarliest;
}

std::string_view JsonReader::currency(std::uint32_t node, int& places) {
  const std::string_view code = word(node);
  if (const auto known = currency_places(code)) {
    places = *known;
  } else {
    refuse(node, fmt::format("{} is no currency", in_quotes(code)),
           "a code of ISO 4217, such as EUR");
  }
  return code;
}

}  // namespace kerb::payment::tariff
