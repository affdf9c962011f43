#include "payment/gateway/guarded_file.hpp"

#include <utility>

#include "hal/guarded_file.hpp"

namespace kerb::payment::gateway {

hal::Result<Secret> read_guarded_file(const std::filesystem::path& file, const std::string& code) {
  auto octets = hal::read_guarded_file(file, code);
  if (!octets) return tl::make_unexpected(octets.error());
  return Secret(*std::move(octets));
}

std::string_view trimmed(std::string_view line) {
  constexpr std::string_view kBlanks = " \t\r";
  const std::size_t first = line.find_first_not_of(kBlanks);
  if (first == std::string_view::npos) return {};
  return line.substr(first, line.find_last_not_of(kBlanks) - first + 1);
}

}  // namespace kerb::payment::gateway
