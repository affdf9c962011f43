// The side of the charger that moves energy: EVSEs, their connectors, the meter, the car. Kerb asks
// and listens; it never switches a contactor. A real one is EVerest (hal/everest); a whole one in
// memory is hal/simulated.
//
// Orders (start, stop, query, present_card) block until the controller answered, at most a few
// seconds. They come from a worker thread for each EVSE and one for charging cards, those about one
// charge one after another. What happens by itself arrives at the listener, on a thread of the
// controller's own; the listener must return at once. A silent controller is LinkLost: states then
// count as unknown, never as free.
#pragma once

#include <compare>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "hal/charger_fault.hpp"
#include "hal/clock.hpp"
#include "hal/error.hpp"

namespace kerb::hal {

using EvseId = int;  // as in OCPP: 1 and up

// Energy as the meter counts it. Exact: no fraction of a watt hour is ever billed from here.
struct WattHours {
  std::int64_t count = 0;
  auto operator<=>(const WattHours&) const =
      default;  // NOLINT(modernize-use-nullptr): clang-tidy 14 errs
};
inline WattHours operator-(WattHours a, WattHours b) {
  return {a.count - b.count};
}
inline WattHours operator+(WattHours a, WattHours b) {
  return {a.count + b.count};
}

struct Watts {
  std::int64_t count = 0;
  auto operator<=>(const Watts&) const =
      default;  // NOLINT(modernize-use-nullptr): clang-tidy 14 errs
};

enum class ConnectorKind { ccs2, type2, chademo, nacs };

struct Evse {
  EvseId id = 1;
  ConnectorKind connector = ConnectorKind::ccs2;
  Watts max_power{};
  bool tethered = true;  // false: the driver brings the cable
};

enum class EvseState {
  unknown,            // the link is down or nothing was heard yet
  quiet,              // it answers and meters, but has not said yet what it does: nobody charges
                      // there as far as its meter tells. Not known to be free, and worth a try
  available,          // nothing plugged in
  reserved,           // kept for somebody whom the back end knows
  plugged,            // a car is connected, no charge is authorised
  preparing,          // authorised; cable check, insulation test, contract with the car
  charging,           // energy flows
  paused_by_car,      // the car takes nothing for now (full, or it waits)
  paused_by_station,  // the station holds back; see pause
  finished,           // charge over, cable still in
  disabled,           // switched off by its operator; see maintenance
  out_of_service,     // cannot charge; see fault
};

// Why the station holds back, when it tells.
enum class PauseReason {
  none,       // not paused, or it does not tell
  user,       // somebody asked for it: an app, the back end
  error,      // see fault; it goes on by itself when that is over
  no_energy,  // the site has none to give now
};

// A charge is known to the controller by Kerb's own key, so that a repeated order is recognised.
using ChargeKey = std::string;  // 32 lower-case hex digits

enum class StopReason { driver, car, unplugged, emergency_stop, fault, power_loss, limit, remote };

// The state of one EVSE; sent at every change and once after LinkRestored.
struct EvseChanged {
  EvseId evse = 0;
  EvseState state = EvseState::unknown;
  ChargerFault fault = ChargerFault::none;
  PauseReason pause = PauseReason::none;
  bool maintenance = false;  // disabled while its software is being renewed
};
// Who holds the power down, and to how much. Sent when it changes; nobody: it flows freely.
struct PowerHeld {
  enum class By {
    nobody,
    site,      // the site shares its power among the bays
    back_end,  // the operator's order
    car,       // it asks for less than it could get
    cold_car,  // the same, with a battery that is not nearly full
    heat,      // the station or the plug is hot
  };
  EvseId evse = 0;
  By by = By::nobody;
  Watts to{};  // zero with nobody
};
// A meter sample. `energy` is the meter's running register, not the charge's: subtract the start.
struct MeterSample {
  EvseId evse = 0;
  WattHours energy{};
  Watts power{};
  std::optional<int> soc_percent;  // 0 to 100, from the car, when it tells
};
struct ChargeStarted {
  EvseId evse = 0;
  ChargeKey charge;
  WattHours meter_start{};
};
// An accepted start that came to nothing: cable check failed, the car refused.
struct ChargeStartFailed {
  EvseId evse = 0;
  ChargeKey charge;
  ChargerFault fault = ChargerFault::internal;
};
struct ChargeStopped {
  EvseId evse = 0;
  ChargeKey charge;
  WattHours meter_stop{};
  StopReason reason = StopReason::driver;
};
struct LinkLost {};
struct LinkRestored {};

using ControllerEvent = std::variant<EvseChanged, MeterSample, PowerHeld, ChargeStarted,
                                     ChargeStartFailed, ChargeStopped, LinkLost, LinkRestored>;

// What the controller remembers of a charge, for recovery after a power cut.
struct ChargeRecord {
  enum class Phase { none, starting, active, finished };
  Phase phase = Phase::none;  // none: it never heard of this key
  WattHours meter_start{};
  WattHours meter_now{};  // final when finished
  // Of a finished charge, when the controller knows:
  std::optional<StopReason> reason = {};
  std::optional<Utc> ended = {};
};

// What the controller's own validators say about a charging card.
enum class CardVerdict { accepted, refused };

// What became of an order to unlock a plug.
enum class UnlockOutcome { unlocked, refused, stuck };

class ChargeController {
 public:
  using Listener = std::function<void(const ControllerEvent&)>;

  virtual ~ChargeController() = default;

  // Fixed for the life of the object.
  virtual std::vector<Evse> evses() const = 0;

  // One listener; call once, before anything else. Current states are reported through it at once.
  virtual void listen(Listener listener) = 0;

  // Authorises a charge. Success means "accepted": ChargeStarted or ChargeStartFailed follows once
  // a car is plugged in. Repeating a key is harmless. Errors: controller.unreachable,
  // controller.refused.
  virtual Result<void> start(EvseId evse, const ChargeKey& charge) = 0;

  // Ends the charge, or withdraws an authorisation that waits for a car; the fence of the money
  // rules. When it returns a record, no energy flows under this key any more. Repeating is
  // harmless; a key never heard of answers phase none. Errors: controller.unreachable.
  virtual Result<ChargeRecord> stop(EvseId evse, const ChargeKey& charge) = 0;

  // Asks without changing anything. Errors: controller.unreachable.
  virtual Result<ChargeRecord> query(EvseId evse, const ChargeKey& charge) = 0;

  // Asks whoever validates charging cards behind the controller whether this one may charge here
  // under this key; a start() with the same key then follows. `uid`: upper-case hex, 8, 14 or 20
  // digits. Accepted but never started: stop() withdraws it. Repeating is harmless. Errors:
  // controller.unreachable, controller.unsupported (nobody validates cards there).
  virtual Result<CardVerdict> present_card(EvseId /*evse*/, const ChargeKey& /*charge*/,
                                           const std::string& /*uid*/) {
    return failure("controller.unsupported", "asking the charger about a charging card",
                   "this charger validates none: list the cards in [payment] charging_cards");
  }

  // Tries to free the plug, with what really became of it. Errors: controller.unreachable,
  // controller.unsupported (it has no lock that can be asked).
  virtual Result<UnlockOutcome> unlock(EvseId /*evse*/) {
    return failure("controller.unsupported", "unlocking the plug",
                   "this charger unlocks by itself when a charge is over");
  }
};

}  // namespace kerb::hal
