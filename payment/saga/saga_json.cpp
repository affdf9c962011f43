#include "payment/saga/saga_json.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "payment/back_end_cost.hpp"
#include "payment/saga/steps.hpp"
#include "payment/tariff/live_price_json.hpp"

namespace kerb::payment {
namespace {

using Json = nlohmann::json;

// Reading throws inside this file only; saga_from_json() turns it into an error that names the
// field.
struct Unreadable {
  std::string what;
};

const Json& field(const Json& object, const char* name) {
  const auto found = object.find(name);
  if (found == object.end()) throw Unreadable{fmt::format("\"{}\" is missing", name)};
  return *found;
}
std::string text(const Json& object, const char* name) {
  const Json& value = field(object, name);
  if (!value.is_string()) throw Unreadable{fmt::format("\"{}\" is not a text", name)};
  return value.get<std::string>();
}
std::int64_t integer(const Json& object, const char* name) {
  const Json& value = field(object, name);
  if (!value.is_number_integer())
    throw Unreadable{fmt::format("\"{}\" is not a whole number", name)};
  return value.get<std::int64_t>();
}

Json to_json(hal::Utc at) {
  return at.time_since_epoch().count();
}
hal::Utc utc(const Json& object, const char* name) {
  return hal::Utc(hal::Millis(integer(object, name)));
}
hal::WattHours energy(const Json& object, const char* name) {
  return {integer(object, name)};
}

std::int64_t power(const Json& object, const char* name) {
  constexpr std::int64_t kMost = 100'000'000;  // W, far above any station
  const std::int64_t watts = integer(object, name);
  if (watts < 0 || watts > kMost) throw Unreadable{fmt::format("\"{}\" is out of range", name)};
  return watts;
}

Money money(const Json& object, const char* name, Currency currency) {
  const auto amount = Money::from_decimal(text(object, name), currency);
  if (!amount) throw Unreadable{fmt::format("\"{}\" is not an amount", name)};
  return *amount;
}
Decimal decimal(const Json& object, const char* name) {
  const auto value = Decimal::from_text(text(object, name));
  if (!value) throw Unreadable{fmt::format("\"{}\" is not a decimal", name)};
  return *value;
}

// Enumerations are kept as words, in the order of their declaration.
template <typename Enum, std::size_t N>
Enum word_in(const std::array<std::string_view, N>& words, const Json& object, const char* name) {
  const std::string word = text(object, name);
  for (std::size_t at = 0; at < N; ++at) {
    if (words[at] == word) return static_cast<Enum>(at);
  }
  throw Unreadable{fmt::format("\"{}\" has no meaning \"{}\"", name, word)};
}
constexpr std::array<std::string_view, 13> kReasons{
    "driver_stopped",    "car_stopped",  "unplugged",      "limit_reached", "cancelled",
    "not_plugged_in",    "start_failed", "emergency_stop", "charger_fault", "power_loss",
    "stopped_elsewhere", "hold_expires", "hold_vanished"};
constexpr std::array<std::string_view, 8> kDeclines{"generic",      "insufficient", "expired",
                                                    "needs_owner",  "blocked",      "try_later",
                                                    "not_accepted", "not_read"};
constexpr std::array<std::string_view, 4> kRaises{"none", "awaited", "granted", "refused"};
constexpr std::array<std::string_view, 3> kSchemes{"visa", "mastercard", "other"};
constexpr std::array<std::string_view, 4> kPaidBy{"bank_card", "charging_card", "nobody",
                                                  "checkout"};

template <typename Enum, std::size_t N>
std::string_view word_of(const std::array<std::string_view, N>& words, Enum value) {
  return words.at(static_cast<std::size_t>(value));
}

Json to_json(const tariff::FrozenTariff& tariff) {
  const tariff::Setting& setting = tariff.compiled().setting();
  return {{"text", tariff.text()},
          {"time_zone", setting.zone.name()},
          {"evse_kind", setting.evse_kind},
          {"rounding", name_of(tariff.rounding())}};
}

tariff::FrozenTariff::Ptr tariff_from(const Json& object) {
  tariff::Setting setting;
  setting.evse_kind = text(object, "evse_kind");
  if (const std::string zone = text(object, "time_zone"); zone != setting.zone.name()) {
    auto loaded = tariff::Zone::load(zone);
    if (!loaded) throw Unreadable{loaded.error().sentence()};
    setting.zone = std::move(*loaded);
  }
  const auto rounding = tariff::rounding_of(text(object, "rounding"));
  if (!rounding) throw Unreadable{"\"rounding\" is not known"};
  auto tariff = tariff::FrozenTariff::read(text(object, "text"), "the session's tariff",
                                           std::move(setting), *rounding);
  if (!tariff) throw Unreadable{tariff.error().sentence()};
  return std::move(*tariff);
}

// Journals before there were tariffs have a price per kWh.
tariff::FrozenTariff::Ptr tariff_in(const Json& terms, Currency currency) {
  if (terms.contains("tariff")) return tariff_from(field(terms, "tariff"));
  return tariff::FrozenTariff::flat(
      {currency, decimal(terms, "per_kwh"), decimal(terms, "vat_percent")});
}

Json to_json(const SessionTerms& terms) {
  Json out{{"session", terms.session},
           {"evse", terms.evse},
           {"currency", terms.tariff->currency().code()},
           {"tariff", to_json(*terms.tariff)},
           {"hold", terms.hold.decimal()},
           {"paid_by", word_of(kPaidBy, terms.paid_by)},
           {"card",
            {{"scheme", word_of(kSchemes, terms.card.scheme)},
             {"label", terms.card.label},
             {"last_four", terms.card.last_four},
             {"fingerprint", terms.card.fingerprint}}},
           {"opened", to_json(terms.opened)}};
  if (!terms.raise_by.is_zero()) {
    out["raise_by"] = terms.raise_by.decimal();
    out["raises_at_most"] = terms.raises_at_most;
  }
  const ToldCostTerms& told = terms.told_cost;
  out["told_cost"] = {
      {"billed", told.billed}, {"within_s", told.within.count()}, {"tolerance", told.tolerance}};
  if (terms.most_power.count > 0) out["most_power_w"] = terms.most_power.count;
  return out;
}

ToldCostTerms told_cost_from(const Json& object) {
  constexpr std::int64_t kLongest = 7 * 24 * 3600;
  const Json& billed = field(object, "billed");
  if (!billed.is_boolean()) throw Unreadable{"\"billed\" is neither true nor false"};
  const std::int64_t within = integer(object, "within_s");
  const std::int64_t tolerance = integer(object, "tolerance");
  if (within < 0 || within > kLongest) throw Unreadable{"\"within_s\" is out of range"};
  if (tolerance < 0) throw Unreadable{"\"tolerance\" is below zero"};
  return {billed.get<bool>(), hal::Seconds(within), tolerance};
}

SessionTerms terms_from(const Json& object) {
  SessionTerms terms;
  terms.session = text(object, "session");
  if (terms.session.size() != 32) throw Unreadable{"\"session\" does not have 32 digits"};
  terms.evse = static_cast<hal::EvseId>(integer(object, "evse"));
  const auto currency = Currency::from_code(text(object, "currency"));
  if (!currency) throw Unreadable{"\"currency\" is not known"};
  terms.tariff = tariff_in(object, *currency);
  if (!(terms.tariff->currency() == *currency)) throw Unreadable{"two currencies"};
  terms.hold = money(object, "hold", *currency);
  terms.paid_by = word_in<PaidBy>(kPaidBy, object, "paid_by");
  const Json& card = field(object, "card");
  terms.card = {word_in<Scheme>(kSchemes, card, "scheme"), text(card, "label"),
                text(card, "last_four"), text(card, "fingerprint")};
  terms.opened = utc(object, "opened");
  terms.raise_by = Money(0, *currency);
  if (object.contains("raise_by")) {
    terms.raise_by = money(object, "raise_by", *currency);
    terms.raises_at_most = static_cast<int>(integer(object, "raises_at_most"));
  }
  // Journals before back ends were heard have none, and billed by the tariff.
  if (object.contains("told_cost")) terms.told_cost = told_cost_from(field(object, "told_cost"));
  // Journals before readings were doubted have none, and believe every one.
  if (object.contains("most_power_w")) terms.most_power = {power(object, "most_power_w")};
  return terms;
}

// What came from outside was checked before it was written; a file may have changed since.
Money cost_told(const Json& object, Currency currency) {
  const Money told = money(object, "told", currency);
  if (told.minor() < 0 || told.minor() > kMostTold) throw Unreadable{"\"told\" is no cost"};
  return told;
}

// A bank that answers in another currency than it was asked in must not be read back as if it had
// not.
Json to_json(const Hold& hold) {
  return {{"reference", hold.reference},
          {"currency", hold.amount.currency().code()},
          {"amount", hold.amount.decimal()},
          {"expires", to_json(hold.expires)},
          {"approval_code", hold.approval_code}};
}
Hold hold_from(const Json& object, Currency currency) {
  if (object.contains("currency")) {  // journals before this field meant the session's
    const auto own = Currency::from_code(text(object, "currency"));
    if (!own) throw Unreadable{"\"currency\" of the hold is not known"};
    currency = *own;
  }
  return {text(object, "reference"), money(object, "amount", currency), utc(object, "expires"),
          text(object, "approval_code")};
}

Json to_json(const Delivery& delivery) {
  Json out{{"meter_start", delivery.meter_start.count}, {"meter_stop", delivery.meter_stop.count},
           {"started", to_json(delivery.started)},      {"ended", to_json(delivery.ended)},
           {"energy_wh", delivery.cost.energy.count},   {"gross", delivery.cost.gross.decimal()},
           {"net", delivery.cost.net.decimal()},        {"vat", delivery.cost.vat.decimal()}};
  if (delivery.told) out["told"] = delivery.told->decimal();
  return out;
}
Delivery delivery_from(const Json& object, Currency currency) {
  Delivery delivery{energy(object, "meter_start"),
                    energy(object, "meter_stop"),
                    utc(object, "started"),
                    utc(object, "ended"),
                    {energy(object, "energy_wh"), money(object, "gross", currency),
                     money(object, "net", currency), money(object, "vat", currency)}};
  if (object.contains("told")) delivery.told = cost_told(object, currency);
  return delivery;
}

// The address is not kept: whoever has it may pay there.
Json to_json(const OpenPage& page) {
  return {{"reference", page.reference}, {"expires", to_json(page.expires)}};
}
OpenPage page_from(const Json& object) {
  return {.reference = text(object, "reference"), .expires = utc(object, "expires")};
}

// Journals before this field, and payments without a terminal, have none.
PaymentSlip slip_from(const Json& body) {
  if (!body.contains("slip")) return {};
  const Json& lines = field(body, "slip");
  const bool is_made_of_lines =
      lines.is_array() &&
      std::all_of(lines.begin(), lines.end(), [](const Json& line) { return line.is_string(); });
  if (!is_made_of_lines) throw Unreadable{"\"slip\" is not made of lines"};
  return lines.get<PaymentSlip>();
}

// What each state adds beside "state" and "terms".
Json details(const SagaState& state) {
  Json out = Json::object();
  if (const OpenPage* page = open_page(state)) out["page"] = to_json(*page);
  std::visit(saga_steps::Match{[](const auto& /*before there is a hold*/) {},
                               [&](const Held& it) { out["held"] = to_json(it.hold); },
                               [&](const Delivering& it) {
                                 out = {{"held", to_json(it.hold)},
                                        {"meter_start", it.meter_start.count},
                                        {"meter_noted", it.meter_noted.count},
                                        {"started", to_json(it.started)}};
                                 if (it.raises > 0) {
                                   out["raises"] = it.raises;
                                   out["raise"] = word_of(kRaises, it.raise);
                                 }
                               },
                               [&](const Fencing& it) {
                                 out = {{"held", to_json(it.hold)},
                                        {"reason", word_of(kReasons, it.reason)},
                                        {"started", to_json(it.started)}};
                                 if (!it.meter_start) return;
                                 out["meter_start"] = it.meter_start->count;
                                 out["meter_noted"] = it.meter_noted.count;
                               },
                               [&](const AwaitingCost& it) {
                                 out = {{"held", to_json(it.hold)},
                                        {"delivery", to_json(it.delivery)},
                                        {"since", to_json(it.since)},
                                        {"reason", word_of(kReasons, it.reason)}};
                               },
                               [&](const Capturing& it) {
                                 out = {{"held", to_json(it.hold)},
                                        {"delivery", to_json(it.delivery)},
                                        {"amount", it.amount.decimal()},
                                        {"reason", word_of(kReasons, it.reason)}};
                               },
                               [&](const Releasing& it) {
                                 out = {{"held", to_json(it.hold)},
                                        {"amount", it.hold.amount.decimal()},
                                        {"reason", word_of(kReasons, it.reason)}};
                                 if (it.delivery) out["delivery"] = to_json(*it.delivery);
                               },
                               [&](const Ended& it) {
                                 std::visit(
                                     saga_steps::Match{
                                         [](const auto& /*WasNotProcessed, WasAbandoned*/) {},
                                         [&](const WasCaptured& was) {
                                           out = {{"held", to_json(was.hold)},
                                                  {"delivery", to_json(was.delivery)},
                                                  {"amount", was.amount.decimal()},
                                                  {"reason", word_of(kReasons, was.reason)}};
                                           if (!was.slip.empty()) out["slip"] = was.slip;
                                         },
                                         [&](const WasReleased& was) {
                                           out = {{"amount", was.held.decimal()},
                                                  {"reason", word_of(kReasons, was.reason)}};
                                           if (!was.delivery) return;
                                           out["delivery"] = to_json(*was.delivery);
                                         },
                                         [&](const WasDeclined& was) {
                                           out = {{"reason", word_of(kDeclines, was.reason)}};
                                         }},
                                     it.outcome);
                               },
                               [&](const ForPerson& it) {
                                 out = {{"why", it.why}};
                                 if (it.hold) out["held"] = to_json(*it.hold);
                                 if (it.delivery) out["delivery"] = to_json(*it.delivery);
                               }},
             state);
  return out;
}

SagaState state_from(const std::string& word, const Json& body, Currency currency) {
  const auto hold = [&] { return hold_from(field(body, "held"), currency); };
  const auto delivery = [&] { return delivery_from(field(body, "delivery"), currency); };
  const auto reason = [&] { return word_in<EndReason>(kReasons, body, "reason"); };
  if (word == "holding") return Holding{};
  if (word == "asking") return Asking{};
  std::optional<OpenPage> page;
  if (body.contains("page")) page = page_from(field(body, "page"));
  if (word == "awaiting_phone") return AwaitingPhone{.page = page_from(field(body, "page"))};
  if (word == "abandoning") return Abandoning{.attempts = 0, .page = page};
  if (word == "second_look") return SecondLook{.asked = 0, .page = page};
  if (word == "held") return Held{hold()};
  if (word == "delivering") {
    Delivering state{.hold = hold(),
                     .meter_start = energy(body, "meter_start"),
                     .meter_noted = energy(body, "meter_noted"),
                     .started = utc(body, "started")};
    if (body.contains("raises")) {
      state.raises = static_cast<int>(integer(body, "raises"));
      state.raise = word_in<Delivering::Raise>(kRaises, body, "raise");
    }
    return state;
  }
  if (word == "fencing") {
    std::optional<hal::WattHours> start;
    if (body.contains("meter_start")) start = energy(body, "meter_start");
    hal::WattHours noted;  // journals before this field have none
    if (body.contains("meter_noted")) noted = energy(body, "meter_noted");
    return Fencing{hold(), reason(), start, noted, utc(body, "started"), 0};
  }
  if (word == "awaiting_cost") {
    return AwaitingCost{hold(), delivery(), utc(body, "since"), reason()};
  }
  if (word == "capturing")
    return Capturing{hold(), delivery(), money(body, "amount", currency), reason(), 0};
  if (word == "releasing") {
    std::optional<Delivery> delivered;
    if (body.contains("delivery")) delivered = delivery();
    return Releasing{hold(), reason(), delivered, 0};
  }
  if (word == "captured") {
    return Ended{WasCaptured{hold(), delivery(), money(body, "amount", currency), reason(),
                             slip_from(body)}};
  }
  if (word == "released") {
    std::optional<Delivery> delivered;
    if (body.contains("delivery")) delivered = delivery();
    return Ended{WasReleased{money(body, "amount", currency), reason(), delivered}};
  }
  if (word == "declined")
    return Ended{WasDeclined{word_in<DeclineReason>(kDeclines, body, "reason")}};
  if (word == "not_processed") return Ended{WasNotProcessed{}};
  if (word == "abandoned") return Ended{WasAbandoned{}};
  if (word == "for_person") {
    ForPerson person{.why = text(body, "why"), .hold = {}, .delivery = {}};
    if (body.contains("held")) person.hold = hold();
    if (body.contains("delivery")) person.delivery = delivery();
    return person;
  }
  throw Unreadable{fmt::format("there is no state \"{}\"", word)};
}

}  // namespace

std::string saga_to_json(const Saga& saga) {
  Json body = details(saga.state);
  body["state"] = state_word(saga.state);
  body["terms"] = to_json(saga.terms);
  body["currency"] = saga.terms.hold.currency().code();
  if (saga.price) body["price"] = to_json(*saga.price);
  if (saga.told && saga.told->is_final) body["told"] = saga.told->total.decimal();
  return body.dump(-1, ' ', false, Json::error_handler_t::replace);
}

std::string_view kind_of(const CostAlarm& alarm) {
  switch (alarm.kind) {
    case CostAlarm::Kind::differs:
      return "alarm.cost_differs";
    case CostAlarm::Kind::missing:
      return "alarm.cost_missing";
    case CostAlarm::Kind::late:
      return "alarm.cost_late";
  }
  return "alarm.cost_late";
}

std::string cost_alarm_to_json(const CostAlarm& alarm) {
  Json body{{"currency", alarm.ours.currency().code()}, {"ours", alarm.ours.decimal()}};
  if (alarm.told) body["told"] = alarm.told->decimal();
  return body.dump();
}

std::string meter_alarm_to_json(const MeterAlarm& alarm) {
  return Json{{"believed_wh", alarm.believed.count}, {"told_wh", alarm.told.count}}.dump();
}

hal::Result<Saga> saga_from_json(const std::string& json) {
  const auto unreadable = [](const std::string& what) {
    return hal::failure("journal.unreadable_saga", "reading a session from the journal: " + what,
                        "run `kerb journal verify`; the session has to be settled by a person");
  };
  const Json body = Json::parse(json, nullptr, false);
  if (!body.is_object()) return unreadable("it is not a JSON object");
  try {
    Saga saga;
    saga.terms = terms_from(field(body, "terms"));
    const Currency& currency = saga.terms.hold.currency();
    saga.state = state_from(text(body, "state"), body, currency);
    if (body.contains("told")) saga.told = ToldCost{cost_told(body, currency), true};
    if (body.contains("price")) {
      const auto price = tariff::live_price_from(body["price"], compiled_of(saga.terms.tariff),
                                                 saga.terms.tariff->rounding());
      if (!price) throw Unreadable{"\"price\" does not belong to the tariff"};
      saga.price = saga.price_noted = std::make_shared<const tariff::LivePrice>(*price);
    }
    return saga;
  } catch (const Unreadable& problem) {
    return unreadable(problem.what);
  } catch (const Json::exception&) {
    return unreadable("a value has the wrong type");
  }
}

}  // namespace kerb::payment
