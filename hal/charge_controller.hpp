// The side of the charger that moves energy: EVSEs, their connectors, the meter, the car. Kerb asks
// and listens; it never switches a contactor. A real one is EVerest (hal/everest); a whole one in
// memory is hal/simulated.
//
// Orders (start, stop, query) block until the controller answered, at most a few seconds, and are
// called from one worker thread only. What happens by itself arrives at the listener, on a thread
// of the controller's own; the listener must return at once. A silent controller is LinkLost:
// states then count as unknown, never as free.
#pragma once

#include <compare>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <variant>
#include <vector>

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
  available,          // nothing plugged in
  plugged,            // a car is connected, no charge is authorised
  preparing,          // authorised; cable check, insulation test, contract with the car
  charging,           // energy flows
  paused_by_car,      // the car takes nothing for now (full, or it waits)
  paused_by_station,  // the station holds back
  finished,           // charge over, cable still in
  out_of_service,     // cannot charge; see fault
};

enum class ChargerFault {
  none,
  emergency_stop,     // MREC CX008
  ground_fault,       // CX002
  high_temperature,   // CX003
  contactor,          // CX017
  lock_failure,       // CX001
  partial_insertion,  // CX020: unplug, wait ten seconds, push in fully
  internal,
};

// A charge is known to the controller by Kerb's own key, so that a repeated order is recognised.
using ChargeKey = std::string;  // 32 lower-case hex digits

enum class StopReason { driver, car, unplugged, emergency_stop, fault, power_loss, limit, remote };

// The state of one EVSE; sent at every change and once after LinkRestored.
struct EvseChanged {
  EvseId evse = 0;
  EvseState state = EvseState::unknown;
  ChargerFault fault = ChargerFault::none;
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

using ControllerEvent = std::variant<EvseChanged, MeterSample, ChargeStarted, ChargeStartFailed,
                                     ChargeStopped, LinkLost, LinkRestored>;

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
};

}  // namespace kerb::hal
