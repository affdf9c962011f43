// A tariff laid out flat for pricing: for every kind of thing that can be charged the list of
// components that price it, in the tariff's order, and the sorted moments at which one of them may
// begin or cease to apply. Immutable: a charge keeps the one that it began with, and any thread may
// read it.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "hal/error.hpp"
#include "payment/tariff/tariff.hpp"

namespace kerb::payment::tariff {

// What can be charged. A reservation has prices of its own; one that expires is priced by the
// elements for that first, and then by those for any reservation (OCPI ReservationRestrictionType).
enum class Slot : std::uint8_t {
  energy,
  time,
  parking,
  flat,
  reservation_time,
  reservation_flat,
  expired_time,
  expired_flat
};
constexpr std::size_t kSlots = 8;

// What is true of the whole charge, and not written in the tariff.
struct Setting {
  Zone zone = Zone::utc();    // of the location
  std::string evse_kind;      // "AC" or "DC"; empty: unknown
  std::string payment_brand;  // empty: unknown
  std::string payment_recognition;
};

struct CompiledComponent {
  Restrictions restrictions;
  std::int64_t price = 0;       // as in PriceComponent
  std::int64_t step = 0;        // nWh or ms; 0: none
  std::uint16_t element = 0;    // in Tariff::elements
  std::uint16_t component = 0;  // in TariffElement::components
  std::uint8_t tax = 0;         // in taxes()
  Dimension dimension = Dimension::energy;
};

// From a net amount to the gross one. `known`: the tariff states a rate.
struct TaxFactor {
  Ratio ratio;
  bool known = false;
};

class CompiledTariff {
 public:
  static constexpr std::size_t kMostComponents = 512;
  static constexpr std::size_t kMostTaxes = 16;

  // Fails when there are more components or tax rates than that, or rates so fine that their sums
  // would not be exact.
  static hal::Result<CompiledTariff> compile(Tariff tariff, Setting setting);

  const Tariff& tariff() const { return tariff_; }
  const Setting& setting() const { return setting_; }
  const Zone& zone() const { return setting_.zone; }
  const CompiledComponent& operator[](std::size_t component) const {
    return components_[component];
  }
  std::size_t size() const { return components_.size(); }
  std::span<const std::uint16_t> slot(Slot slot) const {
    return slots_[static_cast<std::size_t>(slot)];
  }
  std::span<const TaxFactor> taxes() const { return taxes_; }
  bool gross_prices() const { return tariff_.tax_included == TaxIncluded::yes; }

  // The restrictions that occur at all, and where they begin and end, sorted: minutes of the day,
  // nWh and ms.
  std::uint32_t kinds() const { return kinds_; }
  const std::vector<std::int64_t>& day_bounds() const { return day_bounds_; }
  const std::vector<std::int64_t>& energy_bounds() const { return energy_bounds_; }
  const std::vector<std::int64_t>& duration_bounds() const { return duration_bounds_; }
  const std::vector<std::int64_t>& charging_bounds() const { return charging_bounds_; }
  const std::vector<std::int64_t>& idle_bounds() const { return idle_bounds_; }

  // What was decided while compiling, for the report: a fee for another card, an unknown EVSE.
  const std::vector<std::string>& warnings() const { return warnings_; }

 private:
  hal::Result<void> add_element(std::uint16_t element);
  hal::Result<void> add_component(std::uint16_t element, std::uint16_t component);
  hal::Result<std::uint8_t> tax_of(const PriceComponent& component);
  bool setting_allows(const TariffElement& element);
  void fill_slots();
  void collect_bounds();

  Tariff tariff_;
  Setting setting_;
  std::vector<CompiledComponent> components_;
  std::array<std::vector<std::uint16_t>, kSlots> slots_;
  std::vector<TaxFactor> taxes_;
  std::int64_t tax_multiple_ = 1;
  std::uint32_t kinds_ = 0;
  std::vector<std::int64_t> day_bounds_;
  std::vector<std::int64_t> energy_bounds_;
  std::vector<std::int64_t> duration_bounds_;
  std::vector<std::int64_t> charging_bounds_;
  std::vector<std::int64_t> idle_bounds_;
  std::vector<std::string> warnings_;
};

}  // namespace kerb::payment::tariff
