#include "payment/journal/settle_by_person.hpp"

#include <fmt/format.h>

#include <nlohmann/json.hpp>
#include <optional>
#include <vector>

#include "payment/journal/session_code.hpp"

namespace kerb::payment {
namespace {

constexpr std::size_t kLongestNote = 500;

}  // namespace

hal::Result<std::string> settle_by_person(Journal& journal, std::string_view code,
                                          const std::string& note, hal::Utc at) {
  if (note.empty() || note.size() > kLongestNote) {
    return hal::failure("journal.bad_note", "settling a session",
                        fmt::format("say in 1 to {} characters what was done", kLongestNote));
  }
  const std::string digits = session_digits(code);
  const auto waiting = journal.sessions_for_person();
  if (!waiting) return tl::make_unexpected(waiting.error());
  std::vector<const JournaledSession*> meant;
  for (const JournaledSession& session : *waiting) {
    if (session.session.compare(0, digits.size(), digits) == 0) meant.push_back(&session);
  }
  if (digits.size() < kShortestSessionCode || meant.size() != 1) {
    return hal::failure("journal.not_for_person",
                        fmt::format("finding {} among what waits for a person: there are {}", code,
                                    digits.size() < kShortestSessionCode ? 0 : meant.size()),
                        "kerb journal list --open shows them with their codes; give all digits");
  }
  nlohmann::json body = nlohmann::json::parse(meant.front()->body, nullptr, false);
  if (!body.is_object()) body = nlohmann::json::object();
  body["state"] = "settled_by_person";
  body["note"] = note;
  std::vector<JournalEntry> entries(1);
  entries.front().at = at;
  entries.front().session = meant.front()->session;
  entries.front().kind = "saga.settled_by_person";
  entries.front().body = body.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
  if (auto written = journal.append(entries, false); !written) {
    return tl::make_unexpected(written.error());
  }
  return meant.front()->session;
}

}  // namespace kerb::payment
