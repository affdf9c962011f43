#include "tests/interop/broker_service.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <unistd.h>

#include <array>

#include "tests/stand_in_bank/authority.hpp"

namespace kerb::interop {
namespace {

namespace fs = std::filesystem;

std::string random_password() {
  std::array<unsigned char, 16> octets{};
  RAND_bytes(octets.data(), octets.size());
  std::string text;
  for (const unsigned char octet : octets) text += fmt::format("{:02x}", octet);
  return text;
}

// Mode 0600.
std::FILE* open_secret(const fs::path& file) {
  const int opened = open(file.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  return opened < 0 ? nullptr : fdopen(opened, "w");
}

bool write_password(const fs::path& file, const std::string& password) {
  std::FILE* out = open_secret(file);
  if (out == nullptr) return false;
  const bool written = std::fputs((password + "\n").c_str(), out) >= 0;
  return std::fclose(out) == 0 && written;
}

bool write_identity(const stand_in_bank::ServerIdentity& identity, const fs::path& certificate,
                    const fs::path& key) {
  std::FILE* certificate_out = open_secret(certificate);
  std::FILE* key_out = open_secret(key);
  const bool written =
      certificate_out != nullptr && key_out != nullptr &&
      PEM_write_X509(certificate_out, identity.certificate.get()) == 1 &&
      PEM_write_PrivateKey(key_out, identity.key.get(), nullptr, nullptr, 0, nullptr, nullptr) == 1;
  if (certificate_out != nullptr) std::fclose(certificate_out);
  if (key_out != nullptr) std::fclose(key_out);
  return written;
}

}  // namespace

BrokerService::BrokerService(fs::path folder)
    : folder_(std::move(folder)), password_(random_password()) {}

BrokerService::~BrokerService() {
  mosquitto_.reset();
  std::error_code ignored;
  fs::remove_all(folder_, ignored);
}

hal::Result<std::unique_ptr<BrokerService>> BrokerService::create(Wishes wishes) {
  constexpr const char* kCode = "mosquitto.not_started";
  std::string pattern = (fs::temp_directory_path() / "kerb-broker-XXXXXX").string();
  if (mkdtemp(pattern.data()) == nullptr) {
    return hal::failure(kCode, "making a folder for a broker", "is TMPDIR writable?");
  }
  auto service = std::unique_ptr<BrokerService>(new BrokerService(pattern));
  MosquittoService::Wishes wanted;
  if (wishes.password) {
    if (!write_password(service->password_file(), service->password_)) {
      return hal::failure(kCode, "writing a broker's password", "is TMPDIR writable?");
    }
    wanted.user = kUser;
    wanted.password = service->password_;
  }
  if (wishes.tls) {
    wanted.certificate = service->folder_ / "server.pem";
    wanted.key = service->folder_ / "server.key";
    if (!write_identity(stand_in_bank::make_identity(service->ca_file()), wanted.certificate,
                        wanted.key)) {
      return hal::failure(kCode, "writing a broker's certificate", "is TMPDIR writable?");
    }
  }
  auto started = MosquittoService::create(wanted);
  if (!started) return tl::make_unexpected(started.error());
  service->mosquitto_ = std::move(*started);
  return service;
}

}  // namespace kerb::interop
