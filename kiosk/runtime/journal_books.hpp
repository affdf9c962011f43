// The books in the journal: SQLite, one file, one connection, the core's thread.
#pragma once

#include <filesystem>
#include <memory>

#include "kiosk/runtime/books.hpp"
#include "payment/journal.hpp"

namespace kerb::kiosk {

class JournalBooks final : public Books {
 public:
  // Errors: those of Journal::open.
  static hal::Result<std::unique_ptr<JournalBooks>> open(const std::filesystem::path& file);
  explicit JournalBooks(std::unique_ptr<payment::Journal> journal) : journal_(std::move(journal)) {}

  hal::Result<void> write(const Commit& commit, hal::Utc at) override;
  hal::Result<Open> open_sessions() override;
  payment::Journal& journal() { return *journal_; }

 private:
  std::unique_ptr<payment::Journal> journal_;
};

}  // namespace kerb::kiosk
