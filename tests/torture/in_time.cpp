// What a charge may cost and how long it may last: it ends before the hold is used up and before the
// hold expires, as far as anybody could know and be told.
#include "payment/saga/pauses.hpp"
#include "payment/saga/steps.hpp"
#include "tests/torture/flat_price.hpp"
#include "tests/torture/oracle.hpp"
#include "tests/torture/world.hpp"

namespace kerb::torture {
namespace {

using payment::saga_steps::Match;

// A meter that says nothing for so long is asked, and answers within the charger's patience.
constexpr Time kLongestSilence = payment::kSilentMeter.count() + 10 * kSecond;

}  // namespace

std::int64_t Oracle::payable(const File& it) const {
  const payment::Money held{std::max<std::int64_t>(0, it.held), world_.price().currency};
  return energy_for(world_.price(), held).count;
}

std::optional<Reading> Oracle::reading_in(const kiosk::StationEvent& event) {
  const auto running = [&](SessionNumber session, hal::WattHours energy) -> std::optional<Reading> {
    const File& it = file(session);
    if (it.acked.state != kIs<payment::Delivering> || it.charging_card) return std::nullopt;
    return Reading{session, energy.count, energy.count <= world_.charger.meter(it.bay)};
  };
  if (const auto* told = std::get_if<kiosk::SessionEvent>(&event)) {
    const auto* found = std::get_if<payment::ChargeFound>(&told->event);
    const bool active = found != nullptr && found->record &&
                        found->record->phase == hal::ChargeRecord::Phase::active;
    if (!active) return std::nullopt;
    return running(number_in(told->session), found->record->meter_now);
  }
  const auto* report = std::get_if<hal::ControllerEvent>(&event);
  const auto* sample = report == nullptr ? nullptr : std::get_if<hal::MeterSample>(report);
  if (sample == nullptr) return std::nullopt;
  for (const SessionNumber session : open_) {
    if (file(session).bay != sample->evse - 1) continue;
    if (auto reading = running(session, sample->energy)) return reading;
  }
  return std::nullopt;
}

// The reading at which the hold is used up is the last one: the order to stop leaves in the same
// step.
void Oracle::heard(const Reading& reading) {
  const File& it = file(reading.session);
  if (!reading.possible) {
    return expect(it.doubts > 0, Invariant::doubts_are_told, reading.session,
                  "the meter says what cannot be, and no alarm is in the journal");
  }
  if (it.acked.state != kIs<payment::Delivering>) return;
  expect(reading.register_wh - it.acked.meter_start < payable(it), Invariant::stops_in_time,
         reading.session, "the hold is used up, the kiosk knows it and the charge goes on");
}

// Energy beyond the hold: only what flowed until the next reading was due, at most the time a
// silent meter is left alone. The order to stop arrives at once, or there is an excuse.
void Oracle::judge_end(SessionNumber session) {
  const File& it = file(session);
  const ChargeTruth& truth = world_.charger.truth(session);
  if (it.charging_card || truth.watts == 0) return;
  const std::int64_t over = truth.energy() - payable(it);
  if (over <= 0) return;
  const Time lasted = over * 3600 * kSecond / truth.watts;
  // Whoever answers what cannot be is asked for a while longer.
  const bool doubted = truth.said > truth.stop;
  if (lasted <= kLongestSilence + (doubted ? payment::kDoubtedAtMost.count() : 0)) return;
  if (world_.trouble_within(truth.ended_at - lasted - kLongestSilence, truth.ended_at)) {
    return world_.excuse();
  }
  violation(Invariant::stops_in_time, session,
            fmt::format("{} Wh flowed for {} s beyond the hold", over, lasted / kSecond));
}

void Oracle::judge_expiry(SessionNumber session) {
  const File& it = file(session);
  const ChargeTruth& truth = world_.charger.truth(session);
  const auto& holds = world_.holds_of(session);
  if (it.charging_card || truth.watts == 0 || holds.empty()) return;
  const BankHold& hold = holds.front();
  const Time life = hold.expires_at - truth.began_at;
  const Time notice = std::min<Time>(payment::kBeforeExpiry.count(), life / 2);
  // Too short to be noticed between two readings, not used, or settled long before.
  if (notice <= kLongestSilence || truth.energy() == 0 || truth.ended_at == 0) return;
  const Time ordered = it.capture_ordered_at;
  const bool due = it.ever & (1U << static_cast<unsigned>(kIs<payment::Capturing>));
  if (!due || (ordered >= 0 && ordered < hold.expires_at)) return;
  if (world_.trouble_within(hold.expires_at - notice - kLongestSilence, hold.expires_at) ||
      world_.clock_jump_within(truth.began_at - kHour, hold.expires_at)) {
    return world_.excuse();
  }
  violation(Invariant::captured_before_expiry, session, "the hold expired before its capture");
}

}  // namespace kerb::torture
