#include "tests/interop/broker_service.hpp"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <fstream>
#include <sstream>
#include <thread>

#include "tests/stand_in_bank/authority.hpp"

namespace kerb::interop {
namespace {

namespace fs = std::filesystem;
using std::chrono::steady_clock;

constexpr auto kPatience = std::chrono::seconds(10);
constexpr auto kLook = std::chrono::milliseconds(10);
constexpr int kNoProgram = 127;

std::string random_password() {
  std::array<unsigned char, 16> octets{};
  RAND_bytes(octets.data(), octets.size());
  std::ostringstream text;
  for (const unsigned char octet : octets) text << std::hex << static_cast<int>(octet);
  return text.str();
}

sockaddr_in loopback(int port) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<std::uint16_t>(port));
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  return address;
}

// Somebody else may take it before mosquitto does; then mosquitto does not start, and says so.
int free_port() {
  sockaddr_in address = loopback(0);
  socklen_t length = sizeof address;
  const int probe = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  const bool bound = bind(probe, reinterpret_cast<sockaddr*>(&address), length) == 0 &&
                     getsockname(probe, reinterpret_cast<sockaddr*>(&address), &length) == 0;
  close(probe);
  return bound ? ntohs(address.sin_port) : 0;
}

bool listens(int port) {
  const sockaddr_in address = loopback(port);
  const int connection = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  const bool connected =
      connect(connection, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0;
  close(connection);
  return connected;
}

bool write_secret(const fs::path& file, const std::string& text) {
  const int opened = open(file.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  const bool written =
      opened >= 0 && write(opened, text.data(), text.size()) == static_cast<ssize_t>(text.size());
  if (opened >= 0) close(opened);
  return written;
}

// Mosquitto's own program makes hashes of a list in plain text, in place.
bool hash_passwords(const fs::path& file) {
  const pid_t child = fork();
  if (child == 0) {
    execl("/usr/bin/mosquitto_passwd", "mosquitto_passwd", "-U", file.c_str(), nullptr);
    _exit(kNoProgram);
  }
  int status = 1;
  return child > 0 && waitpid(child, &status, 0) == child && status == 0;
}

bool write_identity(const stand_in_bank::ServerIdentity& identity, const fs::path& folder) {
  const mode_t before = umask(0077);
  std::FILE* certificate = std::fopen((folder / "server.pem").c_str(), "w");
  std::FILE* key = std::fopen((folder / "server.key").c_str(), "w");
  umask(before);
  const bool written =
      certificate != nullptr && key != nullptr &&
      PEM_write_X509(certificate, identity.certificate.get()) == 1 &&
      PEM_write_PrivateKey(key, identity.key.get(), nullptr, nullptr, 0, nullptr, nullptr) == 1;
  if (certificate != nullptr) std::fclose(certificate);
  if (key != nullptr) std::fclose(key);
  return written;
}

}  // namespace

BrokerService::BrokerService(fs::path folder, Wishes wishes)
    : folder_(std::move(folder)), wishes_(wishes), password_(random_password()) {}

hal::Result<std::unique_ptr<BrokerService>> BrokerService::create(Wishes wishes) {
  std::string pattern = (fs::temp_directory_path() / "kerb-broker-XXXXXX").string();
  if (mkdtemp(pattern.data()) == nullptr) {
    return hal::failure("broker.not_started", "making a folder for mosquitto",
                        "is TMPDIR writable?");
  }
  auto service = std::unique_ptr<BrokerService>(new BrokerService(pattern, wishes));
  if (auto prepared = service->prepare(); !prepared) {
    return tl::make_unexpected(prepared.error());
  }
  if (auto started = service->start(); !started) return tl::make_unexpected(started.error());
  return service;
}

BrokerService::~BrokerService() {
  stop();
  std::error_code ignored;
  fs::remove_all(folder_, ignored);
}

hal::Result<void> BrokerService::prepare() {
  port_ = free_port();
  if (port_ == 0) return tl::make_unexpected(not_started("looking for a free port"));
  std::ofstream conf(folder_ / "mosquitto.conf");
  conf << "listener " << port_ << " 127.0.0.1\n"
       << "persistence false\n"
       << "log_dest stderr\n"
       << "user root\n"  // started as root it stays that, to read what is here
       << "allow_anonymous " << (wishes_.password ? "false" : "true") << "\n";
  if (wishes_.password) {
    const fs::path hashes = folder_ / "passwords";
    if (!write_secret(password_file(), password_ + "\n") ||
        !write_secret(hashes, std::string(kUser) + ":" + password_ + "\n") ||
        !hash_passwords(hashes)) {
      return tl::make_unexpected(not_started("writing its passwords"));
    }
    conf << "password_file " << hashes.string() << "\n";
  }
  if (wishes_.tls) {
    if (!write_identity(stand_in_bank::make_identity(ca_file()), folder_)) {
      return tl::make_unexpected(not_started("writing its certificate"));
    }
    conf << "certfile " << (folder_ / "server.pem").string() << "\n"
         << "keyfile " << (folder_ / "server.key").string() << "\n";
  }
  return {};
}

hal::Result<void> BrokerService::start() {
  const std::string conf = folder_ / "mosquitto.conf";
  const std::string log = folder_ / "mosquitto.log";
  pid_ = fork();
  if (pid_ == 0) {
    prctl(PR_SET_PDEATHSIG, SIGKILL);  // never outlives the test
    const int written = open(log.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    dup2(written, STDOUT_FILENO);
    dup2(written, STDERR_FILENO);
    execl("/usr/sbin/mosquitto", "mosquitto", "-c", conf.c_str(), nullptr);
    execlp("mosquitto", "mosquitto", "-c", conf.c_str(), nullptr);
    _exit(kNoProgram);
  }
  const auto deadline = steady_clock::now() + kPatience;
  while (pid_ > 0 && !listens(port_)) {
    if (waitpid(pid_, nullptr, WNOHANG) == pid_) {
      pid_ = -1;
      return tl::make_unexpected(not_started("starting mosquitto, which ended at once"));
    }
    if (steady_clock::now() > deadline) {
      return tl::make_unexpected(not_started("waiting for mosquitto to listen"));
    }
    std::this_thread::sleep_for(kLook);
  }
  if (pid_ < 0) return tl::make_unexpected(not_started("starting mosquitto"));
  return {};
}

hal::Error BrokerService::not_started(const std::string& tried) const {
  return {"broker.not_started", tried, "Is mosquitto installed? Its log:\n" + log()};
}

std::string BrokerService::log() const {
  std::ifstream file(folder_ / "mosquitto.log");
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

void BrokerService::stop() {
  end(SIGTERM);
}

void BrokerService::crash() {
  end(SIGKILL);
}

void BrokerService::end(int signal) {
  if (pid_ <= 0) return;
  ::kill(pid_, signal);
  const auto deadline = steady_clock::now() + kPatience;
  while (waitpid(pid_, nullptr, WNOHANG) == 0) {
    if (steady_clock::now() > deadline) ::kill(pid_, SIGKILL);
    std::this_thread::sleep_for(kLook);
  }
  pid_ = -1;
}

}  // namespace kerb::interop
