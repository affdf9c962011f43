#include "tests/interop/mosquitto_service.hpp"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <fstream>
#include <thread>

namespace kerb::interop {
namespace {

namespace fs = std::filesystem;

constexpr std::chrono::milliseconds kLook{10};
constexpr std::chrono::seconds kPatience{10};

sockaddr_in loopback(int port) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<std::uint16_t>(port));
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  return address;
}

int free_port() {
  const int probe = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address = loopback(0);
  socklen_t size = sizeof address;
  bind(probe, reinterpret_cast<const sockaddr*>(&address), size);
  getsockname(probe, reinterpret_cast<sockaddr*>(&address), &size);
  close(probe);
  return ntohs(address.sin_port);
}

bool answers(int port) {
  const int probe = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  const sockaddr_in address = loopback(port);
  const bool connected =
      connect(probe, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0;
  close(probe);
  return connected;
}

[[noreturn]] void become_mosquitto(const std::string& conf) {
  prctl(PR_SET_PDEATHSIG, SIGKILL);  // never outlives the test
  const int nowhere = open("/dev/null", O_WRONLY | O_CLOEXEC);
  dup2(nowhere, STDOUT_FILENO);
  dup2(nowhere, STDERR_FILENO);
  execl("/usr/sbin/mosquitto", "mosquitto", "-c", conf.c_str(), nullptr);
  execlp("mosquitto", "mosquitto", "-c", conf.c_str(), nullptr);
  constexpr int kNoProgram = 127;
  _exit(kNoProgram);
}

// mosquitto_passwd hashes it in place.
bool hash_passwords(const std::string& file) {
  const pid_t child = fork();
  if (child == 0) {
    execlp("mosquitto_passwd", "mosquitto_passwd", "-U", file.c_str(), nullptr);
    _exit(1);
  }
  int status = 0;
  return waitpid(child, &status, 0) == child && status == 0;
}

}  // namespace

hal::Result<std::unique_ptr<MosquittoService>> MosquittoService::create(const Wishes& wishes) {
  const auto not_made = [](const char* what) {
    return hal::failure("mosquitto.not_started", what, "is mosquitto installed, TMPDIR writable?");
  };
  std::string pattern = (fs::temp_directory_path() / "kerb-mosquitto-XXXXXX").string();
  if (mkdtemp(pattern.data()) == nullptr) return not_made("making a folder for mosquitto");
  std::unique_ptr<MosquittoService> service(new MosquittoService(pattern, free_port()));
  // Started as root it would become another user, who cannot read the test's files.
  std::ofstream conf(service->folder_ / "mosquitto.conf");
  conf << "user root\nset_tcp_nodelay true\nlistener " << service->port_
       << " 127.0.0.1\nallow_anonymous " << (wishes.user.empty() ? "true" : "false") << "\n";
  if (!wishes.user.empty()) {
    const std::string passwords = service->folder_ / "passwords";
    std::ofstream(passwords) << wishes.user << ":" << wishes.password << "\n";
    if (!hash_passwords(passwords)) return not_made("hashing the broker's password");
    conf << "password_file " << passwords << "\n";
  }
  if (!wishes.certificate.empty()) {
    conf << "certfile " << wishes.certificate.string() << "\nkeyfile " << wishes.key.string()
         << "\n";
  }
  if (!wishes.ca.empty()) {
    conf << "cafile " << wishes.ca.string() << "\nrequire_certificate true\n";
  }
  conf.close();
  if (auto started = service->start(); !started) return tl::make_unexpected(started.error());
  return service;
}

MosquittoService::MosquittoService(fs::path folder, int port)
    : folder_(std::move(folder)), port_(port) {}

MosquittoService::~MosquittoService() {
  crash();
  std::error_code ignored;
  fs::remove_all(folder_, ignored);
}

hal::Result<void> MosquittoService::start() {
  const std::string conf = folder_ / "mosquitto.conf";
  pid_ = fork();
  if (pid_ == 0) become_mosquitto(conf);
  const auto deadline = std::chrono::steady_clock::now() + kPatience;
  while (!answers(port_)) {
    int status = 0;
    const bool ended = waitpid(pid_, &status, WNOHANG) == pid_;
    if (ended) pid_ = -1;
    if (ended || std::chrono::steady_clock::now() > deadline) {
      return hal::failure("mosquitto.not_started", "starting mosquitto",
                          "run it by hand with " + conf);
    }
    std::this_thread::sleep_for(kLook);
  }
  return {};
}

void MosquittoService::crash() {
  if (pid_ < 0) return;
  kill(pid_, SIGKILL);
  waitpid(pid_, nullptr, 0);
  pid_ = -1;
}

}  // namespace kerb::interop
