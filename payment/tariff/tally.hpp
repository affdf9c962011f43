// Adds up a charge, stretch by stretch, and says at any moment what it costs so far. A stretch may
// be a whole charging period of a CDR or the second between two meter samples: both ways lead
// through here, so both come to the same amount. No allocation, and a time that depends on the
// tariff only.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <vector>

#include "payment/tariff/bill.hpp"
#include "payment/tariff/compiled_tariff.hpp"

namespace kerb::payment::tariff {

// `withheld`: the car asks for power and the station gives none, such as under load management. OCPI
// 2.3.0 counts that neither as charging nor as parking, so its time costs nothing.
enum class Activity : std::uint8_t {
  charging,
  parking,
  reservation,
  expired_reservation,
  withheld
};

// A stretch of a charge in which nothing but the clock and the meter moved.
struct Segment {
  std::int64_t from = 0;    // UTC milliseconds
  std::int64_t until = 0;   // not before `from`
  std::int64_t energy = 0;  // nWh, spread evenly over the stretch
  std::int64_t time = 0;    // billable ms of the activity, spread evenly
  Activity activity = Activity::charging;
  std::int64_t least_current = kUnknown;  // µA, summed over the phases
  std::int64_t greatest_current = kUnknown;
  std::int64_t least_power = kUnknown;  // mW
  std::int64_t greatest_power = kUnknown;
};

// Where nobody measured the power, it is what the energy of the stretch needed on average.
void assume_mean_power(Segment& segment);

class Tally {
 public:
  // Why a stretch was not taken. The tally is as it was before.
  enum class Fault : std::uint8_t {
    none,
    time_runs_backwards,
    time_out_of_range,
    negative_volume,
    too_much_energy,
    too_long
  };

  // What was charged by one component.
  struct Used {
    std::int64_t quantity = 0;  // nWh, ms, or times
    std::int64_t first_at = 0;  // UTC ms
  };

  // All that a tally has added up, to be written down and gone on from: the very same amounts follow.
  struct Noted {
    struct Use {
      std::uint16_t component = 0;
      Used used;
    };
    std::vector<Use> uses;  // in the order of their first use
    std::array<std::uint16_t, kSlots> last{};
    std::array<std::int64_t, kSlots> unpriced{};
    std::int64_t session_start = kUnknown;
    std::int64_t latest = kUnknown;
    std::int64_t energy = 0;
    std::int64_t charging = 0;
    std::int64_t idle = 0;
    std::int64_t total_time = 0;
    bool flat_done = false;
    bool reservation_flat_done = false;
  };

  // `tariff` must outlive the tally.
  explicit Tally(const CompiledTariff& tariff);
  // Empty when it is no note of a tally of this tariff.
  static std::optional<Tally> resume(const CompiledTariff& tariff, const Noted& noted);
  Noted noted() const;
  Tally(const Tally& other);
  Tally& operator=(const Tally& other);

  // Stretches must come in the order of time; a gap between two is not charged.
  Fault add(const Segment& segment);

  // The price if the charge ended now.
  Bill bill(Rounding rounding) const;

  const CompiledTariff& tariff() const { return *tariff_; }
  // The components that were used, in the order of their first use.
  std::span<const std::uint16_t> used() const { return {used_order_.data(), used_count_}; }
  const Used& use_of(std::uint16_t component) const { return uses_[component]; }
  // The component that a slot was charged by last, or none.
  static constexpr std::uint16_t kNone = 0xFFFF;
  std::uint16_t last(Slot slot) const { return last_[static_cast<std::size_t>(slot)]; }
  // nWh or ms that no component priced, and that were therefore free.
  std::int64_t unpriced(Slot slot) const { return unpriced_[static_cast<std::size_t>(slot)]; }

  // How often, and where first, a price changed inside of a stretch.
  std::int64_t inner_changes() const { return inner_changes_; }
  std::int64_t first_inner_change() const { return first_inner_change_; }
  // Restrictions (Restrictions::current, power) that were taken to hold, because nothing was known.
  std::uint32_t assumed() const { return assumed_; }

  std::int64_t energy() const { return energy_; }
  std::int64_t charging_time() const { return charging_; }
  // Of the idle period that lasts, 0 while the car takes power.
  std::int64_t idle_time() const { return idle_; }
  // kUnknown until the session, and not only its reservation, has begun.
  std::int64_t session_start() const { return session_start_; }
  std::int64_t latest() const { return latest_; }

  // What is true at `at`, as a stretch that begins then would be priced.
  Moment moment(const Segment& segment, std::int64_t at);
  // The component of a slot that applies then, or kNone.
  std::uint16_t select(Slot slot, const Moment& moment) const;
  // The next moment after `at`, at most `segment.until`, at which a restriction may change for
  // another reason than energy.
  std::int64_t next_turn(const Segment& segment, std::int64_t at);

 private:
  struct Progress;
  struct Part;
  Fault check(const Segment& segment) const;
  void assume(const Segment& segment);
  Part next_part(const Segment& segment, const Progress& progress);
  void charge_part(const Segment& segment, const Part& part, const Moment& moment,
                   std::array<std::uint16_t, 2>& charged);
  std::uint16_t charge(Slot slot, std::int64_t quantity, const Moment& moment, std::int64_t at);
  void charge_flat(Slot slot, bool& done, const Moment& moment, std::int64_t at);
  void use(std::uint16_t component, std::int64_t quantity, std::int64_t at);
  const Zone::Span& zone_at(std::int64_t utc);

  const CompiledTariff* tariff_;
  Zone::Span span_{0, 0, 0};
  std::int64_t session_start_ = kUnknown;
  std::int64_t latest_ = kUnknown;
  std::int64_t energy_ = 0;
  std::int64_t charging_ = 0;
  std::int64_t idle_ = 0;
  std::int64_t total_time_ = 0;
  std::int64_t inner_changes_ = 0;
  std::int64_t first_inner_change_ = 0;
  std::uint32_t assumed_ = 0;
  bool flat_done_ = false;
  bool reservation_flat_done_ = false;
  std::array<std::int64_t, kSlots> unpriced_{};
  std::array<std::uint16_t, kSlots> last_{};
  std::size_t used_count_ = 0;
  // Only what belongs to the tariff's components is ever written, read or copied.
  std::array<Used, CompiledTariff::kMostComponents> uses_;
  std::array<std::uint16_t, CompiledTariff::kMostComponents> used_order_;
};

}  // namespace kerb::payment::tariff
