// A tally written down and gone on from.
#include <algorithm>

#include "payment/tariff/tally.hpp"

namespace kerb::payment::tariff {
namespace {

bool in_range(std::int64_t value, std::int64_t most) {
  return value >= 0 && value <= most;
}

bool is_moment(std::int64_t at) {
  return at == kUnknown || (at >= kEarliest && at < kLatest);
}

bool is_sound(const CompiledTariff& tariff, const Tally::Noted& noted) {
  std::vector<bool> seen(tariff.size(), false);
  for (const Tally::Noted::Use& use : noted.uses) {
    if (use.component >= tariff.size() || seen[use.component]) return false;
    if (use.used.quantity < 1 || use.used.quantity > kMostEnergy) return false;
    if (use.used.first_at == kUnknown || !is_moment(use.used.first_at)) return false;
    seen[use.component] = true;
  }
  const auto is_component = [&](std::uint16_t at) {
    return at == Tally::kNone || at < tariff.size();
  };
  return std::all_of(noted.last.begin(), noted.last.end(), is_component) &&
         std::all_of(noted.unpriced.begin(), noted.unpriced.end(),
                     [](std::int64_t quantity) { return in_range(quantity, kMostEnergy); }) &&
         is_moment(noted.session_start) && is_moment(noted.latest) &&
         in_range(noted.energy, kMostEnergy) && in_range(noted.charging, kMostMillis) &&
         in_range(noted.idle, kMostMillis) && in_range(noted.total_time, kMostMillis);
}

}  // namespace

std::optional<Tally> Tally::resume(const CompiledTariff& tariff, const Noted& noted) {
  if (!is_sound(tariff, noted)) return std::nullopt;
  std::optional<Tally> tally(std::in_place, tariff);
  tally->session_start_ = noted.session_start;
  tally->latest_ = noted.latest;
  tally->energy_ = noted.energy;
  tally->charging_ = noted.charging;
  tally->idle_ = noted.idle;
  tally->total_time_ = noted.total_time;
  tally->flat_done_ = noted.flat_done;
  tally->reservation_flat_done_ = noted.reservation_flat_done;
  tally->unpriced_ = noted.unpriced;
  tally->last_ = noted.last;
  for (const Noted::Use& use : noted.uses) {
    tally->uses_[use.component] = use.used;
    tally->used_order_[tally->used_count_++] = use.component;
  }
  return tally;
}

Tally::Noted Tally::noted() const {
  Noted noted;
  for (const std::uint16_t component : used()) noted.uses.push_back({component, uses_[component]});
  noted.last = last_;
  noted.unpriced = unpriced_;
  noted.session_start = session_start_;
  noted.latest = latest_;
  noted.energy = energy_;
  noted.charging = charging_;
  noted.idle = idle_;
  noted.total_time = total_time_;
  noted.flat_done = flat_done_;
  noted.reservation_flat_done = reservation_flat_done_;
  return noted;
}

}  // namespace kerb::payment::tariff
