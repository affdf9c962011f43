// The journal's tables, and how a journal of an older version becomes one of this version. Every
// step is one transaction with the new version number inside: a power cut leaves the old journal or
// the new one.
#pragma once

#include "payment/journal/sqlite.hpp"

namespace kerb::payment {

constexpr int kJournalVersion = 2;
constexpr std::int64_t kJournalApplicationId = 0x4B657262;  // "Kerb"

enum class JournalAge { blank, present };

// Tells whose file this is without changing it. Errors: journal.not_a_journal,
// journal.newer_version.
hal::Result<JournalAge> journal_age(sqlite::Connection& connection);

// Creates the tables or brings them to kJournalVersion.
hal::Result<void> migrate(sqlite::Connection& connection);

}  // namespace kerb::payment
