#include "payment/secret.hpp"

#include <openssl/crypto.h>

namespace kerb::payment {

void Secret::wipe() noexcept {
  if (!octets_.empty()) OPENSSL_cleanse(octets_.data(), octets_.size());
}

Secret& Secret::operator=(const Secret& other) {
  if (this != &other) {
    wipe();
    octets_ = other.octets_;
  }
  return *this;
}

Secret& Secret::operator=(Secret&& other) noexcept {
  if (this != &other) {
    wipe();
    octets_ = std::move(other.octets_);
    other.octets_.clear();
  }
  return *this;
}

}  // namespace kerb::payment
