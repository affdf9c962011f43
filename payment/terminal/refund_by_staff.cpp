#include "payment/terminal/refund_by_staff.hpp"

#include <fmt/format.h>

#include <map>
#include <nlohmann/json.hpp>
#include <optional>
#include <variant>

#include "payment/journal/session_code.hpp"
#include "payment/saga/saga_json.hpp"
#include "payment/terminal/order_book.hpp"

namespace kerb::payment::terminal {
namespace {

constexpr std::size_t kLongestReason = 500;

// Made like the saga's own keys: as unique as the session, and known before anything leaves.
OrderKey refund_key(const SessionTerms& terms) {
  OrderKey key = capture_key(terms);
  key.replace(key.rfind('-') + 1, OrderKey::npos, "F1");
  return key;
}

// A charge that was paid at the terminal, and how far giving it back has come.
struct Paid {
  SessionTerms terms;
  Money amount;
  bool ordered = false;
  bool done = false;
};

std::optional<Paid> paid_in(const std::string& body) {
  const auto saga = saga_from_json(body);
  if (!saga) return std::nullopt;
  const auto* const ended = std::get_if<Ended>(&saga->state);
  const auto* const was = ended == nullptr ? nullptr : std::get_if<WasCaptured>(&ended->outcome);
  if (was == nullptr || !was->hold.reference.starts_with(kReferencePrefix)) return std::nullopt;
  return Paid{saga->terms, was->amount};
}

// The one paid session of that code; what else the code names does not matter.
hal::Result<Paid> paid_session(Journal& journal, std::string_view code) {
  const std::string digits = session_digits(code);
  std::map<std::string, Paid> found;
  const auto read = journal.read([&](const JournalEntry& entry) {
    if (digits.size() < kShortestSessionCode || !entry.session.starts_with(digits)) return true;
    if (entry.kind == "saga.captured") {
      if (auto paid = paid_in(entry.body)) found.insert_or_assign(entry.session, *std::move(paid));
    }
    const auto known = found.find(entry.session);
    if (known == found.end()) return true;
    known->second.ordered = known->second.ordered || entry.kind == "refund.ordered";
    known->second.done = known->second.done || entry.kind == "refund.done";
    return true;
  });
  if (!read) return tl::make_unexpected(read.error());
  if (found.size() == 1) return found.begin()->second;
  return hal::failure(
      "refund.not_found",
      fmt::format("finding {} among what was paid at the terminal: there are {}", code,
                  found.size()),
      "give the code of its receipt, all digits of it if need be; what a bank or a phone paid is "
      "given back where its money is");
}

hal::Result<void> write_down(Journal& journal, const Paid& paid, hal::Utc at, const char* kind,
                             nlohmann::json body) {
  std::vector<JournalEntry> entries(1);
  entries.front().at = at;
  entries.front().session = paid.terms.session;
  entries.front().kind = kind;
  body["key"] = refund_key(paid.terms);
  entries.front().body = body.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
  if (auto written = journal.append(entries, false); !written) {
    return tl::make_unexpected(written.error());
  }
  return {};
}

hal::Error trouble(const char* code, const Paid& paid, const std::string& why, const char* next) {
  return {code, fmt::format("giving back {}: {}", paid.amount.decimal(), why), next};
}

}  // namespace

hal::Result<Refunded> refund_by_staff(Journal& journal, SharedTerminal& terminal,
                                      std::string_view code, const std::string& note, hal::Utc at) {
  if (note.empty() || note.size() > kLongestReason) {
    return hal::failure("refund.bad_note", "giving back a payment",
                        fmt::format("say in 1 to {} characters why", kLongestReason));
  }
  const auto found = paid_session(journal, code);
  if (!found) return tl::make_unexpected(found.error());
  const Paid& paid = *found;
  if (paid.done) {
    return hal::failure("refund.done_before", "giving back a payment",
                        "it was given back before: kerb journal list --session shows when");
  }
  if (!paid.ordered) {
    auto written = write_down(
        journal, paid, at, "refund.ordered",
        {{"amount", paid.amount.decimal()}, {"capture", capture_key(paid.terms)}, {"note", note}});
    if (!written) return tl::make_unexpected(written.error());
  }
  const SettleAnswer answer = terminal.refund(refund_key(paid.terms), capture_key(paid.terms), at);
  if (const auto* no = std::get_if<Refused>(&answer)) {
    auto written = write_down(journal, paid, at, "refund.refused", {{"why", no->detail}});
    if (!written) return tl::make_unexpected(written.error());
    return tl::make_unexpected(
        trouble("refund.refused", paid, no->detail, "give it back by hand, or ask the operator"));
  }
  if (const auto* lost = std::get_if<Unknown>(&answer)) {
    return tl::make_unexpected(trouble("refund.unknown", paid, lost->detail,
                                       "run this again: the terminal is asked first"));
  }
  if (const auto* unsent = std::get_if<NotProcessed>(&answer)) {
    return tl::make_unexpected(
        trouble("refund.not_sent", paid, unsent->detail, "nothing has happened; run this again"));
  }
  // The terminal keeps it only when it hears that it stands in the journal.
  auto written = write_down(journal, paid, at, "refund.done",
                            {{"reference", std::get<Done>(answer).reference}});
  if (!written) return tl::make_unexpected(written.error());
  terminal.acknowledge(refund_key(paid.terms));
  return Refunded{paid.terms.session, paid.amount};
}

}  // namespace kerb::payment::terminal
