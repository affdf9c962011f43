#include "payment/journal/copy.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>
#include <utility>

namespace kerb::payment {
namespace {

tl::unexpected<hal::Error> copy_failed(const std::filesystem::path& target,
                                       const std::string& why) {
  return hal::failure(
      "journal.backup", fmt::format("copying the journal to {}: {}", target.string(), why),
      "selling goes on; make room there, or name another folder in [files] backup_folder");
}

// Empty, and for its owner only; a link that somebody put there is not followed.
hal::Result<void> blank(const std::filesystem::path& target) {
  std::error_code ignored;
  std::filesystem::remove(target, ignored);
  const int descriptor =
      ::open(target.c_str(), O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
  if (descriptor < 0) return copy_failed(target, std::generic_category().message(errno));
  ::close(descriptor);
  return {};
}

}  // namespace

hal::Result<std::unique_ptr<JournalCopy>> JournalCopy::begin(const sqlite::Connection& from,
                                                             const std::filesystem::path& target) {
  if (const auto made = blank(target); !made) return tl::make_unexpected(made.error());
  auto to = sqlite::Connection::open(
      target.string(), SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE, target);
  if (!to) return copy_failed(target, to.error().tried);
  // The copy is worth nothing until it is complete, checked and synced, and then it gets its name:
  // so nothing has to be undone in it and nothing synced on the way.
  const auto ready = (*to)->run("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF", "copying");
  if (!ready) return copy_failed(target, ready.error().tried);
  sqlite3_backup* backup = sqlite3_backup_init((*to)->get(), "main", from.get(), "main");
  if (backup == nullptr) return copy_failed(target, sqlite3_errstr(sqlite3_errcode((*to)->get())));
  return std::unique_ptr<JournalCopy>(new JournalCopy(std::move(*to), backup, target));
}

JournalCopy::~JournalCopy() {
  sqlite3_backup_finish(backup_);
}

hal::Result<bool> JournalCopy::step(int pages) {
  const int result = sqlite3_backup_step(backup_, pages);
  if (result == SQLITE_OK) return false;
  if (result != SQLITE_DONE) return copy_failed(target_, sqlite3_errstr(result));
  const int finished = sqlite3_backup_finish(std::exchange(backup_, nullptr));
  if (finished != SQLITE_OK) return copy_failed(target_, sqlite3_errstr(finished));
  return true;
}

}  // namespace kerb::payment
