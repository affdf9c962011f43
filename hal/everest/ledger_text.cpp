#include "hal/everest/ledger_text.hpp"

#include <algorithm>
#include <limits>
#include <utility>

#include "hal/everest/json.hpp"
#include "hal/everest/time_stamp.hpp"

namespace kerb::hal::everest {
namespace {

using LedgerPhase = LedgerCharge::Phase;

constexpr std::pair<std::string_view, LedgerPhase> kLedgerPhases[] = {
    {"given", LedgerPhase::given},   {"accepted", LedgerPhase::accepted},
    {"active", LedgerPhase::active}, {"finished", LedgerPhase::finished},
    {"gone", LedgerPhase::gone},
};
constexpr std::pair<std::string_view, StopReason> kLedgerReasons[] = {
    {"driver", StopReason::driver},       {"car", StopReason::car},
    {"unplugged", StopReason::unplugged}, {"emergency_stop", StopReason::emergency_stop},
    {"fault", StopReason::fault},         {"power_loss", StopReason::power_loss},
    {"limit", StopReason::limit},         {"remote", StopReason::remote},
};

template <typename Enum, std::size_t count>
std::string ledger_word(Enum value, const std::pair<std::string_view, Enum> (&words)[count]) {
  for (const auto& [word, meaning] : words) {
    if (meaning == value) return std::string(word);
  }
  return {};
}
template <typename Enum, std::size_t count>
std::optional<Enum> ledger_meaning(const std::string& text,
                                   const std::pair<std::string_view, Enum> (&words)[count]) {
  for (const auto& [word, meaning] : words) {
    if (word == text) return meaning;
  }
  return std::nullopt;
}

bool is_charge_key(const std::string& text) {
  return text.size() == 32 && text.find_first_not_of("0123456789abcdef") == std::string::npos;
}

Json as_json(const LedgerCharge& it) {
  Json json{{"charge", it.charge},
            {"evse", it.evse},
            {"token", it.card && !it.open() ? std::string() : it.token},
            {"card", it.card},
            {"withdrawn", it.withdrawn},
            {"phase", ledger_word(it.phase, kLedgerPhases)},
            {"session", it.session},
            {"transaction", it.transaction},
            {"meter_start", it.meter_start.count},
            {"meter_now", it.meter_now.count},
            {"changed", time_stamp(it.changed)}};
  if (it.began) json["began"] = time_stamp(*it.began);
  if (it.ended) json["ended"] = time_stamp(*it.ended);
  if (it.reason) json["reason"] = ledger_word(*it.reason, kLedgerReasons);
  return json;
}

// Nothing when a field that every charge has is missing or wrong.
std::optional<LedgerCharge> ledger_charge_in(const Json& json) {
  LedgerCharge it;
  it.charge = id_in(json, "charge");
  it.token = id_in(json, "token");
  it.session = id_in(json, "session");
  it.transaction = id_in(json, "transaction");
  const auto evse = whole_in(json, "evse", 1, std::numeric_limits<EvseId>::max());
  const auto start = whole_in(json, "meter_start", 0, kMostWattHours);
  const auto now = whole_in(json, "meter_now", 0, kMostWattHours);
  const auto phase = ledger_meaning(text_in(json, "phase"), kLedgerPhases);
  const auto changed = time_in(json, "changed");
  const auto card = flag_in(json, "card");
  const auto withdrawn = flag_in(json, "withdrawn");
  if (!is_charge_key(it.charge) || !evse || !start || !now || *now < *start || !phase || !changed ||
      !card || !withdrawn) {
    return std::nullopt;
  }
  it.evse = static_cast<EvseId>(*evse);
  it.meter_start = {*start};
  it.meter_now = {*now};
  it.phase = *phase;
  it.changed = *changed;
  it.card = *card;
  it.withdrawn = *withdrawn;
  if (it.token.empty() && (it.open() || !it.card)) return std::nullopt;
  it.began = time_in(json, "began");
  it.ended = time_in(json, "ended");
  it.reason = ledger_meaning(text_in(json, "reason"), kLedgerReasons);
  return it;
}

tl::unexpected<Error> damaged_ledger(const char* what) {
  return failure("everest.damaged_ledger",
                 std::string("reading the ledger of charges at EVerest: ") + what,
                 "compare the charger's own list of transactions with the journal for charges that "
                 "were running");
}

}  // namespace

std::string ledger_text(const std::vector<LedgerCharge>& charges) {
  Json list = Json::array();
  for (const LedgerCharge& it : charges) list.push_back(as_json(it));
  return Json{{"version", kLedgerVersion}, {"charges", std::move(list)}}.dump(
             1, ' ', false, Json::error_handler_t::replace) +
         "\n";
}

Result<std::vector<LedgerCharge>> ledger_in(std::string_view text) {
  const auto json = json_in(text);
  if (!json) return damaged_ledger("it is no JSON");
  const auto version = whole_in(*json, "version", 1, std::numeric_limits<int>::max());
  if (!version) return damaged_ledger("it has no version");
  if (*version > kLedgerVersion) {
    return failure("everest.newer_ledger", "reading the ledger of charges at EVerest",
                   "it was written by a newer Kerb: install that one again");
  }
  const Json* list = member(*json, "charges");
  if (list == nullptr || !list->is_array()) return damaged_ledger("it has no list of charges");
  std::vector<LedgerCharge> charges;
  for (const Json& item : *list) {
    auto charge = ledger_charge_in(item);
    if (!charge) return damaged_ledger("a charge in it lacks something");
    charges.push_back(std::move(*charge));
  }
  return charges;
}

}  // namespace kerb::hal::everest
