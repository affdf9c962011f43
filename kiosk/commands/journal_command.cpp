#include <iostream>

#include "kiosk/commands/commands.hpp"
#include "payment/journal.hpp"
#include "payment/journal/open_report.hpp"
#include "payment/journal_report.hpp"

namespace kerb::kiosk {

int journal_command(const JournalCommand& command) {
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
