#include "payment/gateway/json_text.hpp"

namespace kerb::payment::gateway {

namespace {

constexpr std::size_t kLongestJson = 1024 * 1024;
constexpr int kDeepest = 16;

// Counts brackets outside of strings. The parser itself would take any depth, at some hundred
// octets of memory for every octet of text.
bool nests_too_deep(std::string_view text) {
  int depth = 0;
  bool in_string = false;
  bool escaped = false;
  for (const char letter : text) {
    if (in_string) {
      if (!escaped && letter == '"') in_string = false;
      escaped = !escaped && letter == '\\';
    } else if (letter == '"') {
      in_string = true;
    } else if (letter == '{' || letter == '[') {
      if (++depth > kDeepest) return true;
    } else if (letter == '}' || letter == ']') {
      --depth;
    }
  }
  return false;
}

}  // namespace

std::optional<nlohmann::json> parse_bounded(std::string_view text) {
  if (text.size() > kLongestJson || nests_too_deep(text)) return std::nullopt;
  nlohmann::json json = nlohmann::json::parse(text.begin(), text.end(), nullptr, false);
  if (json.is_discarded()) return std::nullopt;
  return json;
}

const nlohmann::json* value_at(const nlohmann::json& json,
                               std::initializer_list<const char*> path) {
  const nlohmann::json* here = &json;
  for (const char* name : path) {
    if (!here->is_object()) return nullptr;
    const auto member = here->find(name);
    if (member == here->end()) return nullptr;
    here = &*member;
  }
  return here;
}

std::optional<std::string> text_at(const nlohmann::json& json,
                                   std::initializer_list<const char*> path, std::size_t longest) {
  const nlohmann::json* value = value_at(json, path);
  if (value == nullptr || !value->is_string()) return std::nullopt;
  const auto& text = value->get_ref<const std::string&>();
  if (text.empty() || text.size() > longest) return std::nullopt;
  return text;
}

}  // namespace kerb::payment::gateway
