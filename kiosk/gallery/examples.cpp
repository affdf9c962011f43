#include "kiosk/gallery/examples.hpp"

#include "kiosk/gallery/sold_charge.hpp"

namespace kerb::kiosk::gallery {
namespace {

using namespace std::chrono_literals;
using payment::Money;

constexpr payment::Currency kEuro{};
constexpr hal::Utc kNow = std::chrono::sys_days{std::chrono::year{2026} / 11 / 22} + 13h + 32min;

PriceView price(std::int64_t micros) {
  PriceView view;
  view.per_kwh = UnitPrice{kEuro, {micros}};
  view.vat_percent = payment::Decimal{19'000'000};
  return view;
}

// A fast start, a plateau, and the slow way down that every fast charge ends with. Whole watts by
// integer arithmetic: a picture must not depend on a maths library.
std::vector<PowerPoint> curve() {
  std::vector<PowerPoint> points;
  for (int i = 0; i <= 60; ++i) {
    std::int64_t watts = 0;
    if (i < 8) {
      watts = 22'000 * i + 4'000;
    } else if (i < 26) {
      watts = 186'000 + (i * 7 % 5) * 900;
    } else {
      watts = 186'000 - (i - 26) * 1'080 + (i * 7 % 5) * 700;
    }
    points.push_back({hal::Seconds{i * 13}, {watts}});
  }
  return points;
}

}  // namespace

Money euro(std::int64_t cents) {
  return {cents, kEuro};
}

ConnectorView ccs(Availability availability) {
  ConnectorView connector;
  connector.evse = 1;
  connector.kind = hal::ConnectorKind::ccs2;
  connector.max_power = {300'000};
  connector.availability = availability;
  connector.price = price(590'000);
  return connector;
}

ConnectorView type2(Availability availability) {
  ConnectorView connector;
  connector.evse = 2;
  connector.kind = hal::ConnectorKind::type2;
  connector.max_power = {22'000};
  connector.availability = availability;
  connector.price = price(490'000);
  connector.tethered = false;
  return connector;
}

ConnectorView type2_in_use() {
  ConnectorView connector = type2(Availability::in_use);
  connector.soc_percent = 78;
  connector.free_in = 12min;
  return connector;
}

ConnectorView chademo(Availability availability) {
  ConnectorView connector = ccs(availability);
  connector.evse = 3;
  connector.kind = hal::ConnectorKind::chademo;
  connector.max_power = {50'000};
  return connector;
}

ConnectorView broken(ConnectorView connector, hal::ChargerFault fault) {
  connector.availability = Availability::out_of_service;
  connector.fault = fault;
  return connector;
}

ConnectorView updating(ConnectorView connector) {
  connector.availability = Availability::disabled;
  connector.maintenance = true;
  return connector;
}

ConnectorView nacs(Availability availability) {
  ConnectorView connector = ccs(availability);
  connector.evse = 4;
  connector.kind = hal::ConnectorKind::nacs;
  connector.max_power = {250'000};
  return connector;
}

Snapshot with(ScreenModel screen) {
  Snapshot snapshot;
  snapshot.revision = 1;
  snapshot.now = kNow;
  snapshot.at = hal::Monotonic{} + 1h;
  snapshot.site.operator_name = "Voltaro";
  snapshot.site.name = "Harbour Square · Bay 4";
  snapshot.site.evse_code = "DE*VLT*E1042";
  snapshot.site.helpline = "0800 724 5566";
  snapshot.connectors = {ccs(), type2_in_use()};
  snapshot.screen = std::move(screen);
  return snapshot;
}

Snapshot with_connectors(std::vector<ConnectorView> connectors, IdleModel model) {
  Snapshot snapshot = with(model);
  snapshot.connectors = std::move(connectors);
  return snapshot;
}

Snapshot in_session(ScreenModel screen) {
  Snapshot snapshot = with(std::move(screen));
  snapshot.session_code = "K7F3-2291";
  return snapshot;
}

ConnectorModel connector_model(ConnectorView connector) {
  return {.connector = std::move(connector),
          .hold = euro(5000),
          .released_within_days = 7,
          .cost_10_kwh = euro(590),
          .cost_30_kwh = euro(1770)};
}

TapModel tap_model(TapHint hint, hal::Lights lights) {
  TapModel model;
  model.connector = ccs();
  model.hold = euro(5000);
  model.hint = hint;
  model.lights = lights;
  return model;
}

TapModel dear_tap_model(TapHint hint) {
  TapModel model = tap_model(hint);
  model.hold = euro(8000);
  model.device_only_above = euro(5000);
  return model;
}

ChargingModel charging_model() {
  ChargingModel model;
  model.connector = ccs(Availability::in_use);
  model.energy = {21'437};
  model.power = {151'200};
  model.cost = euro(1265);
  model.elapsed = 13min + 12s;
  model.soc_percent = 64;
  model.to_80_percent = 18min;
  model.cost_at_80_percent = euro(2130);
  model.curve = curve();
  model.hold = euro(5000);
  model.card_last_four = "0010";
  model.card_stops = true;
  return model;
}

payment::Receipt receipt_model() {
  payment::Receipt receipt;
  receipt.number = "K7F3-2291";
  receipt.merchant = {"Voltaro GmbH", "Hafenstraße 12, 20457 Hamburg", "DE299988877",
                      "0800 724 5566"};
  receipt.site = "Harbour Square · Bay 4";
  receipt.evse_code = "DE*VLT*E1042*1";
  receipt.started = kNow - 31min;
  receipt.ended = kNow - 1min;
  receipt.meter_start = {1'284'112};
  receipt.meter_stop = {1'326'930};
  payment::sold::sell(receipt, payment::sold::per_kwh("0.59", "19"));
  receipt.card_label = "Visa Debit";
  receipt.card_last_four = "0010";
  receipt.approval_code = "831000";
  receipt.held = euro(5000);
  receipt.captured = true;
  return receipt;
}

}  // namespace kerb::kiosk::gallery
