#include "tests/interop/pcscd_service.hpp"

#include <fcntl.h>
#include <sched.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <sstream>
#include <thread>

namespace kerb::interop {
namespace {

namespace fs = std::filesystem;
using std::chrono::milliseconds;
using std::chrono::steady_clock;

constexpr auto kPatience = std::chrono::seconds(10);
constexpr auto kLook = milliseconds(10);
constexpr const char* kClientsSocket = "PCSCLITE_CSOCK_NAME";
constexpr const char* kMachinesSocket = "/run/pcscd/pcscd.comm";
constexpr const char* kSocket = "picc.sock";
constexpr const char* kSecondSocket = "second_picc.sock";
constexpr const char* kUnplugged = "picc.sock.unplugged";
// What the child tells before it becomes pcscd.
constexpr char kOwnRun = 'o';
constexpr char kMachinesRun = 'm';

// One folder a process, because the client library remembers the first socket that it used.
const fs::path& folder_of_process() {
  struct Folder {
    fs::path path;
    Folder() {
      std::string pattern = (fs::temp_directory_path() / "kerb-pcscd-XXXXXX").string();
      if (mkdtemp(pattern.data()) != nullptr) path = pattern;
    }
    ~Folder() {
      std::error_code ignored;
      if (!path.empty()) fs::remove_all(path, ignored);
    }
    Folder(const Folder&) = delete;
    Folder& operator=(const Folder&) = delete;
  };
  static const Folder the_folder;
  return the_folder.path;
}

bool answers(const fs::path& socket_path) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  const std::string name = socket_path.string();
  if (name.size() >= sizeof address.sun_path) return false;
  std::copy(name.begin(), name.end(), std::begin(address.sun_path));
  const int connection = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  const bool connected =
      connect(connection, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0;
  close(connection);
  return connected;
}

// In the child, between fork and exec: system calls only. False leaves everything as it was, as far
// as pcscd can tell: in a chroot that is no mount point, or without the right to mount.
bool enter_own_run(const char* folder, bool root) {
  if (unshare(CLONE_NEWNS | (root ? 0 : CLONE_NEWUSER)) != 0) return false;
  if (mount(nullptr, "/", nullptr, MS_REC | MS_PRIVATE, nullptr) != 0) return false;
  return mount(folder, "/run", nullptr, MS_BIND, nullptr) == 0;
}

struct Start {
  const char* folder;
  const char* conf;
  const char* log;
  int report;
  bool machines_run_free;
};

[[noreturn]] void become_pcscd(const Start& start) {
  constexpr int kNoPlace = 3;
  constexpr int kNoProgram = 127;
  prctl(PR_SET_PDEATHSIG, SIGKILL);  // never outlives the test
  const char how = enter_own_run(start.folder, geteuid() == 0) ? kOwnRun : kMachinesRun;
  if (write(start.report, &how, 1) != 1) _exit(kNoPlace);
  if (how == kMachinesRun && !start.machines_run_free) _exit(kNoPlace);
  const int log = open(start.log, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
  dup2(log, STDOUT_FILENO);
  dup2(log, STDERR_FILENO);
  // -f: stays in the foreground; -i: says what it does; -c: this reader and no other configured one
  execl("/usr/sbin/pcscd", "pcscd", "-f", "-i", "-c", start.conf, nullptr);
  execlp("pcscd", "pcscd", "-f", "-i", "-c", start.conf, nullptr);
  _exit(kNoProgram);
}

}  // namespace

hal::Result<std::unique_ptr<PcscdService>> PcscdService::create() {
  if (folder_of_process().empty()) {
    return hal::failure("pcscd.not_started", "making a folder for pcscd", "is TMPDIR writable?");
  }
  auto service = std::unique_ptr<PcscdService>(new PcscdService(folder_of_process()));
  auto started = service->start();
  if (!started) return tl::make_unexpected(started.error());
  return service;
}

PcscdService::~PcscdService() {
  stop();
}

fs::path PcscdService::socket() const {
  return folder_ / kSocket;
}

fs::path PcscdService::second_socket() const {
  return folder_ / kSecondSocket;
}

hal::Result<void> PcscdService::start(Readers readers) {
  write_reader_conf(readers);
  std::error_code ignored;
  fs::remove(folder_ / kUnplugged, ignored);
  fs::remove(socket(), ignored);
  fs::remove(second_socket(), ignored);
  fs::remove_all(folder_ / "pcscd", ignored);  // what a crash left behind
  int report[2];
  if (pipe2(report, O_CLOEXEC) != 0) return tl::make_unexpected(not_started("making a pipe"));
  const std::string conf = folder_ / "reader.conf";
  const std::string log = folder_ / "pcscd.log";
  const Start start{folder_.c_str(), conf.c_str(), log.c_str(), report[1],
                    !answers(kMachinesSocket)};
  pid_ = fork();
  if (pid_ == 0) become_pcscd(start);
  close(report[1]);
  char how = kMachinesRun;
  const bool told = read(report[0], &how, 1) == 1;
  close(report[0]);
  if (pid_ < 0 || !told) return tl::make_unexpected(not_started("starting pcscd"));
  service_socket_ = how == kOwnRun ? folder_ / "pcscd" / "pcscd.comm" : fs::path(kMachinesSocket);
  setenv(kClientsSocket, service_socket_.c_str(), 1);
  return wait_until_ready(readers);
}

hal::Result<void> PcscdService::wait_until_ready(Readers readers) {
  const auto deadline = steady_clock::now() + kPatience;
  const auto ready = [&] {
    return answers(service_socket_) && (readers == Readers::none || fs::exists(socket())) &&
           (readers != Readers::two || fs::exists(second_socket()));
  };
  while (!ready()) {
    int status = 0;
    if (waitpid(pid_, &status, WNOHANG) == pid_) {
      pid_ = -1;
      return tl::make_unexpected(not_started("starting pcscd, which ended at once"));
    }
    if (steady_clock::now() > deadline) {
      return tl::make_unexpected(not_started("waiting for pcscd to be ready"));
    }
    std::this_thread::sleep_for(kLook);
  }
  return {};
}

hal::Error PcscdService::not_started(const std::string& tried) const {
  return {"pcscd.not_started", tried,
          "Is pcscd installed, is another one running, may this user start it? Its log:\n" + log()};
}

std::string PcscdService::log() const {
  std::ifstream file(folder_ / "pcscd.log");
  std::ostringstream text;
  text << file.rdbuf();
  constexpr std::size_t kEnough = 4000;
  const std::string whole = text.str();
  return whole.size() > kEnough ? whole.substr(whole.size() - kEnough) : whole;
}

void PcscdService::write_reader_conf(Readers readers) const {
  std::ofstream conf(folder_ / "reader.conf");
  // Both have the same name: only then does pcscd number them for their driver.
  const auto add = [&](const fs::path& field, int channel) {
    conf << "FRIENDLYNAME \"Kerb Test PICC\"\n"
         << "DEVICENAME /dev/null:" << field.string() << "\n"
         << "LIBPATH " << KERB_TEST_IFD << "\n"
         << "CHANNELID " << channel << "\n\n";
  };
  if (readers != Readers::none) add(socket(), 1);
  if (readers == Readers::two) add(second_socket(), 2);
}

// The driver looks for this file.
void PcscdService::plug_reader() {
  std::error_code ignored;
  fs::remove(folder_ / kUnplugged, ignored);
}

void PcscdService::unplug_reader() {
  std::ofstream(folder_ / kUnplugged).flush();
}

void PcscdService::stop() {
  end(SIGTERM);
}

void PcscdService::crash() {
  end(SIGKILL);
}

void PcscdService::end(int signal) {
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
