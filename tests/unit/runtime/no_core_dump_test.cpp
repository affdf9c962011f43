#include "kiosk/runtime/no_core_dump.hpp"

#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <cstdlib>

namespace kerb::kiosk {
namespace {

TEST(NoCoreDump, IsLeftByAProcessThatDies) {
  const pid_t child = ::fork();
  ASSERT_GE(child, 0);
  if (child == 0) {
    leave_no_core_dump();
    rlimit limit{};
    ::getrlimit(RLIMIT_CORE, &limit);
    // Nobody raises it again: the hard limit is down, too. (A limit of none came from outside.)
    if (limit.rlim_cur > 1 || limit.rlim_max > 1) ::_exit(1);
    std::signal(SIGABRT, SIG_DFL);
    std::abort();
  }
  int status = 0;
  ASSERT_EQ(::waitpid(child, &status, 0), child);
  ASSERT_TRUE(WIFSIGNALED(status)) << "the limit stands at more than an octet";
  EXPECT_EQ(WCOREDUMP(status), 0);
}

}  // namespace
}  // namespace kerb::kiosk
