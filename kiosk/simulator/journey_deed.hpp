// What a driver's hands and the world do in a story, done on a stage. A verdict is a deed that the
// stage could not do.
#pragma once

#include "kiosk/simulator/journey.hpp"
#include "kiosk/simulator/journey_expectation.hpp"

namespace kerb::kiosk::journey {

Verdict perform(Stage& stage, const Tap& tap);
Verdict perform(Stage& stage, const TapTwoCards& tap);
Verdict perform(Stage& stage, const Press& press);
Verdict perform(Stage& stage, const Plug& plug);
Verdict perform(Stage& stage, const Unplug& unplug);
Verdict perform(Stage& stage, const CarTakes& takes);
Verdict perform(Stage& stage, const CarSoc& soc);
Verdict perform(Stage& stage, const SiteGives& gives);
Verdict perform(Stage& stage, const ReaderOn& reader);
Verdict perform(Stage& stage, const ChargerReachable& charger);
Verdict perform(Stage& stage, const StartFails& start);
Verdict perform(Stage& stage, const ConnectorFault& fault);
Verdict perform(Stage& stage, const KeepConnector& kept);
Verdict perform(Stage& stage, const PhonePays& phone);
Verdict perform(Stage& stage, const PagePaid& page);
Verdict perform(Stage& stage, const ChargePauses& pause);
Verdict perform(Stage& stage, const PowerHeldTo& held);
Verdict perform(Stage& stage, const LockJams& lock);
Verdict perform(Stage& stage, const Bank& bank);
Verdict perform(Stage& stage, const EmergencyStop& stop);
Verdict perform(Stage& stage, const TariffBecomes& tariff);
Verdict perform(Stage& stage, const PowerCut& cut);
Verdict perform(Stage& stage, const Blackout& dark);
Verdict perform(Stage& stage, const BackEndCost& cost);
Verdict perform(Stage& stage, const BackEndShows& shows);
Verdict perform(Stage& stage, const BackEndClears& clears);
Verdict perform(Stage& stage, const BackEndThere& link);
Verdict perform(Stage& stage, const ClockRight& clock);
Verdict perform(Stage& stage, const TerminalOrder& order);

template <typename T>
Verdict verdict_of(const hal::Result<T>& result, const char* expected) {
  if (result) return std::nullopt;
  return Mismatch{expected, result.error().sentence(), ""};
}

}  // namespace kerb::kiosk::journey
