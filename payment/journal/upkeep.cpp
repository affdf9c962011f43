#include "payment/journal/upkeep.hpp"

#include <fmt/format.h>

#include <utility>

namespace kerb::payment {
namespace {

constexpr std::chrono::seconds kLookEvery{30};
// Entries a slice: with 4 KiB each a few milliseconds. Every slice is one transaction and leaves
// one entry.
constexpr int kEntriesASlice = 500;
constexpr std::chrono::hours kPruneEvery{6};

bool is_time(std::optional<hal::Monotonic>& last, hal::Monotonic now, hal::Millis every) {
  if (last && now - *last < every) return false;
  last = now;
  return true;
}

}  // namespace

JournalUpkeep::JournalUpkeep(UpkeepSettings settings, JournalBackup::Elsewhere elsewhere)
    : settings_(std::move(settings)),
      backup_(settings_.journal, settings_.backup_folder, std::move(elsewhere)) {}

JournalUpkeep::Did JournalUpkeep::back_up(Journal& journal, hal::Monotonic now, hal::Utc wall) {
  const auto made = backup_.run(journal, now, wall);
  if (!made) return {.more = false, .note = made.error().sentence()};
  if (!*made) return {.more = true, .note = {}};
  return {.more = false,
          .note = fmt::format("the journal is backed up: {}", (*made)->file.string())};
}

hal::Result<JournalUpkeep::Did> JournalUpkeep::run(Journal& journal, hal::Monotonic now,
                                                   hal::Utc wall) {
  if (backup_.running()) return back_up(journal, now, wall);
  if (is_time(looked_, now, kLookEvery)) {
    if (!journal.room_for_new_sessions()) {
      const auto room = journal.regain_room();
      return Did{.more = false,
                 .note = room ? "there is room for the journal again" : room.error().sentence()};
    }
    if (backup_.due(now, wall)) return back_up(journal, now, wall);
  }
  if (settings_.keep.count() > 0 && is_time(pruned_, now, kPruneEvery)) {
    const auto pruned = journal.prune(settings_.keep, wall, kEntriesASlice);
    if (!pruned) return tl::make_unexpected(pruned.error());
    if (*pruned == 0) return Did{};
    pruned_.reset();  // there may be more
    return Did{.more = true,
               .note = fmt::format("{} entries of the journal were pruned: they are older than {} "
                                   "days",
                                   *pruned, settings_.keep.count())};
  }
  return Did{};
}

}  // namespace kerb::payment
