#include <iostream>

#include "kiosk/commands/commands.hpp"
#include "kiosk/station/station.hpp"
#include "payment/journal.hpp"
#include "payment/journal/open_report.hpp"
#include "payment/journal/settle_by_person.hpp"
#include "payment/journal_report.hpp"

namespace kerb::kiosk {

namespace {

int settle(const JournalCommand& command) {
  auto journal = payment::Journal::open(command.file);
  if (!journal) return complain(journal.error());
  const auto settled =
      payment::settle_by_person(**journal, command.session, command.note, hal::SystemClock().utc());
  if (!settled) return complain(settled.error());
  if (command.json) {
    std::cout << "{\"settled\":\"" << *settled << "\"}\n";
  } else {
    std::cout << session_code(*settled) << " is settled and no longer waits for a person\n";
  }
  return 0;
}

}  // namespace

int journal_command(const JournalCommand& command) {
  if (command.action == JournalCommand::Action::settle) return settle(command);
  auto journal = payment::Journal::open_read_only(command.file);
  if (!journal) return complain(journal.error());
  if (command.action == JournalCommand::Action::verify) {
    const auto verdict = (*journal)->verify();
    if (!verdict) return complain(verdict.error());
    std::cout << (command.json ? payment::verdict_json(*verdict)
                               : payment::verdict_sentence(*verdict))
              << '\n';
    return verdict->broken_at ? 1 : 0;
  }
  if (command.open) {
    const auto written = payment::write_open(**journal, command.json, command.session, std::cout);
    return written ? 0 : complain(written.error());
  }
  payment::JournalForm form = payment::JournalForm::whole;
  if (command.action == JournalCommand::Action::list) {
    form = command.json ? payment::JournalForm::json_lines : payment::JournalForm::lines;
  }
  const auto written = payment::write_journal(**journal, form, command.session, std::cout);
  return written ? 0 : complain(written.error());
}

}  // namespace kerb::kiosk
