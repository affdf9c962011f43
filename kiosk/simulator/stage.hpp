// What a journey plays on: the driver's fingers and eyes, and the world around the charger. The
// player knows only this; behind it stands the whole kiosk with a virtual clock.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "hal/charge_controller.hpp"
#include "hal/clock.hpp"
#include "hal/display.hpp"
#include "hal/error.hpp"
#include "hal/simulated/station.hpp"
#include "hal/simulated/virtual_card.hpp"

namespace kerb::kiosk {

enum class BankMood {
  normal,
  slow,
  unreachable,
  declines,
  drops_before,
  drops_after,
  answers_html,
  error_502
};

// One element of the screen, from the semantic tree.
struct SeenElement {
  std::string name;   // "pay.start"
  std::string label;  // what it says
  std::string value;
  bool enabled = true;
};

class Stage {
 public:
  virtual ~Stage() = default;

  // ---- the driver's eyes and fingers
  virtual std::string screen() = 0;                 // screen_name()
  virtual std::vector<SeenElement> elements() = 0;  // in reading order; includes plain texts
  // A whole tap (down and up) at the middle of the named element. Errors: stage.no_such_element,
  // which lists the names that are there.
  virtual hal::Result<void> touch(const std::string& element) = 0;
  virtual hal::Result<void> picture(const std::filesystem::path& png) = 0;

  // ---- a driver who does not see
  // A key of the keypad below the screen.
  virtual hal::Result<void> press(hal::Key::Meaning key) = 0;
  virtual std::string focused() = 0;  // the element that the keypad stands on, or empty
  // What the voice has said since the last key.
  virtual std::vector<std::string> heard() = 0;

  // ---- the driver's hands
  // The connectors that there are, so that a story cannot plug into one that is not; empty: not
  // told.
  virtual std::vector<hal::EvseId> connectors() { return {}; }
  virtual void tap_card(hal::simulated::CardKind kind) = 0;
  virtual void tap_two_cards() = 0;
  virtual void plug(hal::EvseId evse) = 0;
  virtual void unplug(hal::EvseId evse) = 0;

  // ---- the world
  // Moves time on by `span`, in steps small enough for every timer, and returns when the kiosk is
  // quiet.
  virtual void advance(hal::Millis span) = 0;
  virtual void car_takes(hal::EvseId evse, hal::Watts at_most) = 0;
  virtual void car_soc(hal::EvseId evse, int percent) = 0;
  virtual void site_gives(hal::Watts at_most) = 0;
  virtual void reader_on(bool on) = 0;
  virtual void charger_reachable(bool reachable) = 0;
  virtual void fail_next_start(hal::EvseId evse) = 0;
  virtual void connector_fault(hal::EvseId evse, hal::ChargerFault fault) = 0;  // none: repaired
  virtual void keep(hal::EvseId evse, hal::simulated::Kept how) = 0;
  // Somebody scanned its code and pays on a phone, or does so no longer.
  virtual void phone_pays(hal::EvseId evse, bool on) = 0;
  // The phone pays on the page that its code led to, or its bank says no there. Without an open page
  // nothing happens.
  virtual void page_paid(bool accepted) = 0;
  // As Station::interrupt() and Station::hold_power().
  virtual void interrupt(hal::EvseId evse, hal::PauseReason why, hal::ChargerFault fault) = 0;
  virtual void hold_power(hal::EvseId evse, hal::PowerHeld::By by, hal::Watts to) = 0;
  virtual void jam_lock(hal::EvseId evse, bool jammed) = 0;
  virtual void emergency_stop(bool pressed) = 0;
  virtual hal::Result<void> bank(BankMood mood) = 0;
  // Puts another file in the place of the operator's tariff; the kiosk finds it by itself.
  virtual hal::Result<void> tariff_becomes(const std::filesystem::path& file) = 0;
  // The power fails and comes back: the kiosk's memory is gone, the journal and the charger's meter
  // are not.
  virtual hal::Result<void> power_cut() = 0;
  // The same for the whole site: charges end with it, and only the meter and the charger's records
  // outlive it.
  virtual hal::Result<void> blackout(hal::Millis span) = 0;
  // What the operator's back end says the newest charge costs. Errors: stage.no_charge.
  virtual hal::Result<void> back_end_cost(const std::string& amount, bool is_final) = 0;
  // A message for every driver, and its end. Errors: stage.message_refused, stage.no_message.
  virtual hal::Result<void> back_end_shows(const std::string& text, const std::string& code) = 0;
  virtual hal::Result<void> back_end_clears() = 0;
  // The charger's link to that back end; whether somebody keeps the station's clock right.
  virtual void back_end_there(bool there) = 0;
  virtual void clock_right(bool right) = 0;
  // What the receipt service serves at the address that the code on the screen holds. Errors:
  // stage.no_page, bank.control.
  virtual hal::Result<std::string> page() = 0;
  // What the bank holds and has taken, as the bank itself says: for "expect bank captured 12.64".
  struct BankBook {
    std::vector<std::string> holds;  // open, decimal amounts
    std::vector<std::string> captured;
    std::vector<std::string> released;
  };
  virtual hal::Result<BankBook> bank_book() = 0;
  // An order to the simulated payment terminal, as `kerb terminal` takes them: "tap girocard", "host
  // down". Errors: simulator.terminal, also when this stage has none.
  virtual hal::Result<void> terminal(const std::string& order) = 0;
  // The receipt of the last ended session, as text. Errors: stage.no_receipt.
  virtual hal::Result<std::string> receipt() = 0;
  // One line per journal entry, as `kerb journal list` prints it.
  virtual hal::Result<std::vector<std::string>> journal() = 0;
};

}  // namespace kerb::kiosk
