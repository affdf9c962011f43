// The books in the journal: SQLite, one file, one connection, the core's thread.
#pragma once

#include <filesystem>
#include <memory>

#include "kiosk/runtime/books.hpp"
#include "payment/journal.hpp"
#include "payment/journal/upkeep.hpp"

namespace kerb::kiosk {

class JournalBooks final : public Books {
 public:
  // Errors: those of Journal::open.
  static hal::Result<std::unique_ptr<JournalBooks>> open(const std::filesystem::path& file);
  explicit JournalBooks(std::unique_ptr<payment::Journal> journal) : journal_(std::move(journal)) {}

  // `upkeep` outlives these books: it goes on with the journal that is opened next.
  void kept_up_by(payment::JournalUpkeep& upkeep) { upkeep_ = &upkeep; }

  hal::Result<void> write(const Commit& commit, hal::Utc at) override;
  hal::Result<Open> open_sessions() override;
  hal::Result<std::optional<payment::Saga>> session(const std::string& id) override;
  bool room_for_new_sessions() const override { return journal_->room_for_new_sessions(); }
  hal::Result<bool> keep_up(payment::Now now, std::string& note) override;
  payment::Journal& journal() { return *journal_; }

 private:
  std::unique_ptr<payment::Journal> journal_;
  payment::JournalUpkeep* upkeep_ = nullptr;
};

}  // namespace kerb::kiosk
