// The stories in tests/journeys are read here, so that a slip of the pen is found without playing
// them.
#include <gtest/gtest.h>

#include <set>

#include "kiosk/simulator/journey.hpp"

namespace kerb::kiosk {
namespace {

// The tests are built into a folder below the sources, whatever its name.
std::filesystem::path stories_folder() {
  auto folder = std::filesystem::canonical("/proc/self/exe");
  while (folder != folder.root_path()) {
    folder = folder.parent_path();
    if (std::filesystem::is_directory(folder / "tests/journeys")) return folder / "tests/journeys";
  }
  return {};
}

TEST(Stories, AreWrittenInTheLanguage) {
  const auto folder = stories_folder();
  ASSERT_FALSE(folder.empty());
  std::set<std::string> pictures;
  std::set<std::string> screens;
  int stories = 0;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    if (entry.path().extension() != ".journey") continue;
    const auto story = read_journey(entry.path());
    ++stories;
    if (!story) {
      for (const auto& error : story.error()) ADD_FAILURE() << error.sentence();
      continue;
    }
    EXPECT_FALSE(story->title.empty()) << entry.path();
    for (const auto& step : story->steps) {
      if (const auto* picture = std::get_if<journey::Picture>(&step.action)) {
        EXPECT_TRUE(pictures.insert(picture->name).second) << picture->name;
      }
      if (const auto* expect = std::get_if<journey::ExpectScreen>(&step.action)) {
        screens.insert(expect->screen);
      }
      if (const auto* wait = std::get_if<journey::WaitUntil>(&step.action)) {
        if (wait->screen) screens.insert(*wait->screen);
      }
    }
  }
  EXPECT_GE(stories, 40);
  EXPECT_EQ(screens.size(), std::variant_size_v<ScreenModel>) << "a screen that no story reaches";
}

}  // namespace
}  // namespace kerb::kiosk
