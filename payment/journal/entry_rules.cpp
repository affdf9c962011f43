#include "payment/journal/entry_rules.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "payment/card_number_scan.hpp"
#include "payment/journal/json_check.hpp"

namespace kerb::payment {
namespace {

constexpr std::int64_t kYear10000 = 253'402'300'800'000;  // milliseconds since 1970

bool is_lower(char sign) {
  return sign >= 'a' && sign <= 'z';
}
bool is_digit(char sign) {
  return sign >= '0' && sign <= '9';
}

bool is_kind(const std::string& kind) {
  if (kind.empty() || kind.size() > kLongestKind) return false;
  bool word_starts = true;
  for (const char sign : kind) {
    const bool fits = word_starts ? is_lower(sign)
                                  : is_lower(sign) || is_digit(sign) || sign == '_' || sign == '.';
    if (!fits) return false;
    word_starts = sign == '.';
  }
  return !word_starts;
}

bool is_session(const std::string& session) {
  return session.size() == 32 && std::all_of(session.begin(), session.end(), [](char sign) {
           return is_digit(sign) || (sign >= 'a' && sign <= 'f') || (sign >= 'A' && sign <= 'F');
         });
}

tl::unexpected<hal::Error> bad_entry(const std::string& what) {
  return hal::failure("journal.bad_entry", "appending to the journal: " + what,
                      "nothing was written; this is a mistake in Kerb, please report it");
}

hal::Result<void> check_entry(const JournalEntry& entry) {
  if (!is_kind(entry.kind)) return bad_entry("a kind is not a dotted lower-case word");
  if (!entry.session.empty() && !is_session(entry.session)) {
    return bad_entry(entry.kind + ": the session is not 32 hex digits");
  }
  if (moves_session(entry) && entry.session.empty())
    return bad_entry(entry.kind + ": a saga without a session");
  const std::int64_t at = entry.at.time_since_epoch().count();
  if (at < 0 || at >= kYear10000)
    return bad_entry(entry.kind + ": the time is not between 1970 and 9999");
  if (entry.body.size() > kLongestBody) {
    return bad_entry(fmt::format("{}: the body has {} octets, {} are allowed", entry.kind,
                                 entry.body.size(), kLongestBody));
  }
  if (!is_json(entry.body)) return bad_entry(entry.kind + ": the body is not JSON");
  if (has_card_number(entry.body)) {
    return hal::failure(
        "journal.card_data",
        fmt::format("appending to the journal: {} holds what looks like a card number", entry.kind),
        "nothing was written; this is a mistake in Kerb, please report it");
  }
  return {};
}

}  // namespace

bool moves_session(const JournalEntry& entry) {
  if (entry.kind.rfind("report.", 0) == 0) return !entry.session.empty();
  return entry.kind.rfind("saga.", 0) == 0;
}

hal::Result<void> check_entries(const std::vector<JournalEntry>& entries) {
  if (entries.empty()) return bad_entry("no entries");
  const std::string* session = nullptr;
  for (const JournalEntry& entry : entries) {
    if (auto fine = check_entry(entry); !fine) return fine;
    if (entry.session.empty()) continue;
    if (session != nullptr && *session != entry.session)
      return bad_entry("two sessions in one transaction");
    session = &entry.session;
  }
  return {};
}

}  // namespace kerb::payment
