#include "payment/journal/open_report.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <ostream>
#include <utility>

#include "payment/journal/report_words.hpp"
#include "payment/plain_line.hpp"

namespace kerb::payment {
namespace {

using report_words::Json;
using report_words::text_in;

struct Words {
  std::string_view state;
  const char* waits_for;
};

// {held} and {amount} are filled in; what is not known is called "the hold" or "the amount".
constexpr Words kWords[] = {
    {"holding", "the bank to answer whether it holds {amount}"},
    {"asking", "the bank to say whether it holds {amount}: its answer was lost, Kerb keeps asking"},
    {"awaiting_phone",
     "the driver to pay {amount} on a page on their phone; until then nothing is held"},
    {"abandoning", "the bank to confirm that a hold which nobody may know of is undone"},
    {"second_look",
     "the time for a second look: an approval may still overtake the undoing of its hold"},
    {"held", "the driver to plug in and the charger to start; {held} stays held until then"},
    {"delivering", "the charge to end; {held} stays held"},
    {"fencing", "the charger to confirm that no energy flows any more; {held} stays held"},
    {"awaiting_cost",
     "the back end to say what the charge costs; {held} stays held, and without an answer in time "
     "{amount} by the tariff is billed"},
    {"capturing", "the bank to confirm that {amount} is charged; Kerb repeats it until then"},
    {"releasing", "the bank to confirm that {held} is released; Kerb repeats it until then"},
};

const Json* part(const Json& body, const char* name) {
  const auto found = body.find(name);
  return found != body.end() && found->is_object() ? &*found : nullptr;
}

std::string money_in(const Json& object, const char* name, const std::string& currency) {
  const std::string amount = text_in(object, name);
  return amount.empty() || currency.empty() ? amount : amount + " " + currency;
}

std::optional<std::int64_t> number_in(const Json& object, const char* name) {
  const auto found = object.find(name);
  if (found == object.end() || !found->is_number_integer()) return std::nullopt;
  return found->get<std::int64_t>();
}

std::string card_in(const Json& terms) {
  const Json* card = part(terms, "card");
  if (card == nullptr) return {};
  const std::string label = text_in(*card, "label");
  const std::string digits = text_in(*card, "last_four");
  return label.empty() || digits.empty() ? label + digits : label + " " + digits;
}

std::string delivered_in(const Json& body) {
  if (const Json* delivery = part(body, "delivery")) {
    if (const auto energy = number_in(*delivery, "energy_wh")) {
      return report_words::energy_text(*energy);
    }
  }
  const auto start = number_in(body, "meter_start");
  const auto noted = number_in(body, "meter_noted");
  if (!start || !noted || *noted < *start || *start < 0) return {};
  return report_words::energy_text(*noted - *start);
}

std::string waits_for(const OpenOperation& operation) {
  if (operation.for_person) return "a person";
  for (const Words& words : kWords) {
    if (words.state != operation.state) continue;
    return fmt::format(
        fmt::runtime(words.waits_for),
        fmt::arg("held", operation.held.empty() ? "the hold" : operation.held),
        fmt::arg("amount", operation.amount.empty() ? "the amount" : operation.amount));
  }
  if (operation.state == "report") {
    return "somebody to take the driver's fault report " + operation.why;
  }
  if (operation.state == "receipt") {
    return "the receipt service to take receipt " + operation.why;
  }
  if (operation.state.empty()) return "a person to look: its state cannot be read";
  return fmt::format("the end of \"{}\", for which this Kerb has no words", operation.state);
}

std::string to_do(const OpenOperation& operation) {
  const std::string hold = operation.reference.empty()
                               ? "the hold of " + operation.held
                               : fmt::format("the hold of {} (the bank's reference {})",
                                             operation.held, operation.reference);
  const std::string look = "look up this session's key at the acquirer (it begins with the code)";
  if (operation.held.empty()) return look + "; undo any hold or payment that is there";
  if (operation.amount.empty()) return fmt::format("release {} at the acquirer", hold);
  return fmt::format(
      "{}; charge {} on {} at the acquirer if it is not charged yet, or write it "
      "off and release the hold",
      look, operation.amount, hold);
}

// What the last entry of a session says of it.
void describe(OpenOperation& operation, const std::string& text) {
  const Json body = Json::parse(text, nullptr, false);
  if (!body.is_object()) return;
  operation.state = text_in(body, "state");
  operation.why = text_in(body, "why");
  if (body.contains("report")) {
    operation.state = "report";
    operation.why = fmt::format("{} ({})", text_in(body, "report"), text_in(body, "fault"));
  }
  if (const Json* receipt = part(body, "receipt")) {
    operation.state = "receipt";
    operation.why = text_in(*receipt, "number");
  }
  const Json none = Json::object();
  const Json* terms = part(body, "terms");
  const Json* held = part(body, "held");
  const Json* delivery = part(body, "delivery");
  std::string currency = text_in(body, "currency");
  if (currency.empty() && terms != nullptr) currency = text_in(*terms, "currency");
  operation.held = money_in(held != nullptr ? *held : none, "amount", currency);
  operation.reference = text_in(held != nullptr ? *held : none, "reference");
  operation.amount = money_in(body, "amount", currency);
  // A person is told what was delivered, a bank that still decides what it is asked for.
  if (operation.amount.empty() && operation.held.empty() && terms != nullptr) {
    if (!operation.for_person) operation.amount = money_in(*terms, "hold", currency);
  }
  if (operation.amount.empty() && delivery != nullptr) {
    operation.amount = money_in(*delivery, "gross", currency);
  }
  operation.energy = delivered_in(body);
  if (terms == nullptr) return;
  operation.card = card_in(*terms);
  operation.evse = number_in(*terms, "evse");
}

// Of each session, when it entered the state it is in. An entry that only notes a meter reading
// does not begin a state anew.
hal::Result<void> find_since(Journal& journal, std::map<std::string, OpenOperation*>& wanted) {
  std::map<std::string, std::string> states;
  return journal.read([&](const JournalEntry& entry) {
    const auto found = entry.session_open ? wanted.find(entry.session) : wanted.end();
    if (found == wanted.end()) return true;
    const Json body = Json::parse(entry.body, nullptr, false);
    const auto [state, first] = states.try_emplace(entry.session);
    std::string word = text_in(body, "state");
    if (first) found->second->opened = entry.at;
    if (first || state->second != word) found->second->since = entry.at;
    state->second = std::move(word);
    return true;
  });
}

std::string amounts(const OpenOperation& operation) {
  std::string line = operation.held.empty() ? "nothing known to be held" : operation.held + " held";
  if (!operation.energy.empty()) line += ", " + operation.energy + " delivered";
  if (!operation.amount.empty() && operation.amount != operation.held) {
    line += ", " + operation.amount;
  }
  if (operation.evse) line += fmt::format(", EVSE {}", *operation.evse);
  if (!operation.card.empty()) line += ", " + operation.card;
  return line;
}

std::string lines_of(const OpenOperation& operation) {
  std::string text = fmt::format(
      "{}  {}  since {}\n          waits for {}\n          {}\n",
      report_words::code_of(operation.session), operation.for_person ? "FOR A PERSON" : "open",
      report_words::time_text(operation.since, ' '), operation.waits_for, amounts(operation));
  if (!operation.why.empty()) text += fmt::format("          why: {}\n", operation.why);
  if (!operation.to_do.empty()) text += fmt::format("          to do: {}\n", operation.to_do);
  return text;
}

std::string json_of(const OpenOperation& operation) {
  Json line{{"session", report_words::code_of(operation.session)},
            {"for_person", operation.for_person},
            {"state", operation.state},
            {"since", report_words::time_text(operation.since, 'T')},
            {"opened", report_words::time_text(operation.opened, 'T')},
            {"waits_for", operation.waits_for}};
  const std::pair<const char*, const std::string*> said[] = {
      {"why", &operation.why},       {"to_do", &operation.to_do},
      {"held", &operation.held},     {"amount", &operation.amount},
      {"energy", &operation.energy}, {"reference", &operation.reference},
      {"card", &operation.card}};
  for (const auto& [name, text] : said) {
    if (!text->empty()) line[name] = *text;
  }
  if (operation.evse) line["evse"] = *operation.evse;
  return report_words::dumped(line) + "\n";
}

std::vector<OpenOperation> described(const std::vector<JournaledSession>& sessions,
                                     bool for_person) {
  std::vector<OpenOperation> made;
  for (const JournaledSession& session : sessions) {
    OpenOperation operation;
    operation.session = session.session;
    operation.for_person = for_person;
    describe(operation, session.body);
    operation.waits_for = waits_for(operation);
    if (operation.state == "report") operation.why.clear();
    if (for_person) operation.to_do = to_do(operation);
    made.push_back(std::move(operation));
  }
  return made;
}

}  // namespace

hal::Result<std::vector<OpenOperation>> open_operations(Journal& journal) {
  const auto waiting = journal.sessions_for_person();
  if (!waiting) return tl::make_unexpected(waiting.error());
  const auto open = journal.open_sessions();
  if (!open) return tl::make_unexpected(open.error());
  std::vector<OpenOperation> all = described(*waiting, true);
  for (OpenOperation& operation : described(*open, false)) all.push_back(std::move(operation));

  std::map<std::string, OpenOperation*> wanted;
  for (OpenOperation& operation : all) wanted.emplace(operation.session, &operation);
  if (const auto found = find_since(journal, wanted); !found) {
    return tl::make_unexpected(found.error());
  }
  std::stable_sort(all.begin(), all.end(), [](const OpenOperation& one, const OpenOperation& two) {
    return std::pair(!one.for_person, one.since) < std::pair(!two.for_person, two.since);
  });
  return all;
}

hal::Result<void> write_open(Journal& journal, bool json, std::string_view code,
                             std::ostream& out) {
  const auto operations = open_operations(journal);
  if (!operations) return tl::make_unexpected(operations.error());
  const std::string wanted = report_words::upper(code);
  bool any = false;
  for (const OpenOperation& operation : *operations) {
    if (report_words::upper(operation.session).substr(0, wanted.size()) != wanted) continue;
    any = true;
    out << (json ? json_of(operation) : lines_of(operation));
  }
  if (!any && !json) out << "nothing is open\n";
  if (!out.flush()) {
    return hal::failure("journal.io", "writing the list of what is open",
                        "make room where it goes to");
  }
  return {};
}

}  // namespace kerb::payment
