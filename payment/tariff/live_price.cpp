#include "payment/tariff/live_price.hpp"

#include <utility>

namespace kerb::payment::tariff {

LivePrice::LivePrice(std::shared_ptr<const CompiledTariff> tariff, const MeterSample& first,
                     Rounding rounding)
    : tariff_(std::move(tariff)), rounding_(rounding), latest_(first), tally_(*tariff_) {}

LivePrice::LivePrice(std::shared_ptr<const CompiledTariff> tariff, const MeterSample& latest,
                     Rounding rounding, const Tally& tally)
    : tariff_(std::move(tariff)), rounding_(rounding), latest_(latest), tally_(tally) {}

LivePrice::Verdict LivePrice::add(const MeterSample& sample) {
  if (sample.at < latest_.at) return Verdict::time_ran_backwards;
  if (sample.energy < latest_.energy) return Verdict::meter_ran_backwards;
  if (latest_.at < kEarliest || sample.at >= kLatest) return Verdict::out_of_range;
  Segment segment;
  segment.from = latest_.at;
  segment.until = sample.at;
  // A register that jumps by more than any charge must not overflow on the way to its refusal.
  if (__builtin_sub_overflow(sample.energy, latest_.energy, &segment.energy)) {
    return Verdict::out_of_range;
  }
  segment.time = sample.activity == Activity::withheld ? 0 : sample.at - latest_.at;
  segment.activity = sample.activity;
  segment.least_current = segment.greatest_current = sample.current;
  segment.least_power = segment.greatest_power = sample.power;
  assume_mean_power(segment);
  if (tally_.add(segment) != Tally::Fault::none) return Verdict::out_of_range;
  latest_ = sample;
  return Verdict::taken;
}

}  // namespace kerb::payment::tariff
