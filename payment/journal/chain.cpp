#include "payment/journal/chain.hpp"

#include <openssl/evp.h>
#include <openssl/rand.h>

#include <algorithm>
#include <memory>
#include <stdexcept>

namespace kerb::payment {
namespace {

// SHA-256 found once a thread: looking it up costs as much as hashing an entry.
class Sha256 {
 public:
  Sha256() : algorithm_(EVP_MD_fetch(nullptr, "SHA256", nullptr)), context_(EVP_MD_CTX_new()) {
    if (algorithm_ == nullptr || context_ == nullptr) unusable();
  }

  void begin() { check(EVP_DigestInit_ex2(context_.get(), algorithm_.get(), nullptr)); }
  void add(const void* octets, std::size_t count) {
    check(EVP_DigestUpdate(context_.get(), octets, count));
  }
  ChainHash end() {
    ChainHash hash{};
    check(EVP_DigestFinal_ex(context_.get(), hash.data(), nullptr));
    return hash;
  }

 private:
  [[noreturn]] static void unusable() { throw std::runtime_error("the system has no SHA-256"); }
  static void check(int result) {
    if (result != 1) unusable();
  }
  struct Free {
    void operator()(EVP_MD* algorithm) const { EVP_MD_free(algorithm); }
    void operator()(EVP_MD_CTX* context) const { EVP_MD_CTX_free(context); }
  };
  std::unique_ptr<EVP_MD, Free> algorithm_;
  std::unique_ptr<EVP_MD_CTX, Free> context_;
};

void put(Sha256& hash, std::uint64_t value) {
  std::array<std::uint8_t, 8> octets{};
  for (std::size_t i = 0; i < octets.size(); ++i) {
    octets.at(i) = static_cast<std::uint8_t>(value >> (56 - 8 * i));
  }
  hash.add(octets.data(), octets.size());
}

void put(Sha256& hash, const std::string& text) {
  put(hash, static_cast<std::uint64_t>(text.size()));
  hash.add(text.data(), text.size());
}

}  // namespace

ChainHash chained(const ChainHash& before, const JournalEntry& entry) {
  thread_local Sha256 hash;
  hash.begin();
  hash.add(before.data(), before.size());
  put(hash, static_cast<std::uint64_t>(entry.number));
  put(hash, static_cast<std::uint64_t>(entry.at.time_since_epoch().count()));
  put(hash, entry.session);
  put(hash, !entry.session_open ? std::uint64_t{2} : std::uint64_t{*entry.session_open});
  put(hash, entry.kind);
  put(hash, entry.body);
  return hash.end();
}

ChainHash hash_of(hal::ByteView octets) {
  thread_local Sha256 hash;
  hash.begin();
  hash.add(octets.data(), octets.size());
  return hash.end();
}

ChainHash random_chain_start() {
  ChainHash hash{};
  if (RAND_bytes(hash.data(), static_cast<int>(hash.size())) != 1) {
    throw std::runtime_error("the system gives no random numbers");
  }
  return hash;
}

std::string hash_text(const ChainHash& hash) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::string text;
  text.reserve(2 * hash.size());
  for (const std::uint8_t octet : hash) {
    text += kDigits[octet >> 4U];
    text += kDigits[octet & 0xFU];
  }
  return text;
}

bool read_hash(const hal::Bytes& octets, ChainHash& hash) {
  if (octets.size() != hash.size()) return false;
  std::copy(octets.begin(), octets.end(), hash.begin());
  return true;
}

}  // namespace kerb::payment
