#include "hal/zvt/day_totals.hpp"

#include "hal/zvt/bcd.hpp"

namespace kerb::hal::zvt {
namespace {

constexpr std::string_view kCardKinds[] = {"girocard", "JCB",    "Mastercard", "Amex",
                                           "Visa",     "Diners", "others"};
constexpr std::size_t kReceiptOctets = 2;
constexpr std::size_t kAmountOctets = 6;

}  // namespace

std::optional<DayTotals> day_totals_in(ByteView value) {
  constexpr std::size_t kReceipts = 2 * kReceiptOctets;
  constexpr std::size_t kOneKind = 1 + kAmountOctets;
  if (value.size() < kReceipts + std::size(kCardKinds) * kOneKind) return std::nullopt;
  DayTotals totals;
  totals.first_receipt = to_hex(value.first(kReceiptOctets));
  totals.last_receipt = to_hex(value.subspan(kReceiptOctets, kReceiptOctets));
  totals.rest = value.subspan(kReceipts);
  for (const std::string_view name : kCardKinds) {
    const auto amount = from_bcd(totals.rest.subspan(1, kAmountOctets));
    if (!amount) return std::nullopt;
    totals.kinds.push_back({name, totals.rest[0], *amount});
    totals.rest = totals.rest.subspan(kOneKind);
  }
  return totals;
}

std::uint64_t DayTotals::amount() const {
  std::uint64_t sum = 0;
  for (const KindTotal& kind : kinds) sum += kind.amount;
  return sum;
}

}  // namespace kerb::hal::zvt
