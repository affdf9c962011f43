#include "kiosk/runtime/journal_books.hpp"

#include <nlohmann/json.hpp>
#include <optional>
#include <utility>

#include "payment/saga/saga_json.hpp"

namespace kerb::kiosk {
namespace {

std::optional<FiledReport> report_in(const std::string& body) {
  const nlohmann::json content = nlohmann::json::parse(body, nullptr, false);
  if (!content.is_object()) return std::nullopt;
  const bool receipt = content.contains("receipt") && content.contains("token");
  const auto number = content.find(receipt ? "token" : "report");
  if (number == content.end() || !number->is_string()) return std::nullopt;
  return FiledReport{.number = number->get<std::string>(), .body = body, .receipt = receipt};
}

}  // namespace

hal::Result<std::unique_ptr<JournalBooks>> JournalBooks::open(const std::filesystem::path& file) {
  auto journal = payment::Journal::open(file);
  if (!journal) return tl::make_unexpected(journal.error());
  return std::make_unique<JournalBooks>(std::move(*journal));
}

hal::Result<void> JournalBooks::write(const Commit& commit, hal::Utc at) {
  std::vector<payment::JournalEntry> entries(1);
  payment::JournalEntry& entry = entries.front();
  entry.at = at;
  entry.session = commit.session;
  entry.kind = commit.kind;
  const auto* saga = std::get_if<payment::Saga>(&commit.content);
  entry.body =
      saga != nullptr ? payment::saga_to_json(*saga) : std::get<std::string>(commit.content);
  return journal_->append(entries, commit.open);
}

hal::Result<bool> JournalBooks::keep_up(payment::Now now, std::string& note) {
  if (upkeep_ == nullptr) return false;
  auto did = upkeep_->run(*journal_, now.monotonic, now.utc);
  if (!did) return tl::make_unexpected(did.error());
  note = did->note.value_or("");
  return did->more;
}

hal::Result<Books::Open> JournalBooks::open_sessions() {
  auto sessions = journal_->open_sessions();
  if (!sessions) return tl::make_unexpected(sessions.error());
  Open open;
  for (const payment::JournaledSession& session : *sessions) {
    auto saga = payment::saga_from_json(session.body);
    if (saga) {
      open.sagas.push_back(std::move(*saga));
    } else if (auto report = report_in(session.body)) {
      open.reports.push_back(std::move(*report));
    } else {
      open.unreadable.push_back("session " + session_code(session.session) +
                                " needs a person: " + saga.error().sentence());
    }
  }
  return open;
}

hal::Result<std::optional<payment::Saga>> JournalBooks::session(const std::string& id) {
  auto found = journal_->session(id);
  if (!found) return tl::make_unexpected(found.error());
  if (!*found) return std::optional<payment::Saga>{};
  auto saga = payment::saga_from_json((*found)->body);
  if (!saga) return tl::make_unexpected(saga.error());
  return std::optional<payment::Saga>(std::move(*saga));
}

}  // namespace kerb::kiosk
