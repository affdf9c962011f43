// From the station to what a driver may see: which screen, and every figure on it.
#include <algorithm>

#include "kiosk/station/notices.hpp"
#include "kiosk/station/session_view.hpp"
#include "kiosk/station/steps.hpp"
#include "payment/plain_line.hpp"
#include "payment/saga/steps.hpp"

namespace kerb::kiosk::steps {
namespace {

using payment::saga_steps::Match;

constexpr std::size_t kLongestWords = 1024;  // octets

// Its driver is at the phone with the page open, and nothing is held yet.
bool paid_on_a_phone(const Station& station, const Bay& bay) {
  if (!bay.session) return false;
  const auto found = station.sessions.find(*bay.session);
  return found != station.sessions.end() && may_be_paid_by_phone(found->second.saga);
}

Availability availability(const Station& station, const Bay& bay) {
  if (!station.link_up) return Availability::unknown;
  switch (bay.state) {
    case hal::EvseState::unknown:
      return Availability::unknown;
    case hal::EvseState::reserved:
      return Availability::reserved;
    case hal::EvseState::disabled:
      return Availability::disabled;
    case hal::EvseState::out_of_service:
      return Availability::out_of_service;
    case hal::EvseState::finished:
      return Availability::finishing;
    case hal::EvseState::quiet:
    case hal::EvseState::available:
    case hal::EvseState::plugged:
      if (paid_on_a_phone(station, bay)) return Availability::paying_elsewhere;
      if (bay.session) return Availability::in_use;
      if (bay.paying_elsewhere_until) return Availability::paying_elsewhere;
      // Nothing can be sold without a price.
      if (bay.offer.ad_hoc == nullptr) return Availability::out_of_service;
      if (bay.state == hal::EvseState::quiet) return Availability::untold;
      return bay.state == hal::EvseState::plugged ? Availability::plugged : Availability::free;
    case hal::EvseState::preparing:
    case hal::EvseState::charging:
    case hal::EvseState::paused_by_car:
    case hal::EvseState::paused_by_station:
      return Availability::in_use;
  }
  return Availability::unknown;
}

std::optional<OutOfServiceModel> out_of_service(const Station& station) {
  if (!station.journal_healthy || !station.journal_has_room)
    return OutOfServiceModel{OutOfServiceReason::journal, "K-901"};
  const auto all = [&](hal::EvseState state) {
    return std::all_of(station.bays.begin(), station.bays.end(),
                       [&](const Bay& bay) { return bay.state == state; });
  };
  if (!station.link_up) {
    const bool never_heard = all(hal::EvseState::unknown) && station.revision < 2;
    if (never_heard) return OutOfServiceModel{OutOfServiceReason::starting, "K-900"};
    return OutOfServiceModel{OutOfServiceReason::charger, "K-902"};
  }
  const bool nowhere = std::all_of(station.bays.begin(), station.bays.end(), [](const Bay& bay) {
    return bay.state == hal::EvseState::out_of_service || bay.state == hal::EvseState::disabled;
  });
  if (nowhere) {
    return OutOfServiceModel{OutOfServiceReason::all_connectors, "K-903"};
  }
  return std::nullopt;
}

// Above the acquirer's limit only a phone or watch can pay, and its owner hears it before the tap.
std::optional<payment::Money> device_only_above(const Station& station, const Bay& bay) {
  const payment::Money& limit = station.settings->payment.device_only_above;
  if (!less(limit, bay.offer.hold)) return std::nullopt;
  return limit;
}

ConnectorModel connector_model(const Station& station, const Bay& bay, Now now) {
  return {.connector = connector_view(station, bay, now),
          .hold = bay.offer.hold,
          .device_only_above = device_only_above(station, bay),
          .released_within_days = station.settings->payment.released_within_days,
          .cost_10_kwh = cost_ahead(bay, {10'000}, now),
          .cost_30_kwh = cost_ahead(bay, {30'000}, now)};
}

// The operator's own words in the driver's language, else in the first one that is given.
std::string note_of(const payment::tariff::Tariff& tariff, const std::string& locale) {
  const auto& texts = tariff.alternative_texts;
  const auto own = std::find_if(texts.begin(), texts.end(), [&](const auto& text) {
    return !text.language.empty() && locale.starts_with(text.language);
  });
  if (own != texts.end()) return own->text;
  return texts.empty() ? std::string() : texts.front().text;
}

TariffModel tariff_model(const Station& station, const Bay& bay, Now now) {
  TariffModel model;
  model.connector = connector_view(station, bay, now);
  if (bay.offer.ad_hoc == nullptr) return model;
  model.day = day_view(bay.offer.ad_hoc, now.utc, station.settings->price_style);
  model.note = note_of(bay.offer.ad_hoc->tariff(), station.preferences.locale);
  return model;
}

TapModel tap_model(const Station& station, const AtTap& at, Now now) {
  TapHint known = at.hint == TapHint::reader_lost ? TapHint::present : at.hint;
  // The code went while its driver looked at it: the back end is away, or the clock is not trusted.
  if (at.by_phone && known == TapHint::present) known = TapHint::phone_withdrawn;
  const Bay& bay = bay_at(station, at.evse);
  TapModel model{.connector = connector_view(station, bay, now),
                 .hold = bay.offer.hold,
                 .device_only_above = device_only_above(station, bay),
                 .hint = station.reader_ready ? known : TapHint::reader_lost,
                 .lights = station.reader_ready ? hal::Lights::ready_to_read : hal::Lights::off,
                 .attempts = at.misread,
                 .phone_offered = phone_offered(station, bay),
                 .at_terminal = station.settings->cards_at_terminal};
  if (model.hint == TapHint::other_card) model.scheme = at.scheme;
  if (model.hint == TapHint::device_only) {
    model.device_only_above = station.settings->payment.device_only_above;
  }
  return model;
}

// The page of the back end's code; nothing while there is none.
std::optional<ScanModel> code_model(const Station& station, const Bay& bay, Now now) {
  const auto code = shown_code(station, bay, now);
  if (!code) return std::nullopt;
  ScanModel model{.connector = connector_view(station, bay, now), .hold = bay.offer.hold};
  model.stage = ScanModel::Stage::open;
  model.address = code->address;
  model.left = std::chrono::ceil<hal::Seconds>(code->changes - now.utc);
  model.sold_by_back_end = true;
  return model;
}

ScreenModel page_model(const Station& station, Now now) {
  const auto home = [&](bool choose_first) -> ScreenModel {
    if (auto closed = out_of_service(station)) return *closed;
    return IdleModel{station.reader_ready, choose_first, stray_tap(station, now)};
  };
  return std::visit(
      Match{[&](const AtHome& at) { return home(at.choose_first); },
            [&](const AtConnector& at) -> ScreenModel {
              if (auto closed = out_of_service(station)) return *closed;
              return connector_model(station, bay_at(station, at.evse), now);
            },
            [&](const AtTariff& at) -> ScreenModel {
              if (auto closed = out_of_service(station)) return *closed;
              return tariff_model(station, bay_at(station, at.evse), now);
            },
            [&](const AtTap& at) -> ScreenModel {
              if (auto closed = out_of_service(station)) return *closed;
              if (at.by_phone) {
                if (auto code = code_model(station, bay_at(station, at.evse), now)) return *code;
              }
              return tap_model(station, at, now);
            },
            [&](const AtSession& at) -> ScreenModel {
              // Memory may be ahead of the books then, and nothing that they do not say is shown.
              if (!station.journal_healthy) return home(false);
              const Session* on = session_on_screen(station);
              return on == nullptr ? home(false) : session_screen(station, *on, at, now);
            },
            [&](const AtTrouble& at) -> ScreenModel {
              return failure(at.kind, HoldFate::none, station.settings->payment.hold, true);
            }},
      station.page);
}

}  // namespace

std::optional<StrayTap> stray_tap(const Station& station, Now now) {
  if (station.stray_tap.until <= now.monotonic) return std::nullopt;
  return station.stray_tap.tap;
}

const Bay& bay_at(const Station& station, hal::EvseId evse) {
  const auto found = std::find_if(station.bays.begin(), station.bays.end(),
                                  [&](const Bay& bay) { return bay.evse.id == evse; });
  return found == station.bays.end() ? station.bays.front() : *found;
}

ConnectorView connector_view(const Station& station, const Bay& bay, Now now) {
  ConnectorView view;
  view.evse = bay.evse.id;
  view.kind = bay.evse.connector;
  view.max_power = bay.evse.max_power;
  view.availability = availability(station, bay);
  view.price = bay.offer.view;
  view.fault = bay.fault;
  view.tethered = bay.evse.tethered;
  view.maintenance = bay.maintenance;
  if (!view.price) {
    const auto* words = in_language(station.default_price, station.preferences.locale);
    if (words != nullptr) view.price_words = payment::plain_line(words->content, kLongestWords);
  }
  if (view.availability == Availability::in_use) {
    view.soc_percent = bay.soc_percent;
    view.free_in = minutes_to_80(bay, now.monotonic);
  }
  return view;
}

ScreenModel screen_model(const Station& station, Now now) {
  if (const auto* help = std::get_if<HelpModel>(&station.overlay)) {
    return HelpModel{help->topic, stuck_plug(station)};
  }
  if (const auto* report = std::get_if<ReportModel>(&station.overlay)) return *report;
  if (const auto* open = std::get_if<LanguagesModel>(&station.overlay)) return *open;
  if (const auto* asked = std::get_if<UnlockModel>(&station.overlay)) return *asked;
  if (const auto* read = std::get_if<NoticesModel>(&station.overlay)) return *read;
  return page_model(station, now);
}

}  // namespace kerb::kiosk::steps

namespace kerb::kiosk {

Snapshot snapshot_of(const Station& station, Now now) {
  Snapshot snapshot;
  snapshot.revision = station.revision;
  snapshot.now = now.utc;
  snapshot.at = now.monotonic;
  snapshot.site = station.settings->site;
  snapshot.preferences = station.preferences;
  for (const Bay& bay : station.bays) {
    snapshot.connectors.push_back(steps::connector_view(station, bay, now));
  }
  if (const Session* on = steps::session_on_screen(station)) {
    snapshot.session_code = session_code(on->saga.terms.session);
  }
  if (const auto end = steps::leaving_at(station, now.monotonic)) {
    snapshot.leaving_in =
        std::chrono::ceil<hal::Seconds>(std::max(hal::Millis{0}, *end - now.monotonic));
  }
  snapshot.notices = notices_of(station, now);
  snapshot.screen = steps::screen_model(station, now);
  return snapshot;
}

}  // namespace kerb::kiosk
