// The probes against the machine that runs this test.
#include "kiosk/doctor/machine.hpp"

#include <arpa/inet.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include <fstream>

namespace kerb::kiosk::doctor {
namespace {

TEST(FileProbe, SeesTheModeAndTheSize) {
  const std::filesystem::path file =
      ::testing::TempDir() + "kerb-doctor-" + std::to_string(::getpid());
  EXPECT_FALSE(file_facts(file));
  std::ofstream(file) << "secret";
  ASSERT_EQ(::chmod(file.c_str(), 0640), 0);
  const auto facts = file_facts(file);
  std::filesystem::remove(file);
  ASSERT_TRUE(facts);
  EXPECT_TRUE(facts->regular);
  EXPECT_TRUE(facts->readable);
  EXPECT_EQ(facts->mode, 0640U);
  EXPECT_EQ(facts->size, 6U);
}

TEST(FolderProbe, KnowsWhatIsInMemory) {
  EXPECT_FALSE(folder_facts("/nowhere"));
  EXPECT_FALSE(folder_facts("/proc/self/status")) << "a file";
  const auto scratch = folder_facts(::testing::TempDir());
  ASSERT_TRUE(scratch);
  EXPECT_TRUE(scratch->writable);
  EXPECT_GT(scratch->free, 0U);
  const auto memory = folder_facts("/dev/shm");
  if (!memory) GTEST_SKIP() << "this machine has no /dev/shm";
  EXPECT_THAT(memory->volatile_or_remote, ::testing::HasSubstr("memory"));
}

TEST(ClockProbe, ShowsNow) {
  EXPECT_GT(clock_facts().now, hal::Utc(std::chrono::sys_days(std::chrono::year(2024) / 1 / 1)));
}

TEST(GroupProbe, NamesAtLeastOne) {
  EXPECT_FALSE(group_names().empty());
}

TEST(CoreDumpProbe, SeesTheLimit) {
  rlimit before{};
  ASSERT_EQ(::getrlimit(RLIMIT_CORE, &before), 0);
  const rlimit none{0, before.rlim_max};
  ASSERT_EQ(::setrlimit(RLIMIT_CORE, &none), 0);
  EXPECT_TRUE(core_dump_facts().limit_is_zero);
  ::setrlimit(RLIMIT_CORE, &before);
}

// A socket on the loopback with a free port; listens only when asked to.
class LoopbackSocket {
 public:
  LoopbackSocket() : handle_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t length = sizeof address;
    auto* generic = reinterpret_cast<sockaddr*>(&address);
    EXPECT_EQ(::bind(handle_, generic, length), 0);
    EXPECT_EQ(::getsockname(handle_, generic, &length), 0);
    port_ = ntohs(address.sin_port);
  }
  LoopbackSocket(const LoopbackSocket&) = delete;
  LoopbackSocket& operator=(const LoopbackSocket&) = delete;
  ~LoopbackSocket() { ::close(handle_); }

  void listen() const { EXPECT_EQ(::listen(handle_, 1), 0); }
  int port() const { return port_; }

 private:
  int handle_;
  int port_ = 0;
};

TEST(ConnectProbe, ReachesWhoListens) {
  const LoopbackSocket socket;
  socket.listen();
  const auto reached = connect_to("127.0.0.1", socket.port(), hal::Millis(2000));
  EXPECT_TRUE(reached) << reached.error().sentence();
}

TEST(ConnectProbe, SaysWhoDoesNot) {
  const LoopbackSocket deaf;  // bound, so that nobody else takes the port
  const auto reached = connect_to("127.0.0.1", deaf.port(), hal::Millis(2000));
  ASSERT_FALSE(reached);
  EXPECT_EQ(reached.error().code, "doctor.unreachable");
  EXPECT_THAT(reached.error().tried, ::testing::HasSubstr("refused"));
}

TEST(ConnectProbe, KeepsToItsTime) {
  const auto start = std::chrono::steady_clock::now();
  const auto reached = connect_to("gateway.invalid", 443, hal::Millis(300));
  ASSERT_FALSE(reached);
  EXPECT_EQ(reached.error().code, "doctor.unknown_host");
  EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds(3));
}

}  // namespace
}  // namespace kerb::kiosk::doctor
