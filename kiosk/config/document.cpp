#include "kiosk/config/document.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace kerb::kiosk::config {
// The TOML library asserts what a file can violate ("[=]"): its assertions must not end the
// process, nor be taken for granted by the optimiser. This is thrown instead.
struct NotForeseen {};
}  // namespace kerb::kiosk::config

// Nesting is bounded: a hostile file must not reach the end of the stack, neither while it is read
// nor when its tables are taken down again.
#undef NDEBUG
#define TOML_ASSERT(condition) \
  ((condition) ? static_cast<void>(0) : throw ::kerb::kiosk::config::NotForeseen())
#define TOML_EXCEPTIONS 1
#define TOML_MAX_NESTED_VALUES 8
#define TOML_ENABLE_FORMATTERS 0
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wterminate"  // in its noexcept functions it stays an assertion
#include <toml++/toml.h>
#pragma GCC diagnostic pop

namespace kerb::kiosk::config {
namespace {

int line_of(const toml::source_region& source) {
  return static_cast<int>(std::max(1U, source.begin.line));
}

Value converted(const toml::node& node, int depth);

Table converted_table(const toml::table& table, int depth) {
  Table result;
  result.line = line_of(table.source());
  for (const auto& [key, node] : table) {
    const int line = line_of(key.source());
    result.entries.push_back({std::string(key.str()), line, converted(node, depth + 1)});
  }
  std::stable_sort(result.entries.begin(), result.entries.end(),
                   [](const Entry& a, const Entry& b) { return a.line < b.line; });
  return result;
}

Array converted_array(const toml::array& array, int depth) {
  Array result;
  for (const toml::node& node : array) result.push_back(converted(node, depth + 1));
  return result;
}

std::string foreign_kind(const toml::node& node) {
  switch (node.type()) {
    case toml::node_type::floating_point:
      return "a number with a point";
    case toml::node_type::date:
      return "a date";
    case toml::node_type::time:
      return "a time of day";
    case toml::node_type::date_time:
      return "a date with a time";
    default:
      return "something nested too deeply";
  }
}

Value converted(const toml::node& node, int depth) {
  Value value;
  value.line = line_of(node.source());
  if (const auto* text = node.as_string()) {
    value.content = text->get();
  } else if (const auto* number = node.as_integer()) {
    value.content = number->get();
  } else if (const auto* flag = node.as_boolean()) {
    value.content = flag->get();
  } else if (const auto* array = node.as_array(); array != nullptr && depth < kDeepest) {
    value.content = converted_array(*array, depth);
  } else if (const auto* table = node.as_table(); table != nullptr && depth < kDeepest) {
    value.content = converted_table(*table, depth);
  } else {
    value.content = Foreign{foreign_kind(node)};
  }
  return value;
}

// The bounds that hold before the parser may see the text.
std::optional<SyntaxProblem> beyond_bounds(std::string_view toml) {
  if (toml.size() > kLargestFile) {
    return SyntaxProblem{
        1, fmt::format("the file has {} octets", toml.size()),
        fmt::format("A station needs far less than {} octets: is this the right file?",
                    kLargestFile)};
  }
  int line = 1;
  std::size_t start = 0;
  while (start <= toml.size()) {
    const std::size_t end = std::min(toml.find('\n', start), toml.size());
    if (end - start > kLongestLine) {
      return SyntaxProblem{
          line, fmt::format("the line has {} octets", end - start),
          fmt::format("Keep lines under {} octets; a list may span several lines.", kLongestLine)};
    }
    start = end + 1;
    ++line;
  }
  return std::nullopt;
}

// At most `most` octets of the text on one line, cut between characters, control characters shown
// as '?'.
std::string clipped(std::string_view text, std::size_t most) {
  std::string result;
  for (const char c : text) {
    const bool starts_character = (static_cast<unsigned char>(c) & 0xC0U) != 0x80U;
    if (result.size() >= most && starts_character) return result + "…";
    result += static_cast<unsigned char>(c) < 0x20U || c == 0x7F ? '?' : c;
  }
  return result;
}

constexpr std::size_t kLongestShown = 60;
constexpr const char* kHowToWrite =
    "Each line is key = value, texts stand in \"quotes\", sections in [brackets]; each key once.";

bool foreseen(std::string_view toml) {
  try {
    (void)toml::parse(toml);
  } catch (const toml::parse_error&) {
    return true;
  } catch (const NotForeseen&) {
    return false;
  }
  return true;
}

// The first line with which the file is more than the library foresaw. It reads from front to back,
// so the line can be halved in on.
int unforeseen_line(std::string_view toml) {
  std::vector<std::size_t> ends;  // of lines
  for (std::size_t at = toml.find('\n'); at != std::string_view::npos;
       at = toml.find('\n', at + 1)) {
    ends.push_back(at + 1);
  }
  const auto first = std::partition_point(
      ends.begin(), ends.end(), [toml](std::size_t end) { return foreseen(toml.substr(0, end)); });
  return static_cast<int>(first - ends.begin()) + 1;
}

}  // namespace

const Entry* Table::find(std::string_view key) const {
  const auto found = std::find_if(entries.begin(), entries.end(),
                                  [key](const Entry& entry) { return entry.key == key; });
  return found == entries.end() ? nullptr : &*found;
}

tl::expected<Table, SyntaxProblem> read_document(std::string_view toml) {
  if (const auto problem = beyond_bounds(toml)) return tl::make_unexpected(*problem);
  try {
    return converted_table(toml::parse(toml), 0);
  } catch (const toml::parse_error& error) {
    return tl::make_unexpected(
        SyntaxProblem{line_of(error.source()), clipped(error.description(), 300), kHowToWrite});
  } catch (const NotForeseen&) {
    return tl::make_unexpected(
        SyntaxProblem{unforeseen_line(toml), "this is not TOML", kHowToWrite});
  }
}

std::string shown(const Value& value) {
  if (const auto* text = std::get_if<std::string>(&value.content)) {
    return '"' + clipped(*text, kLongestShown) + '"';
  }
  if (const auto* number = std::get_if<std::int64_t>(&value.content))
    return std::to_string(*number);
  if (const auto* flag = std::get_if<bool>(&value.content)) return *flag ? "true" : "false";
  if (const auto* array = std::get_if<Array>(&value.content)) {
    return fmt::format("a list of {}", array->size());
  }
  if (std::holds_alternative<Table>(value.content)) return "a section";
  return std::get<Foreign>(value.content).kind;
}

}  // namespace kerb::kiosk::config
