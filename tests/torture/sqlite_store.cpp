#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <utility>

#include "kiosk/runtime/journal_books.hpp"
#include "tests/torture/crash_vfs.hpp"
#include "tests/torture/store.hpp"
#include "tests/torture/world.hpp"

namespace kerb::torture {
namespace {

// The journal looks at the file's mode before SQLite opens it. One empty file is enough for all
// seeds: SQLite never sees it, only its name.
class Placeholder {
 public:
  Placeholder() {
    // In memory where that can be had: the journal syncs the folder, and no disk should notice.
    const bool in_memory = ::access("/dev/shm", W_OK) == 0;
    const std::filesystem::path where =
        in_memory ? std::filesystem::path("/dev/shm") : std::filesystem::temp_directory_path();
    std::string folder = where / "kerb-torture-XXXXXX";
    if (::mkdtemp(folder.data()) == nullptr) std::abort();
    file_ = std::filesystem::path(folder) / "journal.db";
    std::ofstream(file_).flush();
    ::chmod(file_.c_str(), S_IRUSR | S_IWUSR);
  }
  ~Placeholder() {
    std::error_code ignored;
    std::filesystem::remove_all(file_.parent_path(), ignored);
  }
  Placeholder(const Placeholder&) = delete;
  Placeholder& operator=(const Placeholder&) = delete;
  const std::filesystem::path& file() const { return file_; }

 private:
  std::filesystem::path file_;
};

const std::filesystem::path& journal_file() {
  static const Placeholder placeholder;
  return placeholder.file();
}

class SqliteStore final : public Store, private DiskWatch {
 public:
  explicit SqliteStore(World& world)
      : world_(world), chance_(world.random.next()), disk_(world.random.one_in(2) ? 512 : 4096) {
    register_crash_vfs();
    disk_.create(journal_file().filename());
    disk_.sync_folder();  // Kerb makes the file itself, and syncs its folder
    mount(&disk_, this);
  }
  ~SqliteStore() override { mount(nullptr, nullptr); }

  hal::Result<std::unique_ptr<kiosk::Books>> open() override;
  void freeze() override { dead_ = true; }
  void crash(bool power) override {
    if (power) disk_.cut_power(chance_);
    dead_ = false;
    died_of_.reset();
  }
  void judge() override;

  // Raised here, not inside SQLite, which knows no exceptions.
  void rethrow() {
    if (died_of_) throw *std::exchange(died_of_, std::nullopt);
  }
  void acknowledged(const kiosk::Commit& commit) {
    acknowledged_.push_back({commit.session, commit.kind});
  }

 private:
  DiskFate before_change() override;
  bool dead() const override { return dead_; }
  Random& chance() override { return chance_; }
  bool lies_about_sync() const override { return world_.plants.is(Plant::no_sync); }

  struct Written {
    std::string session;
    std::string kind;
  };
  World& world_;
  Random chance_;
  CrashDisk disk_;
  bool dead_ = false;
  std::optional<Crash> died_of_;
  std::vector<Written> acknowledged_;
};

class CrashingBooks final : public kiosk::Books {
 public:
  CrashingBooks(SqliteStore& store, std::unique_ptr<kiosk::JournalBooks> books)
      : store_(store), books_(std::move(books)) {}
  hal::Result<void> write(const kiosk::Commit& commit, hal::Utc at) override {
    hal::Result<void> result = books_->write(commit, at);
    if (result) store_.acknowledged(commit);
    store_.rethrow();
    return result;
  }
  hal::Result<std::optional<payment::Saga>> session(const std::string& id) override {
    auto found = books_->session(id);
    store_.rethrow();
    return found;
  }
  hal::Result<Open> open_sessions() override {
    auto open = books_->open_sessions();
    store_.rethrow();
    return open;
  }

 private:
  SqliteStore& store_;
  std::unique_ptr<kiosk::JournalBooks> books_;
};

DiskFate SqliteStore::before_change() {
  if (world_.faults.strike(Fault::io_process_crash)) died_of_ = Crash{false};
  if (!died_of_ && world_.faults.strike(Fault::io_power_cut)) died_of_ = Crash{true};
  if (died_of_) {
    dead_ = true;
    return DiskFate::dead;
  }
  if (world_.faults.strike(Fault::io_error)) return DiskFate::error;
  return world_.disk_is_full() ? DiskFate::no_space : DiskFate::fine;
}

hal::Result<std::unique_ptr<kiosk::Books>> SqliteStore::open() {
  auto books = kiosk::JournalBooks::open(journal_file());
  rethrow();
  if (!books) return tl::make_unexpected(books.error());
  disk_.sync_folder();  // the journal does that last, past SQLite
  return std::unique_ptr<kiosk::Books>(std::make_unique<CrashingBooks>(*this, std::move(*books)));
}

// Every acknowledged entry is there, in its order; the chain holds; no card's number anywhere.
void SqliteStore::judge() {
  Oracle& oracle = world_.oracle;
  if (disk_.contains(kCardNumber)) {
    oracle.violation(Invariant::no_card_data, 0, "a card's number on the disk");
  }
  auto journal = payment::Journal::open(journal_file());
  if (!journal) {
    return oracle.violation(Invariant::restart_possible, 0, journal.error().sentence());
  }
  const auto verdict = (*journal)->verify();
  if (!verdict) return oracle.violation(Invariant::chain_holds, 0, verdict.error().sentence());
  if (verdict->broken_at) oracle.violation(Invariant::chain_holds, 0, verdict->problem);
  const auto queue = (*journal)->sessions_for_person();
  for (const std::string& session : oracle.for_person()) {
    const bool there = queue && std::any_of(queue->begin(), queue->end(), [&](const auto& one) {
                         return one.session == session;
                       });
    if (there) continue;
    oracle.violation(Invariant::for_person_has_a_reason, number_in(session),
                     "it is not in the person's queue");
  }
  std::size_t found = 0;
  const auto read = (*journal)->read([&](const payment::JournalEntry& entry) {
    const bool next = found < acknowledged_.size() &&
                      acknowledged_[found].session == entry.session &&
                      acknowledged_[found].kind == entry.kind;
    if (next) ++found;
    return true;
  });
  if (!read || found != acknowledged_.size()) {
    oracle.violation(Invariant::commit_survives, 0,
                     fmt::format("entry {} of {} acknowledged ones is missing", found + 1,
                                 acknowledged_.size()));
  }
}

}  // namespace

std::unique_ptr<Store> sqlite_store(World& world) {
  return std::make_unique<SqliteStore>(world);
}

}  // namespace kerb::torture
