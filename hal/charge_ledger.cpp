#include "hal/charge_ledger.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <system_error>
#include <utility>

#include "hal/bounded_file.hpp"
#include "hal/replaced_file.hpp"

namespace kerb::hal {
namespace {

using LedgerJson = nlohmann::json;
using Phase = ChargeRecord::Phase;

constexpr std::size_t kLargestLedger = 256 * 1024;
constexpr std::int64_t kMostNoted = 1'000'000'000'000'000;  // watt hours, milliseconds

constexpr std::pair<Phase, const char*> kPhaseWords[] = {
    {Phase::starting, "starting"}, {Phase::active, "active"}, {Phase::finished, "finished"}};
constexpr std::pair<StopReason, const char*> kReasonWords[] = {
    {StopReason::driver, "driver"},       {StopReason::car, "car"},
    {StopReason::unplugged, "unplugged"}, {StopReason::emergency_stop, "emergency_stop"},
    {StopReason::fault, "fault"},         {StopReason::power_loss, "power_loss"},
    {StopReason::limit, "limit"},         {StopReason::remote, "remote"}};

template <typename Value, std::size_t kCount>
const char* ledger_word(const std::pair<Value, const char*> (&words)[kCount], Value value) {
  for (const auto& [meaning, word] : words) {
    if (meaning == value) return word;
  }
  return "";
}

template <typename Value, std::size_t kCount>
std::optional<Value> ledger_meaning(const std::pair<Value, const char*> (&words)[kCount],
                                    const LedgerJson& json, const char* name) {
  const auto found = json.find(name);
  if (found == json.end() || !found->is_string()) return std::nullopt;
  for (const auto& [meaning, word] : words) {
    if (found->get_ref<const std::string&>() == word) return meaning;
  }
  return std::nullopt;
}

std::optional<std::int64_t> ledger_number(const LedgerJson& json, const char* name) {
  const auto found = json.find(name);
  if (found == json.end() || !found->is_number_integer()) return std::nullopt;
  const auto number = found->get<std::int64_t>();
  if (number < 0 || number > kMostNoted) return std::nullopt;
  return number;
}

bool is_ledger_key(const std::string& key) {
  return key.size() == 32 && key.find_first_not_of("0123456789abcdef") == std::string::npos;
}

LedgerJson json_of(const LedgerEntry& entry) {
  LedgerJson json{{"evse", entry.evse},
                  {"charge", entry.charge},
                  {"phase", ledger_word(kPhaseWords, entry.record.phase)},
                  {"meter_start", entry.record.meter_start.count},
                  {"meter_now", entry.record.meter_now.count},
                  {"noted", entry.noted.time_since_epoch().count()}};
  if (entry.record.reason) json["reason"] = ledger_word(kReasonWords, *entry.record.reason);
  if (entry.record.ended) json["ended"] = entry.record.ended->time_since_epoch().count();
  return json;
}

std::optional<LedgerEntry> entry_in(const LedgerJson& json) {
  if (!json.is_object()) return std::nullopt;
  const auto evse = ledger_number(json, "evse");
  const auto phase = ledger_meaning(kPhaseWords, json, "phase");
  const auto start = ledger_number(json, "meter_start");
  const auto now = ledger_number(json, "meter_now");
  const auto noted = ledger_number(json, "noted");
  const auto charge = json.find("charge");
  if (!evse || *evse > 999 || !phase || !start || !now || *now < *start || !noted) {
    return std::nullopt;
  }
  if (charge == json.end() || !charge->is_string()) return std::nullopt;
  LedgerEntry entry{
      static_cast<EvseId>(*evse), charge->get<std::string>(), {}, Utc(Millis(*noted))};
  if (!is_ledger_key(entry.charge)) return std::nullopt;
  entry.record = {*phase, {*start}, {*now}};
  entry.record.reason = ledger_meaning(kReasonWords, json, "reason");
  if (const auto ended = ledger_number(json, "ended")) entry.record.ended = Utc(Millis(*ended));
  return entry;
}

std::optional<std::vector<LedgerEntry>> entries_in(const std::string& text) {
  const LedgerJson json = LedgerJson::parse(text, nullptr, false);
  if (!json.is_object() || ledger_number(json, "version") != 1) return std::nullopt;
  const auto list = json.find("charges");
  if (list == json.end() || !list->is_array() || list->size() > ChargeLedger::kMost) {
    return std::nullopt;
  }
  std::vector<LedgerEntry> entries;
  for (const LedgerJson& one : *list) {
    auto entry = entry_in(one);
    if (!entry) return std::nullopt;
    entries.push_back(std::move(*entry));
  }
  return entries;
}

bool is_open(const LedgerEntry& entry) {
  return entry.record.phase != Phase::finished;
}

}  // namespace

ChargeLedger::ChargeLedger(std::filesystem::path file, std::vector<LedgerEntry> entries, bool whole)
    : file_(std::move(file)), whole_(whole), entries_(std::move(entries)) {}

Result<std::unique_ptr<ChargeLedger>> ChargeLedger::open(std::filesystem::path file) {
  const auto made = [&](std::vector<LedgerEntry> entries, bool whole) {
    return std::unique_ptr<ChargeLedger>(
        new ChargeLedger(std::move(file), std::move(entries), whole));
  };
  std::error_code problem;
  if (!std::filesystem::exists(file, problem) && !problem) return made({}, true);
  const auto text = read_bounded_file(file, kLargestLedger);
  if (auto entries = text ? entries_in(*text) : std::nullopt)
    return made(std::move(*entries), true);
  std::filesystem::path aside = file;
  aside += ".broken";
  std::filesystem::rename(file, aside, problem);
  if (problem) {
    return failure("ledger.unreadable", "reading " + file.string() + ": " + problem.message(),
                   "let Kerb's user read and write it and its folder");
  }
  return made({}, false);
}

Result<void> ChargeLedger::note(const LedgerEntry& entry) {
  const std::scoped_lock lock(mutex_);
  const auto known = std::find_if(entries_.begin(), entries_.end(), [&](const LedgerEntry& one) {
    return one.evse == entry.evse && one.charge == entry.charge;
  });
  if (known != entries_.end()) {
    *known = entry;
  } else {
    make_room();
    entries_.push_back(entry);
  }
  return write();
}

// An EVSE has one open charge at a time, and a station at most 16: there is always an ended one.
void ChargeLedger::make_room() {
  if (entries_.size() < kMost) return;
  const auto oldest = std::find_if_not(entries_.begin(), entries_.end(), is_open);
  entries_.erase(oldest == entries_.end() ? entries_.begin() : oldest);
}

ChargeRecord ChargeLedger::find(EvseId evse, const ChargeKey& charge) const {
  const std::scoped_lock lock(mutex_);
  const auto known = std::find_if(entries_.begin(), entries_.end(), [&](const LedgerEntry& one) {
    return one.evse == evse && one.charge == charge;
  });
  return known == entries_.end() ? ChargeRecord{} : known->record;
}

std::vector<LedgerEntry> ChargeLedger::open_charges() const {
  const std::scoped_lock lock(mutex_);
  std::vector<LedgerEntry> found;
  std::copy_if(entries_.begin(), entries_.end(), std::back_inserter(found), is_open);
  return found;
}

Result<void> ChargeLedger::write() const {
  LedgerJson list = LedgerJson::array();
  for (const LedgerEntry& entry : entries_) list.push_back(json_of(entry));
  const std::string text = LedgerJson{{"version", 1}, {"charges", std::move(list)}}.dump() + '\n';
  if (const std::error_code problem = replace_file(file_, text)) {
    return failure("ledger.unwritable",
                   "noting a charge in " + file_.string() + ": " + problem.message(),
                   "see that its folder can be written and the disk has room; until then no charge "
                   "is begun");
  }
  return {};
}

}  // namespace kerb::hal
