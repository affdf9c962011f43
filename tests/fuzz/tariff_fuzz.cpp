// Whatever a back end sends as a tariff and a record: an error, or a price whose two ways agree.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <memory>
#include <string_view>

#include "payment/tariff/charge_record.hpp"
#include "payment/tariff/live_price.hpp"
#include "payment/tariff/price_report.hpp"
#include "payment/tariff/tariff_reader.hpp"

namespace {

using namespace kerb::payment::tariff;  // NOLINT(google-build-using-namespace)

void price(Tariff tariff, const ChargeRecord& record) {
  const auto compiled = CompiledTariff::compile(std::move(tariff), {});
  if (!compiled) return;
  Tally tally(*compiled);
  std::vector<std::string> warnings;
  if (!add_record(record, tally, &warnings)) return;
  const Bill bill = tally.bill(Rounding::half_up);
  // Rounded down and up are at most one minor unit apart, and the others between them.
  const Bill down = tally.bill(Rounding::down);
  const Bill up = tally.bill(Rounding::up);
  const auto distance = up.net_minor - down.net_minor;
  if (distance < -1 || distance > 1) std::abort();
  // What the report says must be JSON again.
  const std::string report =
      price_json(tally, bill, Rounding::half_up, warnings_of(tally, bill, std::move(warnings)));
  if (!JsonTree::parse(report, "report")) std::abort();
  price_text(tally, bill, {});
}

}  // namespace

// The tariff, a zero octet, and the record; without the zero octet, a record with its tariff.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* octets, std::size_t size) {
  const std::string_view all(reinterpret_cast<const char*>(octets), size);
  const std::size_t middle = all.find('\0');
  if (middle == std::string_view::npos) {
    auto record = read_charge_record(all, "cdr");
    if (record && record->tariff && !record->undecided) price(*record->tariff, *record);
    return 0;
  }
  const auto tariff = read_tariff(all.substr(0, middle), "tariff");
  const auto record = read_charge_record(all.substr(middle + 1), "cdr");
  if (tariff && record) price(*tariff, *record);
  return 0;
}
