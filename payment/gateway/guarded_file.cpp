#include "payment/gateway/guarded_file.hpp"

#include <utility>

#include "hal/guarded_file.hpp"

namespace kerb::payment::gateway {

hal::Result<Secret> read_guarded_file(const std::filesystem::path& file, const std::string& code) {
  auto octets = hal::read_guarded_file(file, code);
  if (!octets) return tl::make_unexpected(octets.error());
  return Secret(*std::move(octets));
}

}  // namespace kerb::payment::gateway
