// kerb-nfc: runs libnfc for kerb, which starts it, tells it what to do over descriptor 3, and
// starts it again when it dies. Nobody else needs it.
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include <csignal>
#include <cstdio>

#include "hal/libnfc/child/service.hpp"
#include "hal/libnfc/port.hpp"

namespace {

using namespace kerb::hal;                 // NOLINT(google-build-using-namespace)
using namespace kerb::hal::libnfc;         // NOLINT(google-build-using-namespace)
using namespace kerb::hal::libnfc::child;  // NOLINT(google-build-using-namespace)

constexpr int kKiosk = 3;
constexpr int kWrongUse = 2;
// An abort in the wrong moment costs libnfc a descriptor, and select(), which it waits with, can
// only count to 1024: better it fails long before, and this process is started anew.
constexpr rlim_t kMostFiles = 64;

pid_t kiosk = 0;

// The kernel sends this when the thread that started this process ends; the kiosk may live on.
extern "C" void parent_thread_ended(int /*signal*/) {
  if (::getppid() != kiosk) ::_exit(0);
}

void end_with_kiosk() {
  kiosk = ::getppid();
  struct sigaction action {};
  action.sa_handler = parent_thread_ended;
  action.sa_flags = SA_RESTART;
  ::sigaction(SIGUSR1, &action, nullptr);
  ::prctl(PR_SET_PDEATHSIG, SIGUSR1);
}

// What the card says must not reach the disk, and whoever takes this process over gets nothing.
void give_up_rights() {
  const rlimit no_core{0, 0};
  const rlimit few_files{kMostFiles, kMostFiles};
  ::setrlimit(RLIMIT_CORE, &no_core);
  ::setrlimit(RLIMIT_NOFILE, &few_files);
  ::prctl(PR_SET_DUMPABLE, 0);
  ::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
}

bool started_by_kerb() {
  int type = 0;
  socklen_t size = sizeof type;
  return ::getsockopt(kKiosk, SOL_SOCKET, SO_TYPE, &type, &size) == 0 && type == SOCK_SEQPACKET;
}

}  // namespace

int main(int count, char** words) {
  const auto connection = read_connection(count == 2 ? words[1] : "");
  if (!connection || !started_by_kerb()) {
    std::fputs("kerb-nfc is started by kerb, for a [reader] of kind \"libnfc\"\n", stderr);
    return kWrongUse;
  }
  give_up_rights();
  end_with_kiosk();
  KioskLine line(kKiosk);
  const auto port = Port::claim(*connection);
  auto chip = port ? Chip::open(*connection) : nullptr;
  if (chip == nullptr) {
    const std::string why = port ? "no PN532 answers" : port.error().tried;
    line.answer(fault_frame(ReaderFault::reader_gone, why));
    ::_exit(0);
  }
  line.answer({FrameKind::ready, {}});
  Service(line, *chip).run();
  chip.reset();
  ::_exit(0);
}
