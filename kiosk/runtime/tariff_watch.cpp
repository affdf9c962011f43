#include "kiosk/runtime/tariff_watch.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "payment/tariff/lint.hpp"

namespace kerb::kiosk {
namespace {

using payment::tariff::FrozenTariff;

constexpr const char* kAdHoc = "AD_HOC_PAYMENT";
constexpr const char* kMember = "REGULAR";

// OCPP 2.1 TariffConditionsType, evseKind.
std::string kind_of(hal::ConnectorKind connector) {
  return connector == hal::ConnectorKind::type2 ? "AC" : "DC";
}

bool same(const TariffsChanged& one, const TariffsChanged& other) {
  return std::equal(one.sold.begin(), one.sold.end(), other.sold.begin(), other.sold.end(),
                    [](const auto& a, const auto& b) {
                      return a.evse == b.evse && a.ad_hoc == b.ad_hoc && a.members == b.members;
                    });
}

}  // namespace

hal::Result<TariffWatch> TariffWatch::create(const Config& config, Log log) {
  auto zone = payment::tariff::Zone::load(config.site.time_zone);
  if (!zone) return tl::make_unexpected(zone.error());
  return TariffWatch(config, std::move(*zone), std::move(log));
}

TariffWatch::TariffWatch(const Config& config, payment::tariff::Zone zone, Log log)
    : currency_(config.price.currency),
      law_(config.tariffs.law),
      zone_(std::move(zone)),
      log_(std::move(log)) {
  for (const hal::Evse& evse : config.controller.evses) {
    const auto ids = config.tariffs.ids.find(evse.id);
    const std::string kind = kind_of(evse.connector);
    evses_.push_back({evse.id, kind, evse.max_power,
                      ids == config.tariffs.ids.end() ? std::vector<std::string>() : ids->second});
    payment::tariff::Setting setting;
    setting.zone = zone_;
    setting.evse_kind = kind;
    books_.try_emplace(kind, config.tariffs.path, std::move(setting), config.tariffs.rounding);
  }
}

std::optional<TariffsChanged> TariffWatch::look(hal::Utc now) {
  std::vector<hal::Error> alarms;
  for (auto& [kind, book] : books_) {
    // Each book reads the same files: one of them tells what is wrong.
    auto found = book.refresh();
    if (alarms.empty()) alarms = std::move(found);
  }
  TariffsChanged changed;
  for (const Sold& sold : evses_) {
    const FrozenTariff::Ptr ad_hoc = find(sold, kAdHoc, now);
    if (ad_hoc == nullptr) {
      alarms.push_back({"tariff.none",
                        fmt::format("selling at EVSE {}: no tariff is valid", sold.evse),
                        "give one of the type AD_HOC_PAYMENT, or without a type"});
      continue;
    }
    if (!(ad_hoc->currency() == currency_)) {
      alarms.push_back({"tariff.currency",
                        fmt::format("selling at EVSE {}: its tariff {} is in {}", sold.evse,
                                    ad_hoc->tariff().id, ad_hoc->currency().code()),
                        fmt::format("the station sells in {}", currency_.code())});
      continue;
    }
    changed.sold.push_back({sold.evse, ad_hoc, find(sold, kMember, now)});
  }
  tell_alarms(std::move(alarms));
  if (last_ && same(*last_, changed)) return std::nullopt;
  unlawful_.clear();
  for (const auto& offer : changed.sold) {
    const auto sold = std::find_if(evses_.begin(), evses_.end(),
                                   [&](const Sold& one) { return one.evse == offer.evse; });
    judge(*sold, *offer.ad_hoc);
  }
  last_ = changed;
  return changed;
}

FrozenTariff::Ptr TariffWatch::find(const Sold& sold, const std::string& type, hal::Utc now) {
  payment::tariff::TariffWish wish;
  wish.ids = sold.ids;
  wish.type = type;
  return books_.at(sold.kind).find(wish, now.time_since_epoch().count());
}

void TariffWatch::tell_alarms(std::vector<hal::Error> alarms) {
  const auto known = [](const std::vector<hal::Error>& list, const hal::Error& one) {
    return std::any_of(list.begin(), list.end(),
                       [&](const hal::Error& other) { return other.sentence() == one.sentence(); });
  };
  for (const hal::Error& alarm : alarms) {
    if (!known(alarms_, alarm)) log_("tariffs: " + alarm.sentence());
  }
  if (!alarms_.empty() && alarms.empty()) log_("tariffs: all is well again");
  alarms_ = std::move(alarms);
}

void TariffWatch::judge(const Sold& sold, const FrozenTariff& tariff) {
  constexpr std::int64_t kMilliwatts = 1000;
  log_(fmt::format("EVSE {} sells under tariff {}", sold.evse, tariff.tariff().id));
  for (const auto& finding :
       payment::tariff::lint(tariff.tariff(), law_, sold.power.count * kMilliwatts, zone_)) {
    if (finding.severity == payment::tariff::Severity::note) continue;
    const std::string objection =
        fmt::format("tariff {}: {}: {} ({})", tariff.tariff().id, name_of(finding.severity),
                    finding.what, finding.article);
    log_(objection);
    if (finding.severity == payment::tariff::Severity::unlawful) unlawful_.push_back(objection);
  }
}

}  // namespace kerb::kiosk
