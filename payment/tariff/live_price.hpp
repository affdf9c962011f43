// The price of a charge while it runs: one meter sample at a time, in constant time and memory and
// without an allocation. The tariff is the one that the charge began with; another one that comes
// meanwhile is for the next driver.
#pragma once

#include <cstdint>
#include <memory>

#include "payment/tariff/tally.hpp"

namespace kerb::payment::tariff {

struct MeterSample {
  std::int64_t at = 0;                     // UTC ms
  std::int64_t energy = 0;                 // nWh, the meter's register
  Activity activity = Activity::charging;  // since the sample before
  std::int64_t current = kUnknown;         // µA, summed over the phases
  std::int64_t power = kUnknown;           // mW; unknown: the mean since the sample before
};

// Not safe for use from several threads.
class LivePrice {
 public:
  // Why a sample was not taken. Nothing is lost: the meter counts on, and the next good sample
  // brings what this one had.
  enum class Verdict : std::uint8_t {
    taken,
    time_ran_backwards,
    meter_ran_backwards,
    out_of_range
  };

  // The charge, or the reservation before it, begins with this sample; its activity and current say
  // nothing yet.
  LivePrice(std::shared_ptr<const CompiledTariff> tariff, const MeterSample& first,
            Rounding rounding);

  // Goes on from where another one was written down, at its latest sample.
  LivePrice(std::shared_ptr<const CompiledTariff> tariff, const MeterSample& latest,
            Rounding rounding, const Tally& tally);

  Verdict add(const MeterSample& sample);
  // What it would cost if it ended now.
  Bill bill() const { return tally_.bill(rounding_); }

  const Tally& tally() const { return tally_; }
  const MeterSample& latest() const { return latest_; }
  Rounding rounding() const { return rounding_; }
  const std::shared_ptr<const CompiledTariff>& tariff() const { return tariff_; }

 private:
  std::shared_ptr<const CompiledTariff> tariff_;
  Rounding rounding_;
  MeterSample latest_;
  Tally tally_;
};

}  // namespace kerb::payment::tariff
