#include "payment/emv/pre_processing.hpp"

namespace kerb::payment::emv {
namespace {

constexpr std::uint32_t kLastCounter = 99'999'999;

bool reached(const Money& amount, const std::optional<Money>& limit) {
  return limit && !less(amount, *limit);
}
bool exceeded(const Money& amount, const std::optional<Money>& limit) {
  return limit && less(*limit, amount);
}

// 1.00 in euro, 1 in yen, 1.000 in dinar.
bool is_one_unit(const Money& amount) {
  std::int64_t unit = 1;
  for (int i = 0; i < amount.currency().exponent; ++i) unit *= 10;
  return amount.minor() == unit;
}

// Packed digits, right-aligned in `octets`.
hal::Bytes digits(std::uint64_t number, std::size_t octets) {
  hal::Bytes packed(octets, 0);
  for (std::size_t i = octets; i-- > 0; number /= 100) {
    const auto pair = static_cast<unsigned>(number % 100);
    packed[i] = static_cast<std::uint8_t>(pair / 10 << 4U | pair % 10);
  }
  return packed;
}

hal::Bytes three_pairs(int first, int second, int third) {
  hal::Bytes packed;
  for (const int pair : {first, second, third}) {
    packed.push_back(digits(static_cast<std::uint64_t>(pair), 1).front());
  }
  return packed;
}

bool within(int value, int least, int most) {
  return value >= least && value <= most;
}

bool is_time(const LocalTime& at) {
  return within(at.year, 2000, 2099) && within(at.month, 1, 12) && within(at.day, 1, 31) &&
         within(at.hour, 0, 23) && within(at.minute, 0, 59) && within(at.second, 0, 59);
}

bool limits_in(const Combination& combination, const Currency& currency) {
  for (const auto* limit :
       {&combination.transaction_limit, &combination.floor_limit, &combination.cvm_limit,
        &combination.plastic_limit, &combination.device_limit}) {
    if (*limit && !((*limit)->currency() == currency)) return false;
  }
  return true;
}

void set_place(DataObjects& objects, const Terminal& terminal) {
  objects.set(tag::kTerminalCountry, digits(terminal.country, 2));
  objects.set(tag::kTerminalType, hal::Bytes{terminal.type});
  objects.set(tag::kTerminalCapabilities, terminal.capabilities);
  objects.set(tag::kAdditionalCapabilities, terminal.additional_capabilities);
  objects.set(tag::kMerchantCategory, digits(terminal.merchant_category, 2));
  objects.set(tag::kInterfaceSerial,
              hal::Bytes(terminal.serial_number.begin(), terminal.serial_number.end()));
  objects.set(0x9F39, hal::Bytes{0x07});  // POS entry mode: contactless chip
}

void set_transaction(DataObjects& objects, const Transaction& transaction) {
  const LocalTime& at = transaction.at;
  objects.set(tag::kAmount, digits(static_cast<std::uint64_t>(transaction.amount.minor()), 6));
  const auto other = transaction.amount_other ? transaction.amount_other->minor() : 0;
  objects.set(tag::kAmountOther, digits(static_cast<std::uint64_t>(other), 6));
  objects.set(tag::kCurrency, digits(transaction.amount.currency().numeric, 2));
  objects.set(tag::kCurrencyExponent, hal::Bytes{transaction.amount.currency().exponent});
  objects.set(tag::kTransactionDate, three_pairs(at.year % 100, at.month, at.day));
  objects.set(tag::kTransactionTime, three_pairs(at.hour, at.minute, at.second));
  objects.set(tag::kTransactionType, hal::Bytes{transaction.type});
  objects.set(tag::kUnpredictableNumber, transaction.unpredictable_number);
  objects.set(tag::kTransactionCounter, digits(transaction.counter, 4));
  objects.set(tag::kTvr, hal::Bytes(5, 0));
}

}  // namespace

Indicators pre_process(const Combination& combination, const Money& amount,
                       const std::optional<Money>& terminal_floor_limit) {
  Indicators indicators;
  indicators.ttq = combination.ttq;
  std::uint8_t& requirements = indicators.ttq[1];
  requirements &= 0x3F;  // 3.1.1.2
  const auto& floor = combination.floor_limit ? combination.floor_limit : terminal_floor_limit;
  indicators.status_check = combination.status_check && is_one_unit(amount);  // 3.1.1.3
  indicators.zero_amount = amount.is_zero();                                  // 3.1.1.4
  indicators.floor_limit_exceeded = !floor || exceeded(amount, floor);        // 3.1.1.6, 7
  indicators.cvm_limit_exceeded = reached(amount, combination.cvm_limit);     // 3.1.1.8
  const bool offline_only = (combination.ttq[0] & 0x08U) != 0;
  if (reached(amount, combination.transaction_limit)) {  // 3.1.1.5
    indicators.contactless_allowed = false;
  }
  if (indicators.zero_amount && (!combination.zero_amount_allowed || offline_only)) {  // 3.1.1.11
    indicators.contactless_allowed = false;
  }
  if (indicators.floor_limit_exceeded || indicators.status_check || indicators.zero_amount) {
    requirements |= 0x80;  // 3.1.1.9 to 11
  }
  if (indicators.cvm_limit_exceeded) requirements |= 0x40;  // 3.1.1.12
  return indicators;
}

DataObjects terminal_objects(const Terminal& terminal, const Transaction& transaction,
                             const Combination& combination, const Indicators& indicators) {
  DataObjects objects;
  set_place(objects, terminal);
  set_transaction(objects, transaction);
  if (combination.kernel == Kernel::visa) {
    objects.set(tag::kTtq, indicators.ttq);
    return objects;
  }
  objects.set(tag::kTerminalVersion, hal::Bytes{0x00, 0x02});  // M/Chip
  objects.set(tag::kRiskManagementData, combination.risk_management_data);
  auto capabilities = terminal.capabilities;
  capabilities[1] = exceeded(transaction.amount, combination.cvm_limit)
                        ? combination.cvm_capability_above
                        : combination.cvm_capability_below;
  objects.set(tag::kTerminalCapabilities, capabilities);
  return objects;
}

std::string transaction_fault(const Terminal& terminal, const Transaction& transaction) {
  const Money& amount = transaction.amount;
  if (!(amount.currency() == terminal.currency)) return "amount is not in the station's currency";
  if (amount.minor() < 0 || amount.minor() > kLargestAmount) return "amount is not of 12 digits";
  if (transaction.amount_other &&
      (!(transaction.amount_other->currency() == terminal.currency) ||
       transaction.amount_other->minor() < 0 || less(amount, *transaction.amount_other))) {
    return "cashback is not a part of the amount";
  }
  if (!is_time(transaction.at)) return "date or time is none";
  if (transaction.counter > kLastCounter) return "transaction counter is above 8 digits";
  if (terminal.serial_number.size() != 8) return "serial number is not of 8 characters";
  if (terminal.country > 999) return "country is not of 3 digits";
  if (terminal.merchant_category > 9999) return "merchant category is not of 4 digits";
  if (terminal.identity_key.reveal().size() < kShortestIdentityKey)
    return "no key to recognise cards with";
  for (const Combination& combination : terminal.combinations) {
    if (!limits_in(combination, terminal.currency))
      return "a limit is not in the station's currency";
  }
  return {};
}

}  // namespace kerb::payment::emv
