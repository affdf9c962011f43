// A journal in a folder of its own that is removed afterwards.
#pragma once

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <sstream>

#include "payment/journal.hpp"
#include "payment/journal/sqlite_journal.hpp"
#include "tests/unit/temporary_folder.hpp"

namespace kerb::payment {

constexpr const char* kSessionA = "0123456789abcdef0123456789abcdef";
constexpr const char* kSessionB = "fedcba9876543210fedcba9876543210";

class JournalTest : public testing::Test {
 protected:
  static JournalEntry entry(const std::string& kind, const std::string& session = kSessionA,
                            const std::string& body = R"({"state":"holding"})") {
    JournalEntry made;
    made.at = hal::Utc(hal::Millis(1'763'789'590'123));
    made.session = session;
    made.kind = kind;
    made.body = body;
    return made;
  }

  static void append(Journal& journal, JournalEntry one, bool open = true) {
    std::vector<JournalEntry> entries{std::move(one)};
    const auto done = journal.append(entries, open);
    ASSERT_TRUE(done) << done.error().sentence();
  }

  std::unique_ptr<Journal> opened() { return value(Journal::open(file_)); }
  std::unique_ptr<Journal> opened_to_read() { return value(Journal::open_read_only(file_)); }

  // A closed journal with `count` entries.
  void filled(int count) {
    const auto journal = opened();
    std::vector<JournalEntry> metered(static_cast<std::size_t>(count), entry("saga.metered"));
    ASSERT_TRUE(journal->append(metered, false));
  }

  // A journal with 31 entries, the last of them only in the log.
  void left_by_a_killed_one() {
    filled(30);
    hal::Bytes log;
    hal::Bytes database;
    {
      const auto journal = opened();
      append(*journal, entry("saga.held", kSessionA));
      database = octets_of(file_);
      log = octets_of(beside("-wal"));
    }
    put(file_, database);
    put(beside("-wal"), log);
  }

  // The code of the error that opening ends in.
  std::string refusal() { return code(Journal::open(file_)); }
  std::string refusal_to_read() { return code(Journal::open_read_only(file_)); }

  static std::vector<JournalEntry> entries(Journal& journal) {
    std::vector<JournalEntry> all;
    EXPECT_TRUE(journal.read([&](const JournalEntry& one) {
      all.push_back(one);
      return true;
    }));
    return all;
  }

  // Whatever somebody with the sqlite3 tool can do to the file.
  void tamper(const std::string& sql) {
    sqlite3* raw = nullptr;
    ASSERT_EQ(sqlite3_open(file_.c_str(), &raw), SQLITE_OK);
    char* problem = nullptr;
    const int result = sqlite3_exec(raw, sql.c_str(), nullptr, nullptr, &problem);
    EXPECT_EQ(result, SQLITE_OK) << (problem != nullptr ? problem : "");
    sqlite3_free(problem);
    sqlite3_close(raw);
  }

  std::string octets() const {
    std::ifstream in(file_, std::ios::binary);
    std::stringstream all;
    all << in.rdbuf();
    return all.str();
  }

  std::filesystem::path beside(std::string_view suffix) const {
    return file_.string() + std::string(suffix);
  }
  static hal::Bytes octets_of(const std::filesystem::path& file) {
    std::ifstream in(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
  }
  static void put(const std::filesystem::path& file, const hal::Bytes& octets) {
    std::ofstream(file, std::ios::binary)
        .write(reinterpret_cast<const char*>(octets.data()),
               static_cast<std::streamsize>(octets.size()));
  }
  TemporaryFolder temporary_;
  const std::filesystem::path& folder_ = temporary_.path();
  std::filesystem::path file_ = folder_ / "journal.db";

 private:
  static std::unique_ptr<Journal> value(hal::Result<std::unique_ptr<Journal>> result) {
    EXPECT_TRUE(result) << result.error().sentence();
    return result ? std::move(*result) : nullptr;
  }
  static std::string code(const hal::Result<std::unique_ptr<Journal>>& result) {
    if (result) return "opened";
    EXPECT_FALSE(result.error().tried.empty());
    EXPECT_FALSE(result.error().remedy.empty());
    return result.error().code;
  }
};

}  // namespace kerb::payment
