// A stage of cardboard: it notes what it was told to do, shows what a test hung up, and can be told
// what happens at a time.
#pragma once

#include <fmt/format.h>

#include <fstream>
#include <functional>
#include <map>

#include "kiosk/simulator/stage.hpp"

namespace kerb::kiosk {

class FakeStage final : public Stage {
 public:
  std::string on_screen = "idle";
  std::vector<SeenElement> on_elements;
  std::multimap<hal::Millis, std::function<void()>> later;  // by station time
  hal::Millis time{};
  std::vector<std::string> told;
  BankBook book;
  std::optional<std::string> paper;
  std::vector<std::string> lines;
  std::vector<hal::EvseId> there{1, 2};
  int bank_questions = 0;
  std::string on_focus;
  std::size_t steps = 0;
  std::vector<std::string> said;

  std::string screen() override { return on_screen; }
  std::vector<SeenElement> elements() override { return on_elements; }
  hal::Result<void> touch(const std::string& element) override {
    return tell("touch " + element), hal::Result<void>{};
  }
  hal::Result<void> press(hal::Key::Meaning key) override {
    tell(fmt::format("press {}", static_cast<int>(key)));
    if (key == hal::Key::Meaning::next && !on_elements.empty()) {
      on_focus = on_elements[steps++ % on_elements.size()].name;
    }
    return {};
  }
  std::string focused() override { return on_focus; }
  std::vector<std::string> heard() override { return said; }
  hal::Result<void> picture(const std::filesystem::path& png) override {
    std::ofstream(png) << "picture";
    return {};
  }
  std::vector<hal::EvseId> connectors() override { return there; }
  void tap_card(hal::simulated::CardKind kind) override {
    tell(fmt::format("tap {}", hal::simulated::card_word(kind)));
  }
  void tap_two_cards() override { tell("tap two cards"); }
  void plug(hal::EvseId evse) override { tell(fmt::format("plug {}", evse)); }
  void unplug(hal::EvseId evse) override { tell(fmt::format("unplug {}", evse)); }
  void advance(hal::Millis span) override {
    const hal::Millis end = time + span;
    while (!later.empty() && later.begin()->first <= end) {
      const auto due = later.extract(later.begin());
      time = due.key();
      due.mapped()();
    }
    time = end;
  }
  void car_takes(hal::EvseId evse, hal::Watts at_most) override {
    tell(fmt::format("car {} takes {} W", evse, at_most.count));
  }
  void car_soc(hal::EvseId evse, int percent) override {
    tell(fmt::format("car {} at {}", evse, percent));
  }
  void site_gives(hal::Watts at_most) override { tell(fmt::format("site {} W", at_most.count)); }
  void reader_on(bool on) override { tell(fmt::format("reader {}", on)); }
  void charger_reachable(bool reachable) override { tell(fmt::format("charger {}", reachable)); }
  void fail_next_start(hal::EvseId evse) override { tell(fmt::format("start fails {}", evse)); }
  void connector_fault(hal::EvseId evse, hal::ChargerFault fault) override {
    tell(fmt::format("connector {} fault {}", evse, static_cast<int>(fault)));
  }
  void keep(hal::EvseId evse, hal::simulated::Kept how) override {
    tell(fmt::format("connector {} kept {}", evse, static_cast<int>(how)));
  }
  void phone_pays(hal::EvseId evse, bool on) override {
    tell(fmt::format("phone pays {} {}", evse, on));
  }
  void page_paid(bool accepted) override { tell(fmt::format("page paid {}", accepted)); }
  void interrupt(hal::EvseId evse, hal::PauseReason why, hal::ChargerFault fault) override {
    tell(fmt::format("pause {} {} {}", evse, static_cast<int>(why), static_cast<int>(fault)));
  }
  void hold_power(hal::EvseId evse, hal::PowerHeld::By by, hal::Watts to) override {
    tell(fmt::format("power {} {} {} W", evse, static_cast<int>(by), to.count));
  }
  void jam_lock(hal::EvseId evse, bool jammed) override {
    tell(fmt::format("lock {} {}", evse, jammed));
  }
  void emergency_stop(bool pressed) override { tell(fmt::format("emergency {}", pressed)); }
  hal::Result<void> bank(BankMood mood) override {
    return tell(fmt::format("bank {}", static_cast<int>(mood))), hal::Result<void>{};
  }
  hal::Result<void> tariff_becomes(const std::filesystem::path& file) override {
    return tell("tariff becomes " + file.filename().string()), hal::Result<void>{};
  }
  hal::Result<void> terminal(const std::string& order) override {
    return tell("terminal " + order), hal::Result<void>{};
  }
  hal::Result<void> power_cut() override {
    return hal::failure("stage.no_power", "cutting the power", "there is no fuse box");
  }
  hal::Result<void> blackout(hal::Millis span) override {
    return tell(fmt::format("blackout {}", span.count())), hal::Result<void>{};
  }
  hal::Result<void> back_end_cost(const std::string& amount, bool is_final) override {
    return tell(fmt::format("cost {} {}", amount, is_final)), hal::Result<void>{};
  }
  hal::Result<void> back_end_shows(const std::string& text, const std::string& code) override {
    return tell(fmt::format("shows {} {}", text, code)), hal::Result<void>{};
  }
  hal::Result<void> back_end_clears() override { return tell("clears"), hal::Result<void>{}; }
  void back_end_there(bool up) override { tell(fmt::format("back end there {}", up)); }
  void clock_right(bool right) override { tell(fmt::format("clock right {}", right)); }
  hal::Result<BankBook> bank_book() override { return ++bank_questions, book; }
  hal::Result<std::string> receipt() override {
    if (!paper) return hal::failure("stage.no_receipt", "asking for a receipt", "charge first");
    return *paper;
  }
  hal::Result<std::string> page() override {
    return hal::failure("stage.no_page", "opening the page of the code", "show a code first");
  }
  hal::Result<std::vector<std::string>> journal() override { return lines; }

 private:
  void tell(const std::string& what) {
    told.push_back(fmt::format("{} s: {}", time / hal::Seconds{1}, what));
  }
};

}  // namespace kerb::kiosk
