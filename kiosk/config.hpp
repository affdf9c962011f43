// One TOML file says everything about a station. Every value has a range, every mistake is reported
// with its line and what would be right, and all of them at once: a technician at 2 a.m. should not
// find them one by one. Secrets are not in it: it names a file that only the service can read.
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "hal/charge_controller.hpp"
#include "hal/clock.hpp"
#include "hal/error.hpp"
#include "hal/everest/settings.hpp"
#include "hal/modbus/settings.hpp"
#include "hal/zvt/settings.hpp"
#include "kiosk/station/snapshot.hpp"
#include "kiosk/support/https_report_desk.hpp"
#include "payment/checkout/settings.hpp"
#include "payment/money.hpp"
#include "payment/receipt/receipt.hpp"
#include "payment/saga/saga.hpp"
#include "payment/tariff/energy_price.hpp"
#include "payment/tariff/exact.hpp"
#include "payment/tariff/lint.hpp"
#include "payment/terminal/provider.hpp"

namespace kerb::kiosk {

// How frames reach the panel. `sdl`: whatever SDL finds, a desk's window or a GPU; `drm`: the
// kernel's display driver by itself, for boards without a GPU.
enum class DisplayOutput { sdl, drm };

struct DisplayConfig {
  int width = 1024;  // pixels, 320 to 4096
  int height = 600;
  int width_mm = 222;  // the panel's active area, 50 to 2000: touch targets are sized in mm
  int height_mm = 130;
  // What a seated driver reaches, from the lower edge of the panel, 110 to 2000 (the layout
  // tests prove the least); 0: all of it.
  int reach_mm = 0;
  DisplayOutput output = DisplayOutput::sdl;
  std::filesystem::path device;  // of drm: /dev/dri/card0; empty: the first with a panel
  int rotation = 0;              // 0, 90, 180 or 270: clockwise, of the picture on the panel
};

// The light behind the panel.
struct BacklightConfig {
  std::filesystem::path device;  // a folder of /sys/class/backlight; empty: left alone
  int day_percent = 100;         // 5 to 100
  int night_percent = 40;
  int day_begins = 7 * 60;     // minute of the local day
  int night_begins = 20 * 60;  // may come before day_begins
  int dim_percent = 30;        // of those, once nobody was there for `dim_after`
  hal::Seconds dim_after{300};
};

enum class ReaderKind { pcsc, libnfc, simulated };
struct ReaderConfig {
  ReaderKind kind = ReaderKind::simulated;
  // pcsc: part of its name; empty: the first contactless reader. libnfc: where it is, right for
  // hal::libnfc::read_connection().
  std::string name;
};

enum class ControllerKind { simulated, everest, modbus };
struct ControllerConfig {
  ControllerKind kind = ControllerKind::simulated;
  std::vector<hal::Evse> evses;  // 1 to 16
};

// How EVerest is reached, and how its modules are called; packaging/everest.md. Its EVSEs are those of
// [[controller.evse]] that name a module.
using EverestConfig = hal::everest::Settings;

// Where the simulated reader and charger are, when they are not in this process: the tests kill and
// start the kiosk again while that world goes on.
struct SimulatedConfig {
  std::filesystem::path socket;  // of that world; empty: in memory
  int speed = 1;                 // 1 to 600: how many seconds pass in one
};

// Stations that are spoken to over Modbus TCP: one for each EVSE, in their order. Empty unless the
// controller is of that kind.
using ModbusConfig = std::vector<hal::modbus::ChargerSettings>;

// The Visa Acceptance (Cybersource) account. Numbers of the acquirer are as it gave them.
struct GatewayConfig {
  std::string host;  // "api.cybersource.com"
  int port = 443;
  std::string merchant_id;
  std::filesystem::path key_file;  // mode 0600: key id, shared secret; see packaging/kerb.toml
  std::filesystem::path ca_file;   // empty: the system's roots
  std::filesystem::path mle_certificate;  // empty: message-level encryption off
  std::string terminal_id;
  std::string developer_id;
  std::string solution_id;
  std::string certification_number;
  hal::Seconds connect_timeout{10};  // 1 to 60
  hal::Seconds answer_timeout{60};   // 1 to 120
};

// The code on the screen with which a driver pays on their phone, where the operator's back end
// takes the money and starts the charge (OCPP 2.1 C25, WebPaymentsCtrlr).
struct QrCodeConfig {
  // What it looks like stands in the charger's device model, and not here.
  bool told_by_charger = false;
  std::string url_template;  // right for payment::codes::UrlTemplate; empty: there is none
  std::filesystem::path shared_secret_file;  // mode 0600, one line
  hal::Seconds validity{30};                 // 6 to 3600
  int length = 8;                            // of the password, 6 to 32
  // What the template has places for:
  std::string station_id;
  std::string roaming_station_id;
  hal::Seconds max_time{};
  int max_energy_wh = 0;
  payment::Money max_cost{};
};

// An approved terminal beside the screen, which reads the bank cards and asks the bank: ZVT over
// TCP. Not used: Kerb's own reader and the gateway do.
struct TerminalConfig {
  bool used = false;
  hal::zvt::TerminalSettings settings;  // its password stands in the file
  std::filesystem::path password_file;  // mode 0600, up to six digits; empty: 000000
  payment::terminal::ProviderSettings provider;
  std::optional<hal::Minutes> end_of_day;  // after midnight at the station; nothing: not by itself
};

// Payment on the driver's phone. Service::none: not offered.
struct CheckoutConfig {
  payment::checkout::Service service = payment::checkout::Service::none;
  payment::checkout::CheckoutSettings settings;
};

struct PaymentConfig {
  payment::Money hold{5000, payment::Currency{}};   // kept aside before a charge
  payment::Money raise_by{0, payment::Currency{}};  // more, when that is nearly used; zero: never
  int raises_at_most = 3;
  int released_within_days = 7;                                 // told to the driver
  payment::Money device_only_above{5000, payment::Currency{}};  // reader CVM required limit
  std::string country = "DE";                                   // ISO 3166 alpha-2 of the terminal
  std::filesystem::path
      fingerprint_key_file;          // mode 0600, 32 octets hex; made on first start when missing
  bool charger_knows_cards = false;  // it is asked about charging cards, else the list
  std::vector<std::string> charging_cards;  // accepted uids, upper-case hex
  std::filesystem::path ca_keys;  // the schemes' public keys (payment/emv/ca_keys.hpp); empty: none
  std::string ca_keys_sha256;     // of that file, 64 hex digits in lower case
};

// Where the tariffs are, and how they are sold.
struct TariffConfig {
  std::filesystem::path
      path;  // a JSON file or a folder of them; empty: Config::price is the tariff
  payment::tariff::Law law = payment::tariff::Law::afir;  // decides what drivers are shown
  payment::tariff::Rounding rounding = payment::tariff::Rounding::half_up;
  std::map<hal::EvseId, std::vector<std::string>> ids;  // of those that not every EVSE sells under
};

struct TimingConfig {
  hal::Seconds plug_in_within{180};  // 30 to 1800: then the hold is given back
  hal::Seconds left_alone{60};       // 10 to 600 without a touch: ask
  hal::Seconds warning{20};          // 20 to 120 to answer (WCAG 2.2.1)
  hal::Seconds receipt_shown{60};
};

// The voice that reads the screen aloud; packaging/kerb.toml says how a driver starts it.
struct SpeechConfig {
  std::string program = "espeak-ng";   // found in PATH, or a path; empty: no voice
  int words_per_minute = 160;          // 80 to 400
  int volume = 70;                     // 10 to 100 percent: where every driver begins
  std::filesystem::path headset_jack;  // /dev/input/…: its plug starts the voice; empty: none
};

struct SupportConfig {
  ReportAddress address;  // of who takes fault reports; an empty url: nobody
};

// The operator's receipt service: a receipt goes there when its driver wants it on their phone.
struct ReceiptConfig {
  std::string page;       // "https://receipts.example.com/{token}"; empty: there is none
  ReportAddress address;  // of who takes the receipts
};

// What becomes of the journal's past. Entries are kept for 4,018 days unless the operator says
// otherwise: eleven years, because receipts are accounting records and the longest duty to keep
// those in the European Union is ten years from the end of their year (France, Code de commerce
// L123-22; Italy, Codice civile 2220; Germany asks for eight, AO 147). Keeping the personal part of
// them for ever would break the GDPR (Article 5(1)(e)).
struct JournalConfig {
  int retention_days = 4018;            // 0: for ever; otherwise 30 to 36500
  std::filesystem::path backup_folder;  // must exist; empty: beside the journal
};

namespace config {
// The languages that this Kerb has texts for. Any thread.
const std::vector<std::string>& built_in_locales();
}  // namespace config

struct Config {
  SiteView site;
  payment::Merchant merchant;
  payment::EnergyPrice price;  // its amounts count only while `tariffs` names no file
  TariffConfig tariffs;
  payment::ToldCostTerms told_cost;  // what a back end's word about a cost is worth
  DisplayConfig display;
  BacklightConfig backlight;
  ReaderConfig reader;
  ControllerConfig controller;
  EverestConfig everest;
  SimulatedConfig simulated;
  ModbusConfig modbus;
  TerminalConfig terminal;
  GatewayConfig gateway;  // empty where a terminal is used
  PaymentConfig payment;
  QrCodeConfig qr_code;
  CheckoutConfig checkout;
  TimingConfig timing;
  SpeechConfig speech;
  SupportConfig support;
  ReceiptConfig receipt;
  Preferences preferences;  // what an untouched screen shows
  std::vector<std::string> locales = config::built_in_locales();
  std::filesystem::path own_texts;  // a folder of LOCALE.po files; empty: only Kerb's own texts
  std::filesystem::path journal_file;
  JournalConfig journal;
  std::filesystem::path log_file;  // empty: standard error
};

template <typename T>
using ConfigResult = tl::expected<T, std::vector<hal::Error>>;

// Relative paths in the file are relative to the file's folder. Errors carry "FILE:LINE: [section]
// key" in `tried` and what would be right in `remedy`; codes: config.unreadable, config.syntax,
// config.unknown_key, config.missing_key, config.wrong_type, config.out_of_range.
ConfigResult<Config> read_config(const std::filesystem::path& file);

// The same from text; `name` stands for the file in errors, `folder` for relative paths.
ConfigResult<Config> parse_config(std::string_view toml, const std::string& name,
                                  const std::filesystem::path& folder);

}  // namespace kerb::kiosk
