#include "hal/replaced_file.hpp"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include "hal/bounded_file.hpp"
#include "tests/unit/temporary_folder.hpp"

namespace kerb::hal {
namespace {
TEST(ReplacedFile, TakesThePlaceOfTheOldOneForItsOwnerAlone) {
  const TemporaryFolder folder;
  const auto file = folder / "notes.json";
  EXPECT_FALSE(replace_file(file, "one")) << "there was none";
  EXPECT_FALSE(replace_file(file, "another"));
  EXPECT_EQ(read_bounded_file(file, 100), "another");
  struct stat state {};
  ASSERT_EQ(::stat(file.c_str(), &state), 0);
  EXPECT_EQ(state.st_mode & 0777U, 0600U);
  EXPECT_FALSE(std::filesystem::exists(folder / "notes.json.new"));
}

TEST(ReplacedFile, AnUnfinishedOneOfAnEarlierTryIsNoHindrance) {
  const TemporaryFolder folder;
  ASSERT_FALSE(replace_file(folder / "notes.json.new", "half of it, and much longer"));
  EXPECT_FALSE(replace_file(folder / "notes.json", "whole"));
  EXPECT_EQ(read_bounded_file(folder / "notes.json", 100), "whole");
}

// Somebody else's link under the unfinished name must not let Kerb write over another file.
TEST(ReplacedFile, FollowsNoLink) {
  const TemporaryFolder folder;
  ASSERT_FALSE(replace_file(folder / "precious", "as it was"));
  std::filesystem::create_symlink(folder / "precious", folder / "notes.json.new");
  EXPECT_FALSE(replace_file(folder / "notes.json", "new"));
  EXPECT_EQ(read_bounded_file(folder / "precious", 100), "as it was");
  EXPECT_EQ(read_bounded_file(folder / "notes.json", 100), "new");
}

TEST(ReplacedFile, SaysWhyNotAndLeavesTheOldOne) {
  const TemporaryFolder folder;
  EXPECT_EQ(replace_file(folder / "nowhere" / "notes.json", "x"),
            std::errc::no_such_file_or_directory);
  ASSERT_FALSE(replace_file(folder / "notes.json", "old"));
  std::filesystem::create_directories(folder / "notes.json.new" / "full");
  EXPECT_TRUE(replace_file(folder / "notes.json", "new"));
  EXPECT_EQ(read_bounded_file(folder / "notes.json", 100), "old");
}

}  // namespace
}  // namespace kerb::hal
