// The commands of the program, one function each: it takes what the command line said and returns
// the exit code (0 it did what was asked, 1 it could not, 2 the command line was wrong). What a
// person reads goes to standard output, what went wrong to standard error.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "hal/error.hpp"

namespace kerb::kiosk {

struct RunCommand {
  std::filesystem::path config;
};
int run_command(const RunCommand& command);

struct SimulateCommand {
  std::filesystem::path config;  // empty: the commented example
  std::vector<std::filesystem::path> journeys;
  std::filesystem::path out = "out";
  std::string size;  // "800x1280"; empty: as the config says
  std::string locale;
  std::string theme;  // "light", "dark" or "contrast"
  bool large_text = false;
  int speed = 1;       // 1, 10 or 60 times as fast as the desk's clock
  std::string reader;  // "", "simulated", or one for reader_named() with its "pcsc" or "libnfc:"
  bool headless = false;
  bool explain_journeys = false;
  std::filesystem::path gallery;  // a folder for pictures of every screen; empty: a simulation
};
int simulate_command(const SimulateCommand& command);

struct CardCommand {
  std::string reader;            // "simulated:visa", "transcript:FILE", or one for reader_named()
  std::string amount = "50.00";  // in EUR
  std::filesystem::path
      profile;  // a terminal and a transaction (terminal_profile.hpp); may be empty
  std::filesystem::path ca_keys;  // the schemes' keys; may be empty
  int wait_seconds = 30;
  bool json = false;
};
int card_command(const CardCommand& command);

struct JournalCommand {
  enum class Action { verify, list, export_lines, settle };
  Action action = Action::verify;
  std::filesystem::path file;
  std::string session;  // the code on a receipt, or its beginning; empty: all
  std::string note;     // settle: what a person has done about it
  bool open = false;    // list: not the entries, but what is open, and for whom Kerb waits
  bool json = false;
};
int journal_command(const JournalCommand& command);

struct RefundCommand {
  std::filesystem::path config;
  std::string session;  // the code on its receipt, or its beginning
  std::string note;     // why, in staff's words
  bool json = false;
};
int refund_command(const RefundCommand& command);

struct DoctorCommand {
  std::filesystem::path config;
  bool json = false;
};
int doctor_command(const DoctorCommand& command);

struct PriceCommand {
  std::filesystem::path tariff;
  std::filesystem::path record;  // empty: `tariff` is a record that carries its tariff
  bool json = false;
  bool text = false;
  std::string time_zone;  // IANA; empty: as the record says, otherwise UTC
  std::string rounding = "half_up";
  std::string evse_kind;  // "AC" or "DC", for OCPP conditions; empty: unknown
  bool lint = false;      // what is unlawful or misleading about the tariff; no record is read
  std::string law;        // "afir", "de", "uk", "us-nevi" or "us-ca"
  std::string power;      // of the charging point, in kW
};
int price_command(const PriceCommand& command);

struct TerminalCommand {
  std::optional<std::uint16_t> port;  // nothing: the profile's; 0: a free one
  std::string profile = "generic";    // a terminal's kind: generic, feig or ccv
  std::uint32_t terminal = 52'523'535;
  std::string password;            // six digits; empty: any will do
  std::string receipts;            // "new" or "same"; empty: as the profile has it
  std::string order;               // "status" or "print" first; empty: as the profile has it
  bool by_receipt = false;         // tag 1F1F
  std::filesystem::path control;   // a Unix socket for orders; may be empty
  std::filesystem::path turnover;  // where its turnover store outlives it; empty: nowhere
};
int terminal_command(const TerminalCommand& command);
// What --help says behind the options: profiles, orders, cards.
std::string terminal_help();

// "kerb: tried (code). remedy." on standard error; returns 1.
int complain(const hal::Error& error);

}  // namespace kerb::kiosk
