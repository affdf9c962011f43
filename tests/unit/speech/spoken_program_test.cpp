// With the real synthesiser, and with programs that behave as a broken one might.
#include "kiosk/presenters/spoken_program.hpp"

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include <cerrno>
#include <filesystem>
#include <fstream>

#include "kiosk/config.hpp"
#include "tests/unit/temporary_folder.hpp"

namespace kerb::kiosk {
namespace {

class SpokenProgram : public testing::Test {
 protected:
  ~SpokenProgram() override {
    EXPECT_EQ(::waitpid(-1, nullptr, WNOHANG), -1) << "a child was left behind";
    EXPECT_EQ(errno, ECHILD);
  }

  SpeechProgram script(const char* body) {
    const auto file = folder_ / "voice";
    std::ofstream(file) << "#!/bin/sh\n" << body << '\n';
    ::chmod(file.c_str(), 0700);
    return {file.string(), 160};
  }
  hal::Result<void> speak(const SpeechProgram& program, const std::string& text,
                          const std::string& locale, std::size_t listen_to = 10'000'000) {
    samples_.clear();
    return synthesise(program, text, locale, [&](std::span<const std::int16_t> fresh) {
      samples_.insert(samples_.end(), fresh.begin(), fresh.end());
      return samples_.size() < listen_to;
    });
  }
  bool loud() const {
    return std::any_of(samples_.begin(), samples_.end(), [](std::int16_t s) { return s > 1'000; });
  }

  TemporaryFolder temporary_;
  const std::filesystem::path& folder_ = temporary_.path();
  std::vector<std::int16_t> samples_;
};

TEST_F(SpokenProgram, SpeaksEveryLanguageButThai) {
  for (const std::string& locale : config::built_in_locales()) {
    const auto spoken = speak({}, "12 kWh, 7.08 €", locale);
    if (locale == "th") {
      ASSERT_FALSE(spoken);
      EXPECT_EQ(spoken.error().code, "speech.no_voice");
      continue;
    }
    ASSERT_TRUE(spoken) << locale << ": " << spoken.error().sentence();
    EXPECT_GT(samples_.size(), std::size_t{kSpokenRate} / 2) << locale;
    EXPECT_TRUE(loud()) << locale;
  }
}

TEST_F(SpokenProgram, GetsTheTextAsItIsAndNeverAsAnOption) {
  const auto heard = folder_ / "heard";
  const auto program =
      script(("echo \"$@\" > " + heard.string() + "; cat >> " + heard.string()).c_str());
  ASSERT_TRUE(speak(program, "--help $(reboot) `ls`", "de"));
  std::ifstream file(heard);
  const std::string all{std::istreambuf_iterator<char>(file), {}};
  EXPECT_EQ(all, "-b1 --stdin --stdout -v de -s 160\n--help $(reboot) `ls`\n");
}

TEST_F(SpokenProgram, IsSentABoundedText) {
  const auto heard = folder_ / "heard";
  const auto program = script(("cat > " + heard.string()).c_str());
  std::string text;
  while (text.size() < 100'000) text += "é";
  ASSERT_TRUE(speak(program, text, "fr"));
  EXPECT_EQ(std::filesystem::file_size(heard), kMostSpokenOctets + 1);
}

TEST_F(SpokenProgram, HandsOnWholeSamplesAfterTheHeader) {
  const auto program =
      script("head -c 44 /dev/zero; printf '\\001\\002\\003'; sleep 0.1; printf '\\004'");
  ASSERT_TRUE(speak(program, "x", "en"));
  EXPECT_EQ(samples_, (std::vector<std::int16_t>{0x0201, 0x0403}));
}

TEST_F(SpokenProgram, ThatIsNotThereIsAnError) {
  const auto spoken = speak({(folder_ / "none").string(), 160}, "x", "en");
  ASSERT_FALSE(spoken);
  EXPECT_EQ(spoken.error().code, "speech.start");
}

TEST_F(SpokenProgram, ThatEndsBadlyIsAnError) {
  for (const char* body : {"exit 3", "kill -9 $$"}) {
    const auto spoken = speak(script(body), "x", "en");
    ASSERT_FALSE(spoken) << body;
    EXPECT_EQ(spoken.error().code, "speech.failed");
  }
}

TEST_F(SpokenProgram, ThatNeverEndsIsEndedWhenNobodyListens) {
  int asked = 0;
  EXPECT_TRUE(synthesise(script("exec sleep 600"), "x", "en",
                         [&](std::span<const std::int16_t>) { return ++asked < 3; }));
  EXPECT_EQ(asked, 3);
}

TEST_F(SpokenProgram, ThatSaysTooMuchIsEnded) {
  const auto spoken = speak(script("exec cat /dev/zero"), "x", "en");
  ASSERT_FALSE(spoken);
  EXPECT_EQ(spoken.error().code, "speech.failed");
  EXPECT_LT(samples_.size(), std::size_t{kSpokenRate} * 121);
}

}  // namespace
}  // namespace kerb::kiosk
