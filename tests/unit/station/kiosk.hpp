// A station whose clock and outside are played by the test.
#pragma once

#include <algorithm>
#include <optional>
#include <string>

#include "kiosk/station/station.hpp"
#include "tests/sold_charge.hpp"

namespace kerb::kiosk {

inline const payment::Currency kEuro{};

inline StationSettings settings(int connectors = 2) {
  StationSettings out;
  out.currency = kEuro;
  out.tariff = payment::test::per_kwh("0.59", "19");
  out.payment.hold = payment::Money(5000, kEuro);
  for (int evse = 1; evse <= connectors; ++evse) {
    // So much power that a test may charge in no time: see MeterBelief.
    out.evses.push_back({evse, hal::ConnectorKind::ccs2, {100'000'000}, true});
  }
  return out;
}

inline payment::CardPresentation card(const std::string& fingerprint) {
  payment::CardPresentation out;
  out.identity = {payment::Scheme::visa, "Visa Debit", "0010", fingerprint};
  return out;
}

// A kiosk whose clock and outside are played by the test.
class Kiosk {
 public:
  explicit Kiosk(int connectors = 2) : Kiosk(settings(connectors)) {}
  explicit Kiosk(const StationSettings& settings) : station_(make_station(settings, now())) {
    feed(ReaderChanged{true});
    for (const hal::Evse& evse : settings.evses) becomes(evse.id, hal::EvseState::available);
  }

  StationStep& feed(const StationEvent& event) {
    last_ = step(std::move(station_), event, now());
    station_ = last_.station;
    return last_;
  }
  StationStep& act(const Intent& intent) { return feed(intent); }
  StationStep& becomes(hal::EvseId evse, hal::EvseState state,
                       hal::ChargerFault fault = hal::ChargerFault::none) {
    return feed(hal::ControllerEvent{hal::EvseChanged{evse, state, fault}});
  }
  // Returns how often it beeped meanwhile.
  int pass(hal::Millis span) {
    int beeps = 0;
    while (span > hal::Millis{0}) {
      const hal::Millis part = std::min<hal::Millis>(span, hal::Seconds{1});
      passed_ += part;
      span -= part;
      for (const StationEffect& effect : feed(Tick{}).effects) {
        beeps += std::holds_alternative<Sound>(effect) ? 1 : 0;
      }
    }
    return beeps;
  }
  StationStep& tap(const std::string& fingerprint, char session = 'a') {
    return feed(Tapped{CardRead{card(fingerprint)}, std::string(32, session)});
  }
  std::string screen() const { return std::string(screen_name(snapshot().screen)); }
  Snapshot snapshot() const { return snapshot_of(station_, now()); }
  const Station& station() const { return station_; }
  const StationStep& last() const { return last_; }
  Now now() const { return {hal::Monotonic(hal::Millis(500'000) + passed_), hal::Utc(passed_)}; }

  // From the first screen to the wish for a cable.
  void pay(char session = 'a') {
    act(ChooseConnector{1});
    act(Pay{});
    tap("card-one", session);
    answer(session, payment::HoldAnswered{payment::Approved{
                        payment::Hold{"ref", payment::Money(5000, kEuro), {}, "831000"}}});
  }
  // From the first screen to energy flowing at connector 1.
  void charge(char session = 'a') {
    pay(session);
    becomes(1, hal::EvseState::preparing);
    feed(hal::ControllerEvent{hal::ChargeStarted{1, std::string(32, session), {1'000}}});
    becomes(1, hal::EvseState::charging);
    meter(1, 1'000);
  }
  void meter(hal::EvseId evse, std::int64_t energy, std::optional<int> soc = std::nullopt) {
    feed(hal::ControllerEvent{hal::MeterSample{evse, {energy}, {100'000}, soc}});
  }
  StationStep& answer(char session, const payment::SagaEvent& event) {
    return feed(SessionEvent{std::string(32, session), event});
  }

 private:
  hal::Millis passed_{0};
  Station station_;
  StationStep last_;
};

}  // namespace kerb::kiosk
