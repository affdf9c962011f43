#include "payment/checkout/api_key.hpp"

#include <string_view>

#include "payment/gateway/guarded_file.hpp"

namespace kerb::payment::checkout {
namespace {

constexpr const char* kKeyFileCode = "checkout.key_file";

bool is_api_key(std::string_view text) {
  constexpr std::string_view kLetters =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_";
  return text.size() >= 8 && text.size() <= 255 &&
         text.find_first_not_of(kLetters) == std::string_view::npos;
}

}  // namespace

hal::Result<Secret> read_api_key(const std::filesystem::path& file) {
  const auto wrong = [&file](const char* what) {
    return hal::failure(kKeyFileCode, "reading " + file.string() + ": " + what,
                        "Put the secret key into it as the dashboard shows it, on one line.");
  };
  hal::Result<Secret> content = gateway::read_guarded_file(file, kKeyFileCode);
  if (!content) return tl::make_unexpected(content.error());
  const hal::ByteView octets = content->reveal();
  std::string_view rest(reinterpret_cast<const char*>(octets.data()), octets.size());
  std::string_view key;
  while (!rest.empty()) {
    const std::size_t end = rest.find('\n');
    const std::string_view line = gateway::trimmed(rest.substr(0, end));
    rest = end == std::string_view::npos ? std::string_view{} : rest.substr(end + 1);
    if (line.empty() || line.front() == '#') continue;
    if (!key.empty()) return wrong("there is more than one line");
    key = line;
  }
  if (!is_api_key(key)) return wrong("there is no key of 8 to 255 letters, digits and _");
  return Secret(hal::Bytes(key.begin(), key.end()));
}

}  // namespace kerb::payment::checkout
