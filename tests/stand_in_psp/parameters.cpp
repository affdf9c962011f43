#include "tests/stand_in_psp/parameters.hpp"

#include <algorithm>
#include <sstream>
#include <vector>

namespace kerb::stand_in_psp {

namespace {

using nlohmann::json;

int hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  return -1;
}

std::optional<std::string> unescaped(const std::string& text) {
  std::string plain;
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (text[at] == '+') {
      plain += ' ';
    } else if (text[at] != '%') {
      plain += text[at];
    } else {
      const int high = at + 2 < text.size() ? hex_digit(text[at + 1]) : -1;
      const int low = at + 2 < text.size() ? hex_digit(text[at + 2]) : -1;
      if (high < 0 || low < 0) return std::nullopt;
      plain += static_cast<char>(high * 16 + low);
      at += 2;
    }
  }
  return plain;
}

// "a[b][0]" → a, b, 0. Empty when the brackets are wrong.
std::vector<std::string> steps_of(const std::string& name) {
  std::vector<std::string> steps = {name.substr(0, name.find('['))};
  std::size_t at = steps.front().size();
  while (at < name.size()) {
    const std::size_t end = name.find(']', at);
    if (name[at] != '[' || end == std::string::npos || end == at + 1) return {};
    steps.push_back(name.substr(at + 1, end - at - 1));
    at = end + 1;
  }
  return steps.front().empty() ? std::vector<std::string>{} : steps;
}

bool put(json& tree, const std::vector<std::string>& steps, const std::string& value) {
  json* here = &tree;
  for (const std::string& step : steps) {
    if (here->is_null()) *here = json::object();
    if (!here->is_object()) return false;
    here = &(*here)[step];
  }
  if (!here->is_null()) return false;
  *here = value;
  return true;
}

// {"0":…,"1":…} becomes a list. False when there is a gap.
bool find_lists(json& tree) {
  if (!tree.is_object()) return true;
  for (json& member : tree) {
    if (!find_lists(member)) return false;
  }
  const auto numbered = [](const std::string& name) {
    return name.find_first_not_of("0123456789") == std::string::npos;
  };
  json list = json::array();
  for (const auto& [name, value] : tree.items()) {
    if (!numbered(name)) return list.empty();
    if (!tree.contains(std::to_string(list.size()))) return false;
    list.push_back(tree[std::to_string(list.size())]);
  }
  if (!list.empty()) tree = list;
  return true;
}

bool is_whole(const json& value, bool of_form) {
  if (!of_form) return value.is_number_unsigned();
  if (!value.is_string()) return false;
  const auto text = value.get<std::string>();
  return !text.empty() && text.size() <= 18 &&
         text.find_first_not_of("0123456789") == std::string::npos;
}

bool is_yes_no(const json& value, bool of_form) {
  return of_form ? value == "true" || value == "false" : value.is_boolean();
}

bool is_one_of(const json& value, const std::string& words) {
  if (!value.is_string()) return false;
  std::istringstream stream(words);
  for (std::string word; std::getline(stream, word, '|');) {
    if (value == word) return true;
  }
  return false;
}

bool is_text(const json& value, std::size_t longest) {
  return value.is_string() && !value.get<std::string>().empty() &&
         value.get<std::string>().size() <= longest;
}

// docs.stripe.com/api/metadata: names of at most 40 characters without brackets, texts of at most 500.
bool is_map(const json& value, std::size_t most) {
  constexpr std::size_t kLongestName = 40;
  constexpr std::size_t kLongestText = 500;
  if (!value.is_object() || value.size() > most) return false;
  for (const auto& [name, text] : value.items()) {
    if (name.empty() || name.size() > kLongestName) return false;
    if (name.find_first_of("[]") != std::string::npos || !is_text(text, kLongestText)) return false;
  }
  return true;
}

bool fits(const json& value, const std::string& type, bool of_form) {
  const std::string kind = type.substr(0, type.find(':'));
  const std::string rest = kind.size() < type.size() ? type.substr(kind.size() + 1) : "";
  if (kind == "whole") return is_whole(value, of_form);
  if (kind == "yes_no") return is_yes_no(value, of_form);
  if (kind == "one") return is_one_of(value, rest);
  if (kind == "map") return is_map(value, std::stoul(rest));
  return is_text(value, std::stoul(rest));
}

std::optional<std::string> misfit_at(const json& value, const json& shape, bool of_form,
                                     const std::string& where);

std::optional<std::string> misfit_in(const json& value, const json& shape, bool of_form,
                                     const std::string& where) {
  if (!value.is_object()) return where;
  const auto at = [&where](const std::string& name) {
    return where.empty() ? name : where + "[" + name + "]";
  };
  for (const auto& [name, member] : value.items()) {
    const bool must = shape.contains(name + "!");
    if (!must && !shape.contains(name)) return at(name);
    const json& wanted = must ? shape[name + "!"] : shape[name];
    if (auto wrong = misfit_at(member, wanted, of_form, at(name))) return wrong;
  }
  for (const auto& [name, wanted] : shape.items()) {
    if (name.back() != '!') continue;
    const std::string plain = name.substr(0, name.size() - 1);
    if (!value.contains(plain)) return at(plain);
  }
  return std::nullopt;
}

std::optional<std::string> misfit_at(const json& value, const json& shape, bool of_form,
                                     const std::string& where) {
  if (shape.is_object()) return misfit_in(value, shape, of_form, where);
  if (shape.is_string()) {
    if (fits(value, shape.get<std::string>(), of_form)) return std::nullopt;
    return where;
  }
  if (!value.is_array()) return where;
  for (std::size_t i = 0; i < value.size(); ++i) {
    const std::string at = where + "[" + std::to_string(i) + "]";
    if (auto wrong = misfit_at(value[i], shape[0], of_form, at)) return wrong;
  }
  return std::nullopt;
}

}  // namespace

std::optional<json> read_form(const std::string& text) {
  json tree = json::object();
  std::istringstream stream(text);
  for (std::string pair; std::getline(stream, pair, '&');) {
    const std::size_t equals = pair.find('=');
    if (equals == std::string::npos) return std::nullopt;
    const auto name = unescaped(pair.substr(0, equals));
    const auto value = unescaped(pair.substr(equals + 1));
    if (!name || !value) return std::nullopt;
    const std::vector<std::string> steps = steps_of(*name);
    if (steps.empty() || !put(tree, steps, *value)) return std::nullopt;
  }
  if (!find_lists(tree)) return std::nullopt;
  return tree;
}

std::optional<std::string> misfit(const json& parameters, const json& shape, bool of_form) {
  return misfit_in(parameters, shape, of_form, {});
}

}  // namespace kerb::stand_in_psp
