// Screens that show tariffs: the very views that the station makes of them.
#include "kiosk/gallery/tariff_fixtures.hpp"

#include <cstdlib>

namespace kerb::kiosk::gallery {
namespace {

using namespace std::
    chrono_literals;  // NOLINT(google-build-using-namespace) times read badly without
using payment::tariff::FrozenTariff;

// 22 November 2026, 14:32 in Berlin.
constexpr hal::Utc kNow = std::chrono::sys_days{std::chrono::year{2026} / 11 / 22} + 13h + 32min;

constexpr const char* kDayAndNight = R"({"id":"day-and-night","currency":"EUR",
  "tax_included":"YES","min_price":{"after_taxes":1.00},"elements":[
  {"price_components":[{"type":"ENERGY","price":0.39,"vat":19,"step_size":1}],
   "restrictions":{"start_time":"22:00","end_time":"06:00"}},
  {"price_components":[{"type":"ENERGY","price":0.49,"vat":19,"step_size":1}],
   "restrictions":{"start_time":"11:00","end_time":"16:00"}},
  {"price_components":[{"type":"ENERGY","price":0.69,"vat":19,"step_size":1},
   {"type":"PARKING_TIME","price":6.00,"vat":19,"step_size":60}]}]})";
constexpr const char* kOnTop = R"({"id":"us","currency":"USD","tax_included":"NO","elements":[
  {"price_components":[{"type":"ENERGY","price":0.48,"vat":8.25,"step_size":1}]}]})";
constexpr const char* kFree = R"({"id":"free","currency":"EUR","tax_included":"YES","elements":[
  {"price_components":[{"type":"FLAT","price":0,"vat":19,"step_size":1}]}]})";

FrozenTariff::Ptr read(const char* text) {
  payment::tariff::Setting setting;
  auto zone = payment::tariff::Zone::load("Europe/Berlin");
  if (!zone) std::abort();
  setting.zone = std::move(*zone);
  auto tariff =
      FrozenTariff::read(text, "a fixture", std::move(setting), payment::tariff::Rounding::half_up);
  if (!tariff) std::abort();
  return std::move(*tariff);
}

payment::Money euro(std::int64_t cents) {
  return {cents, payment::Currency{}};
}

void price(Snapshot& snapshot, const FrozenTariff::Ptr& tariff, payment::TaxStyle style) {
  for (ConnectorView& connector : snapshot.connectors) {
    connector.price = price_view(tariff, kNow, style);
  }
}

Fixture tariff_screen(const char* name, const Snapshot& base, const char* text,
                      payment::TaxStyle style, std::string note) {
  const FrozenTariff::Ptr tariff = read(text);
  Snapshot snapshot = base;
  price(snapshot, tariff, style);
  snapshot.screen =
      TariffModel{snapshot.connectors.front(), day_view(tariff, kNow, style), std::move(note)};
  return {name, snapshot};
}

Fixture connector_screen(const char* name, const Snapshot& base, const char* text,
                         payment::TaxStyle style, payment::Money hold) {
  Snapshot snapshot = base;
  price(snapshot, read(text), style);
  snapshot.screen = ConnectorModel{.connector = snapshot.connectors.front(),
                                   .hold = hold,
                                   .released_within_days = 7,
                                   .cost_10_kwh = euro(490),
                                   .cost_30_kwh = euro(1490)};
  return {name, snapshot};
}

CostModel with_parts(ChargingModel model) {
  using Kind = payment::ReceiptLine::Kind;
  const payment::Currency euros;
  model.cost = euro(1265);
  return {std::move(model),
          {
              {Kind::energy, false, {11'437}, {}, UnitPrice{euros, {690'000}}, euro(789)},
              {Kind::energy, false, {7'000}, {}, UnitPrice{euros, {490'000}}, euro(343)},
              {Kind::parking, false, {}, 13min, UnitPrice{euros, {6'000'000}}, euro(133)},
          }};
}

}  // namespace

std::vector<Fixture> tariff_fixtures(const Snapshot& idle, const Snapshot& charging) {
  std::vector<Fixture> all;
  const auto on_top = payment::TaxStyle::on_top;
  const auto with_tax = payment::TaxStyle::included;
  all.push_back(tariff_screen("tariff", idle, kDayAndNight, with_tax,
                              "Green energy at night: cheaper from 22:00 to 06:00."));
  all.push_back(tariff_screen("tariff.on_top", idle, kOnTop, on_top, {}));
  all.push_back(tariff_screen("tariff.free", idle, kFree, with_tax, {}));
  all.push_back(connector_screen("connector.parts", idle, kDayAndNight, with_tax, euro(5000)));
  all.push_back(connector_screen("connector.on_top", idle, kOnTop, on_top, euro(5000)));
  Snapshot parts = idle;
  price(parts, read(kDayAndNight), with_tax);
  all.push_back({"idle.parts", parts});

  const auto notice = [&](const char* name, const PriceNotice& wanted) {
    Snapshot snapshot = charging;
    ChargingModel model = std::get<ChargingModel>(charging.screen);
    model.price_notice = wanted;
    snapshot.screen = model;
    all.push_back({name, snapshot});
  };
  const payment::Currency euros;
  notice("charging.price_changes",
         {PriceNotice::Kind::price_changes, 250s, kNow + 250s, UnitPrice{euros, {690'000}}, false});
  notice("charging.idle_begins", {PriceNotice::Kind::idle_fee_begins, 580s, kNow + 580s,
                                  UnitPrice{euros, {100'000}}, false});
  notice("charging.idle_runs",
         {PriceNotice::Kind::idle_fee_runs, 0s, kNow, UnitPrice{euros, {5'000'000}}, true});
  Snapshot cost = charging;
  cost.screen = CostModel{with_parts(std::get<ChargingModel>(charging.screen))};
  all.push_back({"cost", cost});
  return all;
}

}  // namespace kerb::kiosk::gallery
