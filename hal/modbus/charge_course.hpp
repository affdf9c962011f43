// What a charge goes through at a station that knows no charges: it can only be opened and shut, and
// looked at. Opening is Kerb's alone, so that energy flows only while somebody pays for it.
//
//   waiting    authorised; the station is shut. A car that was unplugged since the last charge, a
//              station seen shut and quiet, and the ledger's note of the reading come before opening
//   preparing  opened. Charging, or energy, begins the charge; a car that only waits does so after
//              a minute; a station that does not come round in half a minute makes the start fail.
//              A car that is pulled out again waits for the next try
//   active     the meter runs. Unplugging, a fault, a restart of the station, a meter that nobody can
//              believe and Kerb's order end it
//   ending     told to be shut, and not over before the station has said for 0.4 s that it is shut,
//              with no power and always the same reading: the fence
//
// After a silence in which the station may have gone to its failsafe, a charge goes on only when car
// and release are found as they were left; otherwise it is over, since the next car may be there.
//
// Shut and open are written again and again: they are the sign of life that keeps the failsafe away,
// and they undo what anybody else wrote.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "hal/charge_ledger.hpp"
#include "hal/modbus/believed_meter.hpp"
#include "hal/modbus/registers.hpp"

namespace kerb::hal::modbus {

// Pure: no clock, file or wire. One thread at a time.
class ChargeCourse {
 public:
  // One look at the station. `after_silence`: nothing was known for longer than kShortSilence.
  struct Sight {
    Status status;
    Monotonic now{};
    Utc wall{};
    bool after_silence = false;
  };
  static constexpr Millis kShortSilence{5'000};

  enum class Wish { none, shut, open };

  // What a look leads to: first the note goes to the ledger, then the wish is written, then the
  // events are told. Without the note on the disk nothing is opened.
  struct Step {
    std::optional<LedgerEntry> note;
    Wish wish = Wish::none;
    std::vector<ControllerEvent> events;
  };

  // `renew_every`: how often wishes are repeated.
  ChargeCourse(const Evse& evse, Millis renew_every);

  // A charge for which the station was opened before Kerb ended: its record, and when it was noted.
  void restore(const LedgerEntry& entry, Monotonic noted);

  // ---- orders
  // Why not; empty when it is authorised now.
  std::optional<std::string> authorise(const ChargeKey& charge);
  // The note of a charge that never was opened; nothing when see() will bring the end.
  std::optional<LedgerEntry> end(const ChargeKey& charge, Utc wall);

  // ---- the world
  Step see(const Sight& sight);
  // The link is gone: the next look tells the state, whatever was told before.
  void lost() { reported_.reset(); }
  // Before and after the words for opening, and after those for shutting, were written.
  void opening(Monotonic now);
  void opened(Monotonic now) { written_ = now; }
  void shut(Monotonic now);

  // ---- what is known
  // Whether the station was told to be shut and does say so.
  bool is_shut() const { return shut_seen_; }
  // Of the present charge, as the last look said; phase none of any other.
  ChargeRecord record(const ChargeKey& charge) const;

 private:
  enum class Stage { waiting, preparing, active, ending };
  struct Charge {
    ChargeKey key;
    Stage stage = Stage::waiting;
    WattHours meter_start{};
    WattHours noted{};                 // the reading in the ledger
    Monotonic since{};                 // of the stage
    bool opened = false;               // and not seen shut since
    bool told = false;                 // ChargeStarted went out, maybe before a restart
    bool failed = false;               // the end of a start that came to nothing
    std::optional<StopReason> reason;  // of the end; none: Kerb's order
  };

  void look_at_meter(const Sight& sight);
  void look_at_release(const Sight& sight);
  void follow(const Sight& sight, Step& step);
  void wait_for_car(const Sight& sight, Step& step);
  void prepare(const Sight& sight, Step& step);
  void run(const Sight& sight, Step& step);
  void begin(Step& step);
  void finish(const Sight& sight, Step& step);
  void go_to_end(const Sight& sight, std::optional<StopReason> reason);
  void after_silence(const Sight& sight);
  std::optional<StopReason> ended_by(const Sight& sight) const;
  void wish(const Sight& sight, Step& step) const;
  void report(const Sight& sight, Step& step);
  EvseChanged present() const;
  bool energised() const;
  bool active() const { return charge_ && charge_->stage == Stage::active; }
  WattHours reading() const;
  EvseState state_of(const Status& status) const;
  LedgerEntry entry(ChargeRecord::Phase phase, Utc wall) const;

  Evse evse_;
  Millis renew_every_;
  BelievedMeter meter_;
  std::optional<Charge> charge_;
  bool used_ = false;       // a charge ended since this car was plugged in
  bool told_shut_ = false;  // and nothing else since
  std::optional<Monotonic> written_;
  std::optional<Monotonic> quiet_since_;  // nothing could flow, and nothing did
  bool shut_seen_ = false;                // for long enough
  std::optional<Status> last_;
  std::optional<EvseChanged> reported_;
  std::optional<Monotonic> sampled_;
};

}  // namespace kerb::hal::modbus
