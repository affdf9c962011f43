#include "kiosk/simulator/journey_deed.hpp"

namespace kerb::kiosk::journey {

Verdict perform(Stage& stage, const Tap& tap) {
  stage.tap_card(tap.card);
  return std::nullopt;
}
Verdict perform(Stage& stage, const TapTwoCards&) {
  stage.tap_two_cards();
  return std::nullopt;
}
Verdict perform(Stage& stage, const Press& press) {
  return verdict_of(stage.press(press.key), "a keypad");
}
Verdict perform(Stage& stage, const Plug& plug) {
  stage.plug(plug.evse);
  return std::nullopt;
}
Verdict perform(Stage& stage, const Unplug& unplug) {
  stage.unplug(unplug.evse);
  return std::nullopt;
}
Verdict perform(Stage& stage, const CarTakes& takes) {
  stage.car_takes(takes.evse, takes.at_most);
  return std::nullopt;
}
Verdict perform(Stage& stage, const CarSoc& soc) {
  stage.car_soc(soc.evse, soc.percent);
  return std::nullopt;
}
Verdict perform(Stage& stage, const SiteGives& gives) {
  stage.site_gives(gives.at_most);
  return std::nullopt;
}
Verdict perform(Stage& stage, const ReaderOn& reader) {
  stage.reader_on(reader.on);
  return std::nullopt;
}
Verdict perform(Stage& stage, const ChargerReachable& charger) {
  stage.charger_reachable(charger.reachable);
  return std::nullopt;
}
Verdict perform(Stage& stage, const StartFails& start) {
  stage.fail_next_start(start.evse);
  return std::nullopt;
}
Verdict perform(Stage& stage, const ConnectorFault& fault) {
  stage.connector_fault(fault.evse, fault.fault);
  return std::nullopt;
}
Verdict perform(Stage& stage, const KeepConnector& kept) {
  stage.keep(kept.evse, kept.how);
  return std::nullopt;
}
Verdict perform(Stage& stage, const PhonePays& phone) {
  stage.phone_pays(phone.evse, phone.on);
  return std::nullopt;
}
Verdict perform(Stage& stage, const PagePaid& page) {
  stage.page_paid(page.accepted);
  return std::nullopt;
}
Verdict perform(Stage& stage, const ChargePauses& pause) {
  stage.interrupt(pause.evse, pause.why, pause.fault);
  return std::nullopt;
}
Verdict perform(Stage& stage, const PowerHeldTo& held) {
  stage.hold_power(held.evse, held.by, held.to);
  return std::nullopt;
}
Verdict perform(Stage& stage, const LockJams& lock) {
  stage.jam_lock(lock.evse, lock.jammed);
  return std::nullopt;
}
Verdict perform(Stage& stage, const EmergencyStop& stop) {
  stage.emergency_stop(stop.pressed);
  return std::nullopt;
}
Verdict perform(Stage& stage, const Bank& bank) {
  return verdict_of(stage.bank(bank.mood), "a bank that can be told how to be");
}
Verdict perform(Stage& stage, const TariffBecomes& tariff) {
  return verdict_of(stage.tariff_becomes(tariff.file), "a tariff that can be put in place");
}
Verdict perform(Stage& stage, const Blackout& dark) {
  return verdict_of(stage.blackout(dark.span), "a station that starts again");
}

Verdict perform(Stage& stage, const PowerCut&) {
  return verdict_of(stage.power_cut(), "a kiosk that starts again");
}

Verdict perform(Stage& stage, const TerminalOrder& order) {
  return verdict_of(stage.terminal(order.order), "a payment terminal that does so");
}

}  // namespace kerb::kiosk::journey
