// The command line, nothing else.
#include <CLI/CLI.hpp>

#include "kiosk/commands/commands.hpp"

namespace {

using namespace kerb::kiosk;  // NOLINT(google-build-using-namespace) the commands and nothing else

void add_run(CLI::App& app, int& code) {
  auto* command = app.add_subcommand("run", "the kiosk on a charger's board");
  const auto options = std::make_shared<RunCommand>();
  command->add_option("--config", options->config, "the station's TOML file")->required();
  command->callback([options, &code] { code = run_command(*options); });
}

void add_simulate(CLI::App& app, int& code) {
  auto* command = app.add_subcommand("simulate",
                                     "the kiosk and a whole station on this desk; without a "
                                     "display it plays a journey and leaves pictures");
  const auto options = std::make_shared<SimulateCommand>();
  command->add_option("--config", options->config, "a TOML file; the commented example otherwise");
  command->add_option("--journey", options->journeys,
                      "a story to play; may be given several times");
  command->add_option("--out", options->out, "folder for pictures, receipt and journal listing")
      ->capture_default_str();
  command->add_option("--size", options->size, "of the kiosk's screen in pixels, such as 800x1280");
  command->add_option("--locale", options->locale, "the language at the start, such as de");
  command->add_option("--theme", options->theme, "light, dark or contrast")
      ->check(CLI::IsMember({"light", "dark", "contrast"}));
  command->add_flag("--large-text", options->large_text, "begin with large text");
  command->add_option("--speed", options->speed, "how fast time passes")
      ->check(CLI::IsMember({1, 10, 60}))
      ->capture_default_str();
  command->add_option("--reader", options->reader,
                      "simulated, pcsc, pcsc:PART-OF-ITS-NAME, or libnfc:CONNECTION");
  command->add_flag("--headless", options->headless, "no windows, even if there is a display");
  command->add_option(
      "--gallery", options->gallery,
      "instead: writes every screen in every language and theme into this folder, "
      "with a page to look through; --locale, --theme, --size and --large-text narrow it");
  command->add_flag("--help-journey", options->explain_journeys,
                    "explain the language of the stories");
  command->callback([options, &code] { code = simulate_command(*options); });
}

void add_card(CLI::App& app, int& code) {
  auto* command = app.add_subcommand("card", "what a tap yields, step by step, masked, with times");
  const auto options = std::make_shared<CardCommand>();
  command->add_option(
      "--reader", options->reader,
      "part of the PC/SC reader's name, libnfc:pn532_uart:/dev/ttyS1:115200 (driver, port and "
      "speed), simulated:NAME (visa, mastercard, phone …; a wrong one lists them all), or "
      "transcript:FILE with a command \"> 00A4…\" and its response \"< 6F…9000\" a line");
  command->add_option("--amount", options->amount, "in EUR; nothing is charged")
      ->capture_default_str();
  command->add_option("--profile", options->profile,
                      "a terminal and a transaction of your own, as JSON: combinations with their "
                      "limits, date, unpredictable number … (payment/emv/terminal_profile.hpp)");
  command->add_option("--ca-keys", options->ca_keys,
                      "the schemes' public keys, as JSON; with them cards must prove themselves");
  command->add_option("--wait", options->wait_seconds, "seconds to wait for a card")
      ->capture_default_str();
  command->add_flag("--json", options->json, "machine-readable");
  command->callback([options, &code] { code = card_command(*options); });
}

void add_journal(CLI::App& app, int& code) {
  auto* command = app.add_subcommand("journal", "what happened to the money");
  command->require_subcommand(1);
  const auto add = [&](const char* name, const char* what, JournalCommand::Action action) {
    auto* sub = command->add_subcommand(name, what);
    const auto options = std::make_shared<JournalCommand>();
    options->action = action;
    sub->add_option("--file", options->file, "the journal")->required();
    if (action != JournalCommand::Action::verify) {
      sub->add_option("--session", options->session, "only this one: the code on its receipt");
    }
    if (action == JournalCommand::Action::settle) {
      sub->get_option("--session")->required();
      sub->add_option("--note", options->note, "what was done about it, in your words")->required();
    }
    if (action == JournalCommand::Action::list) {
      sub->add_flag("--open", options->open,
                    "what is not settled: for whom Kerb waits, since when, and what to do");
    }
    sub->add_flag("--json", options->json, "machine-readable");
    sub->callback([options, &code] { code = journal_command(*options); });
  };
  add("verify", "is every entry there, unchanged and in order?", JournalCommand::Action::verify);
  add("list", "one line an entry, for people", JournalCommand::Action::list);
  add("export", "one JSON object a line", JournalCommand::Action::export_lines);
  add("settle", "a person has settled what waits for one; the kiosk must not run",
      JournalCommand::Action::settle);
}

void add_refund(CLI::App& app, int& code) {
  auto* command = app.add_subcommand(
      "refund",
      "gives back all that a charge cost, at the payment terminal that took it; the kiosk must "
      "not run");
  const auto options = std::make_shared<RefundCommand>();
  command->add_option("--config", options->config, "the station's TOML file")->required();
  command->add_option("--session", options->session, "the code on its receipt")->required();
  command->add_option("--note", options->note, "why, in your words")->required();
  command->add_flag("--json", options->json, "machine-readable");
  command->callback([options, &code] { code = refund_command(*options); });
}

void add_doctor(CLI::App& app, int& code) {
  auto* command = app.add_subcommand(
      "doctor", "are devices, rights, clock, fonts and network as they should be?");
  const auto options = std::make_shared<DoctorCommand>();
  command->add_option("--config", options->config, "the station's TOML file")->required();
  command->add_flag("--json", options->json, "machine-readable");
  command->callback([options, &code] { code = doctor_command(*options); });
}

void add_price(CLI::App& app, int& code) {
  auto* command = app.add_subcommand("price", "what a charge costs, with every line explained");
  const auto options = std::make_shared<PriceCommand>();
  command
      ->add_option("TARIFF", options->tariff,
                   "OCPI 2.2.1 or 2.3.0 Tariff, or OCPP 2.1 TariffType (JSON); or a CDR alone, "
                   "which is then priced by the tariff that it carries")
      ->required();
  command->add_option("CDR", options->record, "OCPI charge detail record (JSON)");
  command->add_flag("--json", options->json, "one JSON object (the default)");
  command->add_flag("--text", options->text, "for people");
  command->add_option("--time-zone", options->time_zone,
                      "of the location, such as Europe/Berlin; restrictions are in its local time");
  command->add_option("--rounding", options->rounding, "half_up, half_even, up or down")
      ->capture_default_str();
  command->add_option("--evse-kind", options->evse_kind, "AC or DC, for OCPP 2.1 conditions")
      ->check(CLI::IsMember({"AC", "DC"}));
  command->add_flag(
      "--lint", options->lint,
      "what is unlawful or misleading about TARIFF, with the article; exit code 1 when "
      "something is unlawful");
  command->add_option("--law", options->law, "whose law, with --lint")
      ->check(CLI::IsMember({"afir", "de", "uk", "us-nevi", "us-ca"}));
  command->add_option("--power", options->power, "of the charging point in kW, with --lint");
  command->callback([options, &code] { code = price_command(*options); });
}

void add_terminal(CLI::App& app, int& code) {
  auto* command =
      app.add_subcommand("terminal", "a payment terminal on this desk, which speaks ZVT over TCP");
  const auto options = std::make_shared<TerminalCommand>();
  command->add_option("--port", options->port,
                      "on 127.0.0.1; 0 takes a free one; the profile's own otherwise");
  command->add_option("--profile", options->profile, "whose way it has: generic, feig or ccv")
      ->check(CLI::IsMember({"generic", "feig", "ccv"}))
      ->capture_default_str();
  command->add_option("--terminal", options->terminal, "its number (TID), eight digits")
      ->check(CLI::Range(0, 99'999'999))
      ->capture_default_str();
  command->add_option("--password", options->password, "six digits; any will do otherwise");
  command
      ->add_option("--receipts", options->receipts,
                   "a booking gets a new receipt number, or has the same as its reservation")
      ->check(CLI::IsMember({"new", "same"}));
  command
      ->add_option("--first", options->order, "of an approval: its status, or its receipt (print)")
      ->check(CLI::IsMember({"status", "print"}));
  command->add_flag(
      "--by-receipt", options->by_receipt,
      "a payment whose acknowledgement is lost stands, until the till mirrors another "
      "receipt number (tag 1F1F)");
  command->add_option("--control", options->control,
                      "a Unix socket for orders, beside standard input");
  command->add_option(
      "--turnover", options->turnover,
      "its turnover store outlives the program, in this file; what it holds counts");
  command->footer(terminal_help);
  command->callback([options, &code] { code = terminal_command(*options); });
}

}  // namespace

int main(int argc, char** argv) {
  CLI::App app("Kerb: the driver's screen and payment terminal of an EV charger");
  app.require_subcommand(1);
  app.set_version_flag("--version", "kerb " KERB_VERSION);
  int code = 0;
  add_run(app, code);
  add_simulate(app, code);
  add_card(app, code);
  add_journal(app, code);
  add_price(app, code);
  add_refund(app, code);
  add_doctor(app, code);
  add_terminal(app, code);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& problem) {
    return app.exit(problem) == 0 ? 0 : 2;
  }
  return code;
}
