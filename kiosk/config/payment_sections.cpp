// What a charge costs, and who moves the money.
#include "hal/bytes.hpp"
#include "kiosk/config/rules.hpp"
#include "kiosk/config/sections.hpp"
#include "payment/gateway/host_name.hpp"

namespace kerb::kiosk::config {
namespace {

// In minor units. A slip of two zeros should be caught, a hold in forints should not.
constexpr std::int64_t kMostHeld = 10'000'000;

// Under the names that `kerb price` knows them by.
template <typename Value>
OneOf<Value> by_name(std::initializer_list<Value> values) {
  std::vector<std::pair<std::string, Value>> words;
  for (const Value value : values) words.emplace_back(name_of(value), value);
  return OneOf<Value>(std::move(words));
}

bool is_digest(std::string_view text) {
  return text.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

}  // namespace

void read_price(Section price, const std::filesystem::path& folder, Config& config) {
  using payment::tariff::Law;
  using payment::tariff::Rounding;
  static const OneOf<Law> laws = by_name({Law::afir, Law::de, Law::uk, Law::us_nevi, Law::us_ca});
  static const OneOf<Rounding> roundings =
      by_name({Rounding::half_up, Rounding::half_even, Rounding::up, Rounding::down});
  const DecimalBetween per_kwh("0.0001", "10000", "0.59");
  const DecimalBetween percent("0", "100", "19");
  TariffConfig& tariffs = config.tariffs;
  price.need("currency", config.price.currency, CurrencyCode());
  if (price.may("tariffs", tariffs.path, PathFrom(folder))) {
    const std::string remedy = "Take it out: the tariffs say what a charge costs.";
    if (price.may("per_kwh", config.price.per_kwh, per_kwh)) {
      price.object("per_kwh", "config.out_of_range", remedy);
    }
    if (price.may("vat_percent", config.price.vat_percent, percent)) {
      price.object("vat_percent", "config.out_of_range", remedy);
    }
  } else {
    price.need("per_kwh", config.price.per_kwh, per_kwh);
    price.need("vat_percent", config.price.vat_percent, percent);
  }
  static const OneOf<bool> billers({{"tariff", false}, {"back_end", true}});
  payment::ToldCostTerms& told = config.told_cost;
  payment::Money tolerance(told.tolerance, config.price.currency);
  price.may("billed_by", told.billed, billers);
  price.may("back_end_cost_within_s", told.within, SecondsBetween(10, 86'400));
  price.may("cost_tolerance", tolerance, Amount(config.price.currency, 0, kMostHeld));
  told.tolerance = tolerance.minor();
  price.may("law", tariffs.law, laws);
  price.may("rounding", tariffs.rounding, roundings);
  price.finish();
}

void read_gateway(Section gateway, const std::filesystem::path& folder, Config& config) {
  GatewayConfig& account = config.gateway;
  const PathFrom path(folder);
  const Text eight(1, 8, is_account_word, "letters and digits as the acquirer gave them");
  gateway.need(
      "host", account.host,
      Text(1, 253, payment::gateway::is_host_name, "a host name like \"api.example.com\""));
  gateway.may("port", account.port, Whole(1, 65535));
  gateway.need("merchant_id", account.merchant_id,
               Text(1, 30, is_account_word, "the merchant id as the gateway gave it"));
  gateway.need("key_file", account.key_file, path);
  gateway.may("ca_file", account.ca_file, path);
  gateway.may("mle_certificate", account.mle_certificate, path);
  gateway.need("terminal_id", account.terminal_id, eight);
  gateway.need("developer_id", account.developer_id, eight);
  gateway.need("solution_id", account.solution_id, eight);
  gateway.need("certification_number", account.certification_number,
               Text(1, 30, is_account_word, "the certification number as the gateway gave it"));
  gateway.may("connect_timeout_s", account.connect_timeout, SecondsBetween(1, 60));
  gateway.may("answer_timeout_s", account.answer_timeout, SecondsBetween(1, 120));
  gateway.finish();
}

void read_payment(Section payment, const std::filesystem::path& folder, Config& config) {
  PaymentConfig& rules = config.payment;
  rules.hold = payment::Money(rules.hold.minor(), config.price.currency);
  rules.device_only_above = rules.hold;
  payment.need("hold", rules.hold, Amount(config.price.currency, 1, kMostHeld));
  rules.raise_by = payment::Money(0, config.price.currency);
  payment.may("raise_by", rules.raise_by, Amount(config.price.currency, 0, kMostHeld));
  payment.may("raises_at_most", rules.raises_at_most, Whole(0, 10));
  payment.may("released_within_days", rules.released_within_days, Whole(1, 30, "days"));
  const Amount limit(config.price.currency, 0, kMostHeld);
  if (config.terminal.used) {
    // The terminal knows it, and has a PIN pad.
    rules.device_only_above = payment::Money(kMostHeld, config.price.currency);
    payment.may("device_only_above", rules.device_only_above, limit);
  } else {
    payment.need("device_only_above", rules.device_only_above, limit);
  }
  payment.need("country", rules.country,
               Text(2, 2, is_country, "an ISO 3166 country code like \"DE\""));
  payment.need("fingerprint_key_file", rules.fingerprint_key_file, PathFrom(folder));
  static const OneOf<bool> judges({{"list", false}, {"charger", true}});
  payment.may("charging_cards_by", rules.charger_knows_cards, judges);
  const bool listed = payment.may(
      "charging_cards", rules.charging_cards,
      ListOf(0, 1000, Text(8, 20, is_card_uid, "a card's uid in hex, 4, 7 or 10 octets")));
  if (listed && rules.charger_knows_cards && !rules.charging_cards.empty()) {
    payment.object("charging_cards", "config.out_of_range",
                   "Take it out: with charging_cards_by = \"charger\" nobody reads it.");
  }
  // A file that anybody could have put there proves nothing: its digest stands here.
  if (payment.may("ca_keys", rules.ca_keys, PathFrom(folder))) {
    payment.need("ca_keys_sha256", rules.ca_keys_sha256,
                 Text(64, 64, is_digest, "64 hex digits in lower case (sha256sum FILE)"));
  }
  for (std::string& uid : rules.charging_cards) uid = hal::to_hex(hal::from_hex(uid).value());
  payment.finish();
}

}  // namespace kerb::kiosk::config
