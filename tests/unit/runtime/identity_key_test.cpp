// The key that is made at the first start: whole, or not there.
#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <string>

#include "kiosk/runtime/kiosk_parts.hpp"

namespace kerb::kiosk {
namespace {

class IdentityKey : public ::testing::Test {
 protected:
  IdentityKey() { std::filesystem::create_directories(folder); }
  ~IdentityKey() override {
    std::error_code ignored;
    std::filesystem::remove_all(folder, ignored);
  }
  const std::filesystem::path folder =
      std::filesystem::temp_directory_path() / ("kerb-identity-" + std::to_string(::getpid()));
  const std::filesystem::path file = folder / "fingerprint.key";
};

// No file may grow beyond so many octets while this lives: what a full disk does to a writer.
class FullDisk {
 public:
  explicit FullDisk(rlim_t octets) {
    ::getrlimit(RLIMIT_FSIZE, &before_);
    handler_ = std::signal(SIGXFSZ, SIG_IGN);
    const rlimit narrow{octets, before_.rlim_max};
    ::setrlimit(RLIMIT_FSIZE, &narrow);
  }
  ~FullDisk() {
    ::setrlimit(RLIMIT_FSIZE, &before_);
    std::signal(SIGXFSZ, handler_);
  }
  FullDisk(const FullDisk&) = delete;
  FullDisk& operator=(const FullDisk&) = delete;

 private:
  rlimit before_{};
  void (*handler_)(int) = SIG_DFL;
};

TEST_F(IdentityKey, IsMadeOnceAndForItsOwnerOnly) {
  const auto first = identity_key(file);
  ASSERT_TRUE(first) << first.error().sentence();
  struct stat facts {};
  ASSERT_EQ(::stat(file.c_str(), &facts), 0);
  EXPECT_EQ(facts.st_mode & 0777U, 0600U);
  const auto second = identity_key(file);
  ASSERT_TRUE(second);
  EXPECT_TRUE(std::equal(first->reveal().begin(), first->reveal().end(), second->reveal().begin(),
                         second->reveal().end()));
}

TEST_F(IdentityKey, ADiskThatFillsMeanwhileDoesNotSpoilTheNextStart) {
  {
    const FullDisk full(10);
    const auto failed = identity_key(file);
    ASSERT_FALSE(failed);
    EXPECT_EQ(failed.error().code, "identity.key_file");
  }
  const auto later = identity_key(file);
  EXPECT_TRUE(later) << later.error().sentence();
}

TEST_F(IdentityKey, HalfAKeyOfAStartThatWasCutOffIsNotTakenForOne) {
  std::ofstream(folder / "fingerprint.key.new") << "0123";
  const auto key = identity_key(file);
  ASSERT_TRUE(key) << key.error().sentence();
  EXPECT_EQ(key->reveal().size(), 32U);
  EXPECT_FALSE(std::filesystem::exists(folder / "fingerprint.key.new"));
}

}  // namespace
}  // namespace kerb::kiosk
