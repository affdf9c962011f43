#include "kiosk/runtime/log.hpp"

#include <sys/stat.h>

#include <thread>

#include "payment/log_filter.hpp"
#include "payment/plain_line.hpp"
#include "tests/unit/journal/journal_fixture.hpp"

namespace kerb::payment {
namespace {

TEST(PlainLine, KeepsWhatIsPlain) {
  EXPECT_EQ(plain_line("Grüße, 充電 ⚡ 😀", 100), "Grüße, 充電 ⚡ 😀");
  EXPECT_EQ(plain_line("", 4), "");
}

TEST(PlainLine, HasNoControlSigns) {
  EXPECT_EQ(plain_line("a\nb\tc\r", 100), "a b c ");
  EXPECT_EQ(plain_line(std::string_view("\x1b[2J\0\x7f", 6), 100), "?[2J??");
  EXPECT_EQ(plain_line("\xC2\x9B\xE2\x80\xAE\xE2\x80\xA8", 100), "???");
}

TEST(PlainLine, IsValidUtf8) {
  EXPECT_EQ(plain_line("\xC3", 100), "?");
  EXPECT_EQ(plain_line("\xC0\xAF", 100), "??");            // overlong
  EXPECT_EQ(plain_line("\xE0\x80\xAF", 100), "???");       // overlong
  EXPECT_EQ(plain_line("\xED\xA0\x80", 100), "???");       // surrogate
  EXPECT_EQ(plain_line("\xF4\x90\x80\x80", 100), "????");  // above U+10FFFF
  EXPECT_EQ(plain_line("\xC3\x28", 100), "?(");
}

TEST(PlainLine, IsBounded) {
  EXPECT_EQ(plain_line("abcdef", 6), "abcdef");
  EXPECT_EQ(plain_line("abcdefg", 6), "abc…");
  EXPECT_EQ(plain_line("äöüß", 7), "äö…");
  EXPECT_EQ(plain_line("😀😀", 4), "…");
}

TEST(LogFilter, HidesCardNumbers) {
  EXPECT_EQ(log_line("tap 4111111111111111 ok"), "tap [card number] ok");
  EXPECT_EQ(log_line("4111\n1111\n1111\n1111"), "[card number]");
  EXPECT_EQ(log_line("< 5A 08 41 11 11 11 11 11 11 11"), "< 5A 08 [card number]");
  std::string long_line(kLongestLogLine - 8, '.');
  long_line += "4111111111111111";
  EXPECT_EQ(log_line(long_line).find("4111"), std::string::npos);
  EXPECT_LE(log_line(std::string(500'000, '4')).size(), kLongestLogLine);
}

class LogTest : public JournalTest {
 protected:
  std::string text(const std::filesystem::path& file) {
    std::ifstream in(file);
    std::stringstream all;
    all << in.rdbuf();
    return all.str();
  }
};

TEST_F(LogTest, NothingUnfilteredReachesTheFile) {
  const std::filesystem::path file = folder_ / "kerb.log";
  const auto logger = kiosk::make_logger(file);
  ASSERT_TRUE(logger);
  (*logger)->info("card {} tapped", "4111111111111111");
  (*logger)->set_pattern("%v");
  (*logger)->warn("5555555555554444\nforged");
  EXPECT_EQ(text(file).find("4111"), std::string::npos);
  EXPECT_NE(text(file).find("Z info card [card number] tapped\n"), std::string::npos);
  EXPECT_NE(text(file).find("\n[card number] forged\n"), std::string::npos);
  struct stat state {};
  ASSERT_EQ(stat(file.c_str(), &state), 0);
  EXPECT_EQ(state.st_mode & 0777U, 0600U);
}

TEST_F(LogTest, ItsFilesAreBounded) {
  const auto logger = kiosk::make_logger(folder_ / "kerb.log");
  ASSERT_TRUE(logger);
  (*logger)->flush_on(spdlog::level::critical);
  const std::string line(4000, 'x');
  for (int i = 0; i < 5000; ++i) (*logger)->info(line);  // 20 MB
  (*logger)->flush();
  std::uintmax_t total = 0;
  int files = 0;
  for (const auto& entry : std::filesystem::directory_iterator(folder_)) {
    total += entry.file_size();
    ++files;
  }
  EXPECT_EQ(files, 3);
  EXPECT_LE(total, 3U * 5 * 1024 * 1024);
  EXPECT_GT(total, 10U * 1024 * 1024);
}

TEST_F(LogTest, ThreadsDoNotMixTheirLines) {
  const std::filesystem::path file = folder_ / "kerb.log";
  const auto logger = kiosk::make_logger(file);
  ASSERT_TRUE(logger);
  std::vector<std::thread> threads;
  threads.reserve(4);
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([&] {
      for (int n = 0; n < 200; ++n) (*logger)->info("line of {} signs", std::string(100, 'x'));
    });
  }
  for (std::thread& thread : threads) thread.join();
  std::istringstream lines(text(file));
  int count = 0;
  for (std::string line; std::getline(lines, line); ++count) {
    ASSERT_NE(line.find(" info line of " + std::string(100, 'x') + " signs"), std::string::npos)
        << line;
  }
  EXPECT_EQ(count, 800);
}

TEST_F(LogTest, SaysWhenItCannotWrite) {
  const auto logger = kiosk::make_logger(folder_);  // a folder is no file
  ASSERT_FALSE(logger);
  EXPECT_EQ(logger.error().code, "log.unwritable");
  EXPECT_FALSE(logger.error().remedy.empty());
  EXPECT_TRUE(kiosk::make_logger({}));
}

}  // namespace
}  // namespace kerb::payment
