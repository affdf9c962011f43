#include "payment/journal/backup.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <chrono>
#include <system_error>
#include <utility>

#include "payment/journal/file_system.hpp"
#include "payment/journal/sqlite_journal.hpp"

namespace kerb::payment {
namespace {

constexpr int kPagesASlice = 64;  // a quarter of a mebibyte: well under a millisecond
constexpr std::chrono::hours kPause{1};
constexpr std::string_view kEnding = ".backup";
constexpr std::size_t kDigits = 12;
constexpr std::size_t kDay = 10;

std::string day_of(hal::Utc wall) {
  const std::chrono::year_month_day date(std::chrono::floor<std::chrono::days>(wall));
  return fmt::format("{:04}-{:02}-{:02}", static_cast<int>(date.year()),
                     static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()));
}

std::string name_of(const std::filesystem::path& journal, std::int64_t entries,
                    const std::string& day) {
  return fmt::format("{}.{:0{}}.{}{}", journal.filename().string(), entries, kDigits, day, kEnding);
}

// Nothing when this is not the name of a copy of this journal.
std::optional<BackupFile> named(const std::filesystem::path& file,
                                const std::filesystem::path& journal) {
  const std::string name = file.filename().string();
  const std::string before = journal.filename().string() + ".";
  if (name.size() != before.size() + kDigits + 1 + kDay + kEnding.size() ||
      name.rfind(before, 0) != 0) {
    return std::nullopt;
  }
  BackupFile made{file, 0, name.substr(before.size() + kDigits + 1, kDay)};
  const char* digits = name.data() + before.size();
  const auto [end, wrong] = std::from_chars(digits, digits + kDigits, made.entries);
  if (wrong != std::errc{} || end != digits + kDigits || made.entries < 0 ||
      name != name_of(journal, made.entries, made.day)) {
    return std::nullopt;
  }
  return made;
}

std::vector<BackupFile> copies_in(const std::filesystem::path& folder,
                                  const std::filesystem::path& journal) {
  std::vector<BackupFile> found;
  std::error_code problem;
  for (std::filesystem::directory_iterator each(folder, problem), end; !problem && each != end;
       each.increment(problem)) {
    if (auto one = named(each->path(), journal)) found.push_back(std::move(*one));
  }
  std::sort(found.begin(), found.end(), [](const BackupFile& one, const BackupFile& other) {
    return std::pair(one.entries, one.day) > std::pair(other.entries, other.day);
  });
  return found;
}

tl::unexpected<hal::Error> failed(const std::filesystem::path& file, const std::string& why) {
  return hal::failure("journal.backup",
                      fmt::format("making the journal's backup {}: {}", file.string(), why),
                      "selling goes on; see that the folder is there, writable and has room");
}

hal::Result<void> sync_file(const std::filesystem::path& file) {
  const int descriptor = ::open(file.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
  if (descriptor < 0) return failed(file, std::generic_category().message(errno));
  const int result = ::fsync(descriptor);
  const int number = errno;
  ::close(descriptor);
  if (result != 0) return failed(file, std::generic_category().message(number));
  return {};
}

// The number of the last entry of a copy that is sound.
hal::Result<std::int64_t> entries_of(const std::filesystem::path& file) {
  const auto copy = SqliteJournal::open(file, SqliteJournal::Access::read);
  if (!copy) return tl::make_unexpected(copy.error());
  // More than the quick check of every opening: the indexes are compared with the tables.
  const auto sound = (*copy)->connection().ask("PRAGMA integrity_check(1)", "checking");
  if (!sound) return tl::make_unexpected(sound.error());
  if (*sound != "ok") {
    return tl::make_unexpected((*copy)->connection().error(SQLITE_CORRUPT, "checking"));
  }
  const auto verdict = (*copy)->verify();
  if (!verdict) return tl::make_unexpected(verdict.error());
  if (verdict->broken_at) {
    return hal::failure("journal.damaged",
                        fmt::format("checking the journal's backup {}: entry {}: {}", file.string(),
                                    *verdict->broken_at, verdict->problem),
                        "the journal itself is damaged: run kerb journal verify, and keep the "
                        "backups that are there");
  }
  const auto head = read_chain((*copy)->connection(), ChainEnd::head);
  if (!head) return tl::make_unexpected(head.error());
  return head->number;
}

// The one that was just made stays, and of the others the one with most entries: so a clock that
// was set back, or a journal that was restored, never costs the copy that knows most.
void remove_all_but(const BackupFile& made, const std::filesystem::path& journal) {
  bool another = false;
  for (const BackupFile& one : copies_in(made.file.parent_path(), journal)) {
    if (one.file == made.file || !std::exchange(another, true)) continue;
    std::error_code ignored;  // one too many is no harm
    std::filesystem::remove(one.file, ignored);
  }
}

}  // namespace

hal::Result<BackupFile> finish_backup(const std::filesystem::path& unfinished,
                                      const std::filesystem::path& journal,
                                      const std::filesystem::path& folder, const std::string& day) {
  const auto entries = entries_of(unfinished);
  if (!entries) return tl::make_unexpected(entries.error());
  const BackupFile made{folder / name_of(journal, *entries, day), *entries, day};
  if (const auto synced = sync_file(unfinished); !synced) {
    return tl::make_unexpected(synced.error());
  }
  std::error_code problem;
  std::filesystem::rename(unfinished, made.file, problem);
  if (problem) return failed(made.file, problem.message());
  if (const auto synced = sync_folder(made.file); !synced) {
    return tl::make_unexpected(synced.error());
  }
  remove_all_but(made, journal);
  return made;
}

JournalBackup::JournalBackup(std::filesystem::path journal, std::filesystem::path folder,
                             Elsewhere elsewhere)
    : journal_(std::move(journal)),
      folder_(folder.empty() ? std::filesystem::absolute(journal_).parent_path()
                             : std::move(folder)),
      elsewhere_(elsewhere ? std::move(elsewhere)
                           : [](const std::function<void()>& task) { task(); }) {}

std::filesystem::path JournalBackup::unfinished() const {
  return folder_ / (journal_.filename().string() + ".unfinished");
}

std::vector<BackupFile> JournalBackup::kept() const {
  return copies_in(folder_, journal_);
}

bool JournalBackup::due(hal::Monotonic now, hal::Utc wall) const {
  if (running() || (tried_ && now - *tried_ < kPause)) return false;
  const std::vector<BackupFile> copies = kept();
  const std::string today = day_of(wall);
  return std::none_of(copies.begin(), copies.end(),
                      [&](const BackupFile& one) { return one.day == today; });
}

void JournalBackup::start_checking(hal::Utc wall) {
  auto task = std::make_shared<std::packaged_task<hal::Result<BackupFile>()>>(
      [file = unfinished(), journal = journal_, folder = folder_, day = day_of(wall)] {
        return finish_backup(file, journal, folder, day);
      });
  checked_ = task->get_future();
  phase_ = Phase::checking;
  elsewhere_([task] { (*task)(); });
}

hal::Result<std::optional<BackupFile>> JournalBackup::stop(
    hal::Result<std::optional<BackupFile>> outcome) {
  phase_ = Phase::idle;
  if (!outcome) {
    std::error_code ignored;
    std::filesystem::remove(unfinished(), ignored);
  }
  return outcome;
}

hal::Result<std::optional<BackupFile>> JournalBackup::run(Journal& journal, hal::Monotonic now,
                                                          hal::Utc wall) {
  if (phase_ == Phase::idle) {
    tried_ = now;
    journal.abandon_copy();
    // The copy must not take the room that the journal itself needs.
    std::error_code ignored;
    const auto size = std::filesystem::file_size(journal_, ignored);
    if (free_space_beside(unfinished()) <
        static_cast<std::int64_t>(ignored ? 0 : size) + kSpaceReserve) {
      return failed(unfinished(), "there is too little room for another copy");
    }
    phase_ = Phase::copying;
  }
  if (phase_ == Phase::copying) {
    const auto complete = journal.copy_some(unfinished(), kPagesASlice);
    if (!complete) return stop(tl::make_unexpected(complete.error()));
    if (!*complete) return std::nullopt;
    start_checking(wall);
  }
  if (checked_.wait_for(std::chrono::seconds(0)) != std::future_status::ready) return std::nullopt;
  const auto made = checked_.get();
  if (!made) return stop(tl::make_unexpected(made.error()));
  return stop(std::optional(*made));
}

}  // namespace kerb::payment
