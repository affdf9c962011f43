#include "kiosk/runtime/conductor.hpp"

#include <utility>

namespace kerb::kiosk {
namespace {

constexpr hal::Seconds kMendEvery{5};
constexpr std::size_t kMostKept = 64;

bool needs_no_intent(const StationEffect& effect) {
  return std::holds_alternative<Sound>(effect) || std::holds_alternative<TellTrouble>(effect) ||
         std::holds_alternative<StopAtTerminal>(effect);
}

// A back end says a final cost once; it must not be lost because the disk is ill.
const hal::CostReported* final_cost(const StationEvent& event) {
  const auto* report = std::get_if<hal::BackEndReport>(&event);
  const auto* cost = report == nullptr ? nullptr : std::get_if<hal::CostReported>(report);
  const bool finished = cost != nullptr && cost->stage == hal::CostReported::Stage::finished;
  return finished ? cost : nullptr;
}

// What may happen while nothing can be written: things that are only seen. All else waits.
bool needs_books(const StationEvent& event) {
  if (std::holds_alternative<hal::BackEndReport>(event)) return final_cost(event) != nullptr;
  return !std::holds_alternative<Tick>(event) && !std::holds_alternative<Restored>(event) &&
         !std::holds_alternative<JournalChanged>(event) &&
         !std::holds_alternative<RoomChanged>(event) &&
         !std::holds_alternative<TariffsChanged>(event) &&
         !std::holds_alternative<ReaderChanged>(event) &&
         !std::holds_alternative<MessagesChanged>(event) &&
         !std::holds_alternative<hal::ControllerEvent>(event);
}

}  // namespace

hal::Result<std::unique_ptr<Conductor>> Conductor::create(StationSettings settings,
                                                          ConductorOutlets outlets, Now now) {
  auto books = outlets.open_books();
  if (!books) return tl::make_unexpected(books.error());
  std::unique_ptr<Conductor> conductor(
      new Conductor(std::move(settings), std::move(outlets), std::move(*books), now));
  conductor->restore(now);
  return conductor;
}

Conductor::Conductor(StationSettings settings, ConductorOutlets outlets,
                     std::unique_ptr<Books> books, Now now)
    : outlets_(std::move(outlets)),
      books_(std::move(books)),
      station_(make_station(std::move(settings), now)) {}

void Conductor::take(const StationEvent& event, Now now) {
  if (!books_ && needs_books(event)) {
    if (final_cost(event) != nullptr) return keep(event);
    return outlets_.log("nothing is decided while the journal is closed");
  }
  const auto settled = settled_cost(event);
  StationStep next = step(std::move(station_), settled ? *settled : event, now);
  station_ = std::move(next.station);
  for (const std::string& alarm : next.alarms) outlets_.log("ALARM: " + alarm);
  for (const std::string& remark : next.remarks) outlets_.log("ignored: " + remark);
  if (!commit(next.commits, now)) return;
  for (StationEffect& effect : next.effects) {
    // What memory holds since the books closed was never written: a repetition may name an intent
    // that no book has.
    if (books_ || needs_no_intent(effect)) outlets_.carry_out(effect);
  }
}

// Hours later the session is at rest, and only the books know what was billed.
std::optional<StationEvent> Conductor::settled_cost(const StationEvent& event) {
  const hal::CostReported* cost = final_cost(event);
  if (cost == nullptr || station_.sessions.count(cost->charge) != 0) return std::nullopt;
  auto found = books_->session(cost->charge);
  if (!found) {
    outlets_.log("a late cost cannot be compared: " + found.error().sentence());
    return std::nullopt;
  }
  if (!*found || !payment::at_rest(**found)) return std::nullopt;
  return SettledCost{*cost, std::move(**found)};
}

void Conductor::keep(const StationEvent& event) {
  if (kept_.size() >= kMostKept) kept_.erase(kept_.begin());
  kept_.push_back(event);
  outlets_.log("a final cost waits until the journal is open");
}

// All or stop: after an error nobody knows what is on the disk.
bool Conductor::commit(const std::vector<Commit>& commits, Now now) {
  for (const Commit& wanted : commits) {
    const hal::Result<void> written = books_
                                          ? books_->write(wanted, now.utc)
                                          : hal::failure("journal.closed", "writing to the journal",
                                                         "it is opened again by itself");
    if (!written) {
      close_books(written.error(), now);
      return false;
    }
    outlets_.log(wanted.kind + " " + session_code(wanted.session));
  }
  return true;
}

void Conductor::close_books(const hal::Error& why, Now now) {
  outlets_.log("selling stops: " + why.sentence());
  books_.reset();
  more_to_do_ = false;
  mend_at_ = now.monotonic + kMendEvery;
  StationStep ill = step(std::move(station_), JournalChanged{false}, now);
  station_ = std::move(ill.station);
  for (StationEffect& effect : ill.effects) {
    if (needs_no_intent(effect)) outlets_.carry_out(effect);
  }
}

void Conductor::pass_time(Now now) {
  take(Tick{}, now);
  if (!books_ && now.monotonic >= mend_at_) mend(now);
  if (books_) keep_up(now);
}

void Conductor::keep_up(Now now) {
  std::string note;
  const auto more = books_->keep_up(now, note);
  if (!note.empty()) outlets_.log(note);
  if (!more) return close_books(more.error(), now);
  more_to_do_ = *more;
  const bool room = books_->room_for_new_sessions();
  if (room != station_.journal_has_room) take(RoomChanged{room}, now);
}

void Conductor::mend(Now now) {
  auto books = outlets_.open_books();
  if (!books) {
    outlets_.log("the journal stays closed: " + books.error().sentence());
    mend_at_ = now.monotonic + kMendEvery;
    return;
  }
  books_ = std::move(*books);
  restore(now);
}

void Conductor::restore(Now now) {
  auto open = books_->open_sessions();
  if (!open) return close_books(open.error(), now);
  for (const std::string& words : open->unreadable) outlets_.log(words);
  take(Restored{std::move(open->sagas), std::move(open->reports)}, now);
  for (const StationEvent& event : std::exchange(kept_, {})) take(event, now);
}

}  // namespace kerb::kiosk
