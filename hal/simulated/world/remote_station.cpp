#include "hal/simulated/world/remote_station.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <string>
#include <utility>

namespace kerb::hal::simulated {
namespace {

constexpr Millis kOrderWithin{3'000};
constexpr Millis kStationSlice{100};  // how soon an end of this object is noticed
constexpr Millis kSilence{2'000};
constexpr Millis kBeforeReconnecting{50};
constexpr std::size_t kLongestReason = 200;

tl::unexpected<Error> unreachable(const char* what, EvseId evse) {
  return failure("controller.unreachable",
                 fmt::format("{} at EVSE {}: the simulated charger does not answer", what, evse),
                 "ask again when the link is back");
}

bool is(const Json& answer, std::string_view error) {
  const auto found = answer.find("error");
  return found != answer.end() && found->is_string() && found->get<std::string>() == error;
}

}  // namespace

RemoteStation::RemoteStation(std::filesystem::path socket, std::vector<Evse> evses)
    : socket_(std::move(socket)), evses_(std::move(evses)), orders_(socket_) {}

RemoteStation::~RemoteStation() {
  ends_ = true;
  if (thread_.joinable()) thread_.join();
}

bool RemoteStation::has(EvseId evse) const {
  return std::any_of(evses_.begin(), evses_.end(), [&](const Evse& it) { return it.id == evse; });
}

void RemoteStation::listen(Listener listener) {
  {
    const std::scoped_lock lock(telling_);
    listener_ = std::move(listener);
  }
  if (!thread_.joinable()) thread_ = std::thread([this] { follow(); });
}

// ---- orders

// Twice, because the first may only find out that the connection is an old one; every order may be
// repeated.
std::optional<Json> RemoteStation::order(const char* what, EvseId evse, const ChargeKey& charge) {
  const Json question{{"do", what}, {"evse", evse}, {"charge", charge}};
  const auto began = std::chrono::steady_clock::now();
  auto answer = orders_.ask(question, kOrderWithin);
  const bool at_once = std::chrono::steady_clock::now() - began < kOrderWithin / 2;
  if (!answer && at_once) answer = orders_.ask(question, kOrderWithin);
  return answer;
}

Result<void> RemoteStation::start(EvseId evse, const ChargeKey& charge) {
  {
    // Before the order leaves: the charger may start before it answers.
    const std::scoped_lock lock(awaiting_);
    awaited_.insert_or_assign(evse, Awaited{charge, false});
  }
  const auto answer = order("start", evse, charge);
  if (!answer || is(*answer, "unreachable")) return unreachable("starting a charge", evse);
  if (!answer->contains("error")) return {};
  note(evse, charge, {});
  return failure("controller.refused",
                 fmt::format("starting a charge at EVSE {}: {}", evse,
                             text_in(*answer, "why", kLongestReason).value_or("it says no")),
                 "give the hold back and offer another connector");
}

Result<ChargeRecord> RemoteStation::record(const char* what, EvseId evse, const ChargeKey& charge) {
  const auto answer = order(what, evse, charge);
  const auto record = answer ? record_in(*answer) : std::nullopt;
  if (record) return *record;
  return unreachable(what, evse);
}

Result<ChargeRecord> RemoteStation::stop(EvseId evse, const ChargeKey& charge) {
  auto known = record("stop", evse, charge);
  if (known) note(evse, charge, *known);
  return known;
}

Result<ChargeRecord> RemoteStation::query(EvseId evse, const ChargeKey& charge) {
  auto known = record("query", evse, charge);
  if (known) note(evse, charge, *known);
  return known;
}

Result<UnlockOutcome> RemoteStation::unlock(EvseId evse) {
  const auto answer = order("unlock", evse, {});
  const auto outcome = answer ? unlock_outcome_in(*answer) : std::nullopt;
  if (outcome) return *outcome;
  return unreachable("unlocking the plug", evse);
}

// What the asker has just been told need not be told again.
void RemoteStation::note(EvseId evse, const ChargeKey& charge, const ChargeRecord& record) {
  using Phase = ChargeRecord::Phase;
  const std::scoped_lock lock(awaiting_);
  if (record.phase == Phase::starting || record.phase == Phase::active) {
    awaited_.insert_or_assign(evse, Awaited{charge, record.phase == Phase::active});
    return;
  }
  const auto found = awaited_.find(evse);
  if (found != awaited_.end() && found->second.charge == charge) awaited_.erase(found);
}

// ---- what happens by itself; all of it on the one thread

void RemoteStation::follow() {
  const std::string listen = line_of({{"id", 0}, {"do", "listen"}});
  while (!ends_) {
    auto line = LineSocket::connect(socket_);
    if (line && line->send(listen, kOrderWithin)) hear(*line);
    if (!ends_) set_link(false);
    std::this_thread::sleep_for(kBeforeReconnecting);
  }
}

void RemoteStation::hear(LineSocket& line) {
  const std::string ping = line_of({{"id", 1}, {"do", "ping"}});
  std::string text;
  Millis silent{0};
  bool asked = false;
  while (!ends_) {
    switch (line.receive(text, kStationSlice)) {
      case LineSocket::Heard::gone:
        return;
      case LineSocket::Heard::line:
        if (!take(text)) return;
        silent = Millis{0};
        asked = false;
        break;
      case LineSocket::Heard::nothing:
        silent += kStationSlice;
        if (silent < kSilence) break;
        if (asked || !line.send(ping, kStationSlice)) return;
        asked = true;
        silent = Millis{0};
        break;
    }
  }
}

// False: this is not a charger that we understand.
bool RemoteStation::take(const std::string& text) {
  const auto message = message_in(text);
  if (!message) return false;
  if (!message->contains("event")) {
    if (whole_in(*message, "id", 0, 0) == 0) {  // it listens to us: the link stands
      set_link(true);
    }
    return true;
  }
  const auto event = event_in(*message);
  if (!event) return false;
  const auto of_evse = [&](const auto& it) {
    if constexpr (requires { it.evse; }) return has(it.evse);
    return true;
  };
  if (!std::visit(of_evse, *event)) return true;
  if (std::holds_alternative<LinkLost>(*event) || std::holds_alternative<LinkRestored>(*event)) {
    set_link(std::holds_alternative<LinkRestored>(*event));
    return true;
  }
  if (const auto* it = std::get_if<ChargeStarted>(&*event)) {
    note(it->evse, it->charge, {.phase = ChargeRecord::Phase::active});
  } else if (const auto* failed = std::get_if<ChargeStartFailed>(&*event)) {
    note(failed->evse, failed->charge, {});
  } else if (const auto* over = std::get_if<ChargeStopped>(&*event)) {
    note(over->evse, over->charge, {});
  }
  tell(*event);
  return true;
}

void RemoteStation::set_link(bool up) {
  const bool first = !link_up_;
  if (std::exchange(link_up_, up) == up) return;
  if (!up) return tell(LinkLost{});
  // At the start nothing was lost: the states that follow say that the link is there.
  if (!first) tell(LinkRestored{});
  catch_up();
}

void RemoteStation::catch_up() {
  std::map<EvseId, Awaited> awaited;
  {
    const std::scoped_lock lock(awaiting_);
    awaited = awaited_;
  }
  for (const auto& [evse, charge] : awaited) {
    const auto known = record("query", evse, charge.charge);
    if (!known) continue;
    note(evse, charge.charge, *known);
    tell_missed(evse, charge, *known);
  }
}

void RemoteStation::tell_missed(EvseId evse, const Awaited& awaited, const ChargeRecord& record) {
  using Phase = ChargeRecord::Phase;
  const bool over = record.phase == Phase::finished;
  // A charge that began has a reason for its end.
  const bool began = awaited.started || record.phase == Phase::active ||
                     (over && (record.reason || record.meter_now > record.meter_start));
  if (!began && record.phase != Phase::starting) {
    return tell(ChargeStartFailed{evse, awaited.charge, ChargerFault::internal});
  }
  if (began && !awaited.started) tell(ChargeStarted{evse, awaited.charge, record.meter_start});
  if (began && over) {
    tell(ChargeStopped{evse, awaited.charge, record.meter_now,
                       record.reason.value_or(StopReason::fault)});
  }
}

void RemoteStation::tell(const ControllerEvent& event) {
  const std::scoped_lock lock(telling_);
  if (listener_) listener_(event);
}

Result<std::vector<EvseId>> evses_at(const std::filesystem::path& socket) {
  if (auto line = LineSocket::connect(socket); !line) return tl::make_unexpected(line.error());
  const auto answer = Questions(socket).ask({{"do", "evses"}}, kOrderWithin);
  const auto list = answer ? answer->find("evses") : Json::const_iterator{};
  std::vector<EvseId> evses;
  bool understood = answer && list != answer->end() && list->is_array();
  if (understood) {
    for (const Json& id : *list) {
      const auto evse = evse_in({{"evse", id}});
      understood = understood && evse;
      evses.push_back(evse.value_or(0));
    }
  }
  if (understood) return evses;
  return failure("world.not_understood", "asking " + socket.string() + " for its EVSEs",
                 "is it the stand-in charger that listens there, and does it still run?");
}

}  // namespace kerb::hal::simulated
