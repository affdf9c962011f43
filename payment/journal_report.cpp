#include "payment/journal_report.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <ostream>

#include "payment/journal/report_words.hpp"
#include "payment/plain_line.hpp"

namespace kerb::payment {
namespace {

using report_words::code_of;
using report_words::dumped;
using report_words::Json;
using report_words::kLongestReason;
using report_words::text_in;
using report_words::time_text;
using report_words::upper;

// "saga.hold_intended" → "hold intended"
std::string kind_in_words(std::string_view kind) {
  constexpr std::string_view kSaga = "saga.";
  if (kind.substr(0, kSaga.size()) == kSaga) kind.remove_prefix(kSaga.size());
  std::string words = plain_line(kind, kLongestReason);
  for (char& sign : words) {
    if (sign == '.' || sign == '_') sign = ' ';
  }
  return words;
}

// What the body says in a few words, each empty when it does not say it.
struct Gist {
  std::string state, amount, energy, card, reason;
};

std::string energy_in(const Json& body, const char* name) {
  const auto found = body.find(name);
  if (found == body.end() || !found->is_number_integer()) return {};
  return report_words::energy_text(found->get<std::int64_t>());
}

Gist gist_of(const JournalEntry& entry) {
  Gist gist;
  const Json body = Json::parse(entry.body, nullptr, false);
  if (!body.is_object()) return gist;
  gist.state = text_in(body, "state");
  gist.amount = text_in(body, "amount");
  const std::string currency = text_in(body, "currency");
  if (!gist.amount.empty() && !currency.empty()) gist.amount += " " + currency;
  if (const std::string ours = text_in(body, "ours"); !ours.empty()) {
    gist.amount = ours + " " + currency;  // an alarm about a cost
    if (const std::string told = text_in(body, "told"); !told.empty()) {
      gist.reason = "the back end says " + told;
    }
  }
  gist.energy = energy_in(body, "energy_wh");
  if (const std::string told = energy_in(body, "told_wh"); !told.empty()) {
    gist.energy = energy_in(body, "believed_wh");  // an alarm about a meter
    gist.reason = "the meter says " + told;
  }
  if (const auto card = body.find("card"); card != body.end()) {
    gist.card = text_in(*card, "label");
    const std::string last_four = text_in(*card, "last_four");
    if (!gist.card.empty() && !last_four.empty()) gist.card += " ";
    gist.card += last_four;
  }
  if (gist.reason.empty()) gist.reason = text_in(body, "reason");
  return gist;
}

std::string json_line(const JournalEntry& entry) {
  const Gist gist = gist_of(entry);
  Json line{{"number", entry.number},
            {"at", time_text(entry.at, 'T')},
            {"session", code_of(entry.session)},
            {"kind", entry.kind},
            {"what", kind_in_words(entry.kind)}};
  const std::pair<const char*, const std::string&> said[] = {{"state", gist.state},
                                                             {"amount", gist.amount},
                                                             {"energy", gist.energy},
                                                             {"card", gist.card},
                                                             {"reason", gist.reason}};
  for (const auto& [name, text] : said) {
    if (!text.empty()) line[name] = text;
  }
  return dumped(line);
}

std::string whole_line(const JournalEntry& entry) {
  Json line{{"number", entry.number}, {"at", time_text(entry.at, 'T')}, {"session", entry.session}};
  line["session_open"] = entry.session_open ? Json(*entry.session_open) : Json();
  line["kind"] = entry.kind;
  line["hash"] = entry.hash;
  std::string text = dumped(line);
  // As it is, because the hash covers its exact signs (and a body nested thousands deep is not
  // worth a recursion). In JSON a line end can only stand between tokens, where a blank says the
  // same.
  std::string body = entry.body;
  if (!Json::accept(body)) body = dumped(Json(body));
  std::replace_if(
      body.begin(), body.end(), [](char sign) { return sign == '\n' || sign == '\r'; }, ' ');
  text.insert(text.size() - 1, ",\"body\":" + body);
  return text;
}

bool belongs_to(const JournalEntry& entry, const std::string& code) {
  return code.empty() ||
         (!entry.session.empty() && upper(entry.session).substr(0, code.size()) == code);
}

}  // namespace

std::string journal_line(const JournalEntry& entry) {
  const Gist gist = gist_of(entry);
  std::string line =
      fmt::format("{:>6}  {:24}  {:8}  {:24}", entry.number, time_text(entry.at, ' '),
                  code_of(entry.session), kind_in_words(entry.kind));
  for (const std::string* part : {&gist.amount, &gist.energy, &gist.card, &gist.reason}) {
    if (!part->empty()) line += "  " + *part;
  }
  line.erase(line.find_last_not_of(' ') + 1);
  return line;
}

std::string journal_line(const JournalEntry& entry, JournalForm form) {
  switch (form) {
    case JournalForm::lines:
      return journal_line(entry);
    case JournalForm::json_lines:
      return json_line(entry);
    case JournalForm::whole:
      return whole_line(entry);
  }
  return {};
}

hal::Result<void> write_journal(Journal& journal, JournalForm form, std::string_view code,
                                std::ostream& out) {
  const std::string wanted = upper(code);
  auto done = journal.read([&](const JournalEntry& entry) {
    if (belongs_to(entry, wanted)) out << journal_line(entry, form) << '\n';
    return out.good();
  });
  if (done && !out.flush()) {
    return hal::failure("journal.io", "writing the list of the journal's entries",
                        "make room where it goes to");
  }
  return done;
}

std::string verdict_sentence(const JournalVerdict& verdict) {
  if (!verdict.broken_at) return fmt::format("intact: {} entries", verdict.entries);
  const std::string session =
      verdict.session.empty() ? "" : fmt::format(" (session {})", code_of(verdict.session));
  return fmt::format(
      "broken at entry {}{}: {}. {} entries were found in order. Keep this file as it is, and "
      "restore the latest backup whose check is intact",
      *verdict.broken_at, session, plain_line(verdict.problem, 500), verdict.entries);
}

std::string verdict_json(const JournalVerdict& verdict) {
  Json json{{"intact", !verdict.broken_at}, {"entries", verdict.entries}};
  if (verdict.broken_at) {
    json["broken_at"] = *verdict.broken_at;
    json["problem"] = verdict.problem;
    if (!verdict.session.empty()) json["session"] = code_of(verdict.session);
  }
  return dumped(json);
}

}  // namespace kerb::payment
