// A finished charge as OCPI writes it down (module CDRs, objects CDR, ChargingPeriod and
// CdrDimension), read and priced.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "hal/error.hpp"
#include "payment/tariff/json_tree.hpp"
#include "payment/tariff/tally.hpp"
#include "payment/tariff/tariff.hpp"

namespace kerb::payment::tariff {

// Volumes that are not there are empty. Times are the volumes of the record, in ms.
struct ChargingPeriod {
  std::int64_t start = 0;   // UTC ms
  std::int64_t energy = 0;  // nWh
  std::optional<std::int64_t> charging;
  std::optional<std::int64_t> parking;
  std::optional<std::int64_t> reservation;
  std::int64_t least_current = kUnknown;
  std::int64_t greatest_current = kUnknown;
  std::int64_t least_power = kUnknown;
  std::int64_t greatest_power = kUnknown;
};

struct ChargeRecord {
  std::int64_t start = 0;
  std::int64_t end = 0;
  std::vector<ChargingPeriod> periods;
  std::string time_zone;  // not in OCPI, but taken; empty: unknown
  std::string currency;   // empty: not stated
  std::string tariff_id;  // that the periods name first; empty: none
  // What the record itself says that it cost and took, to compare.
  std::optional<std::int64_t> stated_net;     // 10^-12
  std::optional<std::int64_t> stated_gross;   // 10^-12
  std::optional<std::int64_t> stated_energy;  // nWh
  std::optional<Tariff> tariff;  // that it carries: the one that it names, or valid at its start
  // Why it does not say by itself what prices it: its periods name several tariffs, or one that it
  // carries cannot be read. Then `tariff` must not be used.
  std::optional<hal::Error> undecided;
  std::vector<std::string> warnings;
};

// Also takes an OCPI response with the CDR in "data", and an object that keeps it in "cdr".
hal::Result<ChargeRecord> read_charge_record(std::string_view text, std::string_view name);

// Adds all periods to `tally`, which must be new. What was assumed on the way is added to `warnings`
// unless that is null. Fails when a volume is out of range, naming the period.
hal::Result<void> add_record(const ChargeRecord& record, Tally& tally,
                             std::vector<std::string>* warnings);

}  // namespace kerb::payment::tariff
