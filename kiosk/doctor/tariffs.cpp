#include "kiosk/doctor/tariffs.hpp"

#include <fmt/format.h>

#include "kiosk/runtime/tariff_watch.hpp"

namespace kerb::kiosk::doctor {
namespace {

constexpr const char* kCheck = "tariffs";

std::string sold_words(const TariffsChanged& sold) {
  std::string words;
  for (const auto& one : sold.sold) {
    words += fmt::format("{}EVSE {} sells under {}", words.empty() ? "" : ", ", one.evse,
                         one.ad_hoc->tariff().id);
  }
  return words;
}

}  // namespace

std::vector<Finding> examine_tariffs(const Config& config, hal::Utc now) {
  std::vector<Finding> findings;
  if (config.tariffs.path.empty()) return findings;
  auto watch = TariffWatch::create(config, [](const std::string&) {});
  if (!watch) {
    return {{kCheck, Verdict::fail, watch.error().tried, watch.error().remedy}};
  }
  const auto sold = watch->look(now);
  for (const hal::Error& alarm : watch->alarms()) {
    findings.push_back({kCheck, Verdict::fail, alarm.tried, alarm.remedy});
  }
  for (const std::string& objection : watch->unlawful()) {
    findings.push_back({kCheck, Verdict::warn, objection,
                        "Change the tariff, or [price] law; kerb price --lint says it all."});
  }
  if (findings.empty() && sold) findings.push_back({kCheck, Verdict::pass, sold_words(*sold), {}});
  return findings;
}

}  // namespace kerb::kiosk::doctor
