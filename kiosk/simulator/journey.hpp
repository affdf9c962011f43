// A journey is a story in readable text: what a driver does and sees, and what happens to the
// charger meanwhile. One file a story, one statement a line; journey_language() is the whole
// language, as `kerb simulate --help-journey` prints it. A story is read to steps here;
// JourneyPlayer plays them on a Stage.
//
// Reading is pure. A file may have at most 256 KiB, 2000 statements and 500 octets a line.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "hal/charge_controller.hpp"
#include "hal/clock.hpp"
#include "hal/error.hpp"
#include "hal/simulated/virtual_card.hpp"
#include "kiosk/simulator/stage.hpp"
#include "kiosk/station/snapshot.hpp"
#include "payment/tariff/lint.hpp"

namespace kerb::kiosk {

// What has to be so before the kiosk starts; what is empty stays as the config says.
struct JourneySetup {
  struct Size {
    int width = 1024;
    int height = 600;
  };
  std::optional<Size> size;  // 320 to 4096 pixels each
  std::optional<std::string> locale;
  std::optional<ThemeChoice> theme;
  bool large_text = false;
  std::optional<int> reach_mm;      // what a seated driver reaches of the panel
  std::optional<std::string> hold;  // an amount in the config's currency: "25.00"
  std::optional<std::string> raise_by;
  bool back_end_bills = false;
  bool back_end_sells = false;  // by a code on the screen, as it is set in the charger
  bool receipt_service = false;
  std::optional<std::string> terminal;          // the profile of the one that reads the cards
  std::optional<std::filesystem::path> tariff;  // its currency becomes the station's
  std::optional<payment::tariff::Law> law;
  // By the wall clock at the site.
  struct Beginning {
    std::int32_t day = 0;     // since 1970
    std::int32_t minute = 0;  // of the day
  };
  std::optional<Beginning> begins;
};

// ---- statements, one struct each --------------------------------------------------------------
namespace journey {

struct Touch {
  std::string element;
};
struct Tap {
  hal::simulated::CardKind card{};
};
struct TapTwoCards {};
struct Press {
  hal::Key::Meaning key{};
};
// The arrow key until the keypad stands there.
struct GoTo {
  std::string element;
};
struct Plug {
  hal::EvseId evse = 1;
};
struct Unplug {
  hal::EvseId evse = 1;
};
struct Wait {
  hal::Millis span{};
};
// The driver stays in front of the screen: "are you still there?" is answered as often as it comes.
struct Stay {
  hal::Millis span{};
};
struct WaitUntil {  // one of the two is set
  std::optional<std::string> screen;
  std::optional<std::string> text;
  hal::Millis within{};
};
struct ExpectScreen {
  std::string screen;
};
enum class Source { screen_text, receipt, page, journal, voice };
struct ExpectText {
  Source source = Source::screen_text;
  std::string text;
  bool present = true;
};
struct ExpectElement {
  std::string element;
  bool present = true;
  std::optional<std::string> value;  // a part of it
  bool disabled = false;
};
struct ExpectBank {
  enum class Book { holds, captured, released };
  enum class Contents { nothing, something, amounts };
  Book book = Book::holds;
  Contents contents = Contents::nothing;
  std::vector<std::string> amounts;  // all of them, in any order
};
// The amount that the bank took last is on the receipt, written with a point or a comma.
struct ExpectReceiptMatchesBank {};
struct Picture {
  std::string name;
};
struct CarTakes {
  hal::EvseId evse = 1;
  hal::Watts at_most{};
};
struct CarSoc {
  hal::EvseId evse = 1;
  int percent = 0;
};
struct SiteGives {
  hal::Watts at_most{};
};
struct ReaderOn {
  bool on = true;
};
struct ChargerReachable {
  bool reachable = true;
};
struct StartFails {
  hal::EvseId evse = 1;
};
struct ConnectorFault {
  hal::EvseId evse = 1;
  hal::ChargerFault fault = hal::ChargerFault::none;
};
struct KeepConnector {
  hal::EvseId evse = 1;
  hal::simulated::Kept how = hal::simulated::Kept::no;
};
struct PhonePays {
  hal::EvseId evse = 1;
  bool on = true;
};
struct PagePaid {
  bool accepted = true;
};
struct ChargePauses {
  hal::EvseId evse = 1;
  hal::PauseReason why = hal::PauseReason::none;  // it goes on
  hal::ChargerFault fault = hal::ChargerFault::none;
};
struct PowerHeldTo {
  hal::EvseId evse = 1;
  hal::PowerHeld::By by = hal::PowerHeld::By::nobody;
  hal::Watts to{};
};
struct LockJams {
  hal::EvseId evse = 1;
  bool jammed = true;
};
struct Bank {
  BankMood mood = BankMood::normal;
};
struct EmergencyStop {
  bool pressed = true;
};
struct TariffBecomes {
  std::string file;  // beside the story
};
struct PowerCut {};
struct TerminalOrder {
  std::string order;
};
// The operator's back end speaks: about the newest charge, or to everybody.
struct BackEndCost {
  std::string amount;
  bool is_final = false;
};
struct BackEndShows {
  std::string text;
  std::string code;  // for a QR code; may be empty
};
struct BackEndClears {};
struct BackEndThere {
  bool there = true;
};
struct ClockRight {
  bool right = true;
};
// The whole site is dark: the kiosk and the charger.
struct Blackout {
  hal::Millis span{};
};

using Action =
    std::variant<Touch, Tap, TapTwoCards, Press, GoTo, Plug, Unplug, Wait, Stay, WaitUntil,
                 ExpectScreen, ExpectText, ExpectElement, ExpectBank, ExpectReceiptMatchesBank,
                 Picture, CarTakes, CarSoc, SiteGives, ReaderOn, ChargerReachable, StartFails,
                 ConnectorFault, KeepConnector, PhonePays, PagePaid, ChargePauses, PowerHeldTo,
                 LockJams, Bank, EmergencyStop, TariffBecomes, PowerCut, Blackout, BackEndCost,
                 BackEndShows, BackEndClears, BackEndThere, ClockRight, TerminalOrder>;

}  // namespace journey

struct JourneyStep {
  int line = 0;           // 1 and up
  std::string statement;  // as written
  journey::Action action;
};

struct Journey {
  std::string file;   // for messages: as it was named
  std::string title;  // empty when the story has none
  JourneySetup setup;
  std::vector<JourneyStep> steps;
};

template <typename T>
using JourneyResult = tl::expected<T, std::vector<hal::Error>>;

// All mistakes at once. Each has "FILE:LINE: …" in `tried` and what would be right in `remedy`.
// Codes: journey.unreadable, journey.too_long, journey.syntax.
JourneyResult<Journey> parse_journey(std::string_view text, const std::string& file);
JourneyResult<Journey> read_journey(const std::filesystem::path& file);

// The language on one page, for people.
std::string journey_language();

}  // namespace kerb::kiosk
