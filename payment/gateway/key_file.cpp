#include "payment/gateway/key_file.hpp"

#include <string_view>

#include "payment/gateway/base64.hpp"
#include "payment/gateway/guarded_file.hpp"

namespace kerb::payment::gateway {

namespace {

constexpr const char* kCode = "gateway.key_file";
constexpr const char* kRemedy =
    "the file needs the lines \"key_id = …\" and \"shared_secret = …\" as the gateway's business "
    "centre "
    "shows them";

bool is_key_id(std::string_view text) {
  constexpr std::string_view kLetters =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-";
  return !text.empty() && text.size() <= 64 &&
         text.find_first_not_of(kLetters) == std::string_view::npos;
}

// Takes one line into `key`; a text on failure.
const char* take_line(std::string_view line, SharedKey& key) {
  if (line.empty() || line.front() == '#') return nullptr;
  const std::size_t equals = line.find('=');
  if (equals == std::string_view::npos) return "a line is not of the form name = value";
  const std::string_view name = trimmed(line.substr(0, equals));
  const std::string_view value = trimmed(line.substr(equals + 1));
  if (name == "key_id") {
    if (!key.id.empty()) return "key_id is there twice";
    if (!is_key_id(value)) return "key_id is not 1 to 64 letters, digits and hyphens";
    key.id = value;
    return nullptr;
  }
  if (name == "shared_secret") {
    if (!key.secret.empty()) return "shared_secret is there twice";
    std::optional<hal::Bytes> octets = from_base64(value);
    if (!octets) return "shared_secret is not base64";
    key.secret = Secret(std::move(*octets));
    const std::size_t size = key.secret.reveal().size();
    return size >= 16 && size <= 256 ? nullptr : "shared_secret is not 16 to 256 octets long";
  }
  return "a line has another name than key_id and shared_secret";
}

}  // namespace

hal::Result<SharedKey> read_key_file(const std::filesystem::path& file) {
  hal::Result<Secret> content = read_guarded_file(file, kCode);
  if (!content) return tl::make_unexpected(content.error());
  const hal::ByteView octets = content->reveal();
  std::string_view rest(reinterpret_cast<const char*>(octets.data()), octets.size());
  SharedKey key;
  for (int number = 1; !rest.empty(); ++number) {
    const std::size_t end = rest.find('\n');
    const std::string_view line = trimmed(rest.substr(0, end));
    rest = end == std::string_view::npos ? std::string_view{} : rest.substr(end + 1);
    if (const char* problem = take_line(line, key)) {
      return hal::failure(
          kCode, "reading " + file.string() + ", line " + std::to_string(number) + ": " + problem,
          kRemedy);
    }
  }
  if (key.id.empty() || key.secret.empty()) {
    return hal::failure(kCode,
                        "reading " + file.string() + ": " +
                            (key.id.empty() ? "key_id" : "shared_secret") + " is missing",
                        kRemedy);
  }
  return key;
}

}  // namespace kerb::payment::gateway
