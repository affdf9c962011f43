#include "kiosk/simulator/control_panel.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace kerb::kiosk {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

PanelState two_bays() {
  PanelState state;
  state.bays.push_back({.evse = {1, hal::ConnectorKind::ccs2, {150'000}, true},
                        .state = hal::EvseState::charging,
                        .plugged = true,
                        .power = {146'300},
                        .car_limit = {150'000},
                        .soc_percent = 64});
  state.bays.push_back({.evse = {2, hal::ConnectorKind::type2, {22'000}, false},
                        .state = hal::EvseState::available,
                        .soc_percent = {}});
  state.station_time = "14:32:07";
  state.screen = "charging";
  return state;
}

TEST(PanelModel, EveryActionIsAStatementOfTheLanguage) {
  PanelState broken = two_bays();
  broken.reader_on = broken.charger_reachable = false;
  broken.emergency_stop = broken.bays[0].broken = true;
  int statements = 0;
  for (const PanelState& state : {two_bays(), broken}) {
    for (const PanelGroup& group : make_panel(state).groups) {
      for (const PanelRow& row : group.rows) {
        for (const PanelControl& control : row.controls) {
          const std::string statement = statement_of(control.action);
          const auto story = parse_journey(statement, "panel");
          EXPECT_TRUE(story && story->steps[0].action.index() < 99) << statement;
          ++statements;
        }
      }
    }
  }
  EXPECT_GT(statements, 70);
}

TEST(PanelModel, ShowsWhatHolds) {
  PanelState state = two_bays();
  state.bank = BankMood::slow;
  state.pace = 10;
  const PanelModel model = make_panel(state);
  EXPECT_TRUE(model.find("pace.10")->on);
  EXPECT_FALSE(model.find("pace.1")->on);
  EXPECT_TRUE(model.find("bank.slow")->on);
  EXPECT_FALSE(model.find("bank.normal")->on);
  EXPECT_TRUE(model.find("bay.1.takes.150000")->on);
  EXPECT_EQ(model.find("bay.1.plug"), nullptr);
  EXPECT_NE(model.find("bay.1.unplug"), nullptr);
  EXPECT_FALSE(model.find("bay.2.soc.80")->enabled);  // no car there
  EXPECT_EQ(model.groups[1].figures, "146 kW · 64 %");
  state.reader_on = false;
  EXPECT_FALSE(make_panel(state).find("card.visa")->enabled);
  EXPECT_TRUE(std::get<journey::ReaderOn>(make_panel(state).find("world.reader")->action).on);
}

TEST(PanelModel, PowerIsWrittenAsPeopleReadIt) {
  EXPECT_EQ(power_text({146'300}), "146 kW");
  EXPECT_EQ(power_text({22'000}), "22 kW");
  EXPECT_EQ(power_text({7'360}), "7.4 kW");
  EXPECT_EQ(power_text({0}), "0 kW");
  EXPECT_EQ(power_text({99'960}), "100 kW");
}

class Panel : public ::testing::Test {
 protected:
  Panel() {
    WorldControls world;
    world.tap_card = [this](hal::simulated::CardKind kind) {
      told.push_back(fmt::format("tap {}", hal::simulated::card_word(kind)));
    };
    world.tap_two_cards = [this] { told.push_back("two cards"); };
    world.unplug = [this](hal::EvseId evse) { told.push_back(fmt::format("unplug {}", evse)); };
    world.car_soc = [this](hal::EvseId evse, int percent) {
      told.push_back(fmt::format("car {} at {}", evse, percent));
    };
    world.emergency_stop = [this](bool on) { told.push_back(fmt::format("emergency {}", on)); };
    world.page_paid = [this](bool accepted) {
      told.push_back(fmt::format("page {}", accepted ? "paid" : "declined"));
    };
    world.pace = [this](int factor) { told.push_back(fmt::format("pace {}", factor)); };
    auto made = ControlPanel::create(std::move(world));
    if (made) panel = *std::move(made);
  }
  ui::Frame draw(int width = ControlPanel::kWidth, int height = ControlPanel::kHeight) {
    return panel->draw(state, width, height, now);
  }
  void click(const char* name) {
    const ui::Element* element = panel->tree().find(name);
    ASSERT_NE(element, nullptr) << name;
    const ui::Point at = element->bounds.centre();
    now += hal::Millis{500};
    panel->handle(hal::Touch{hal::Touch::Phase::down, 0, at.x, at.y}, now);
    now += hal::Millis{80};
    panel->handle(hal::Touch{hal::Touch::Phase::up, 0, at.x, at.y}, now);
  }
  void drag(float from, float to) {
    now += hal::Millis{500};
    panel->handle(hal::Touch{hal::Touch::Phase::down, 0, 5, from}, now);
    for (int i = 1; i <= 10; ++i) {
      now += hal::Millis{20};
      const float y = from + (to - from) * static_cast<float>(i) / 10;
      panel->handle(hal::Touch{hal::Touch::Phase::move, 0, 5, y}, now);
    }
    now += hal::Millis{300};
    panel->handle(hal::Touch{hal::Touch::Phase::up, 0, 5, to}, now);
  }

  std::vector<std::string> told;
  PanelState state = two_bays();
  hal::Monotonic now{hal::Seconds{100}};
  std::unique_ptr<ControlPanel> panel;
};

TEST_F(Panel, DoesToTheWorldWhatIsTouchedAndKeepsALog) {
  ASSERT_TRUE(panel);
  draw();
  click("card.locked_phone");
  click("card.two");
  click("bay.1.unplug");
  click("bay.1.soc.80");
  click("world.emergency");
  click("pace.60");
  click("bay.2.soc.80");  // disabled: no car
  EXPECT_THAT(told, ElementsAre("tap locked phone", "two cards", "unplug 1", "car 1 at 80",
                                "emergency true", "pace 60"));
  panel->say("Session K7F3: charging");
  draw(480, 2000);
  EXPECT_EQ(panel->tree().find("kiosk.log.0")->label, "tap locked phone");
  EXPECT_EQ(panel->tree().find("kiosk.log.1")->label, "tap two cards");
  EXPECT_EQ(panel->tree().find("kiosk.log.6")->label, "Session K7F3: charging");
}

TEST_F(Panel, APhonePaysOnlyWhereAPageIsOpen) {
  ASSERT_TRUE(panel);
  draw();
  click("page.paid");
  EXPECT_TRUE(told.empty());
  state.page_open = true;
  draw();
  click("page.paid");
  click("page.declined");
  EXPECT_THAT(told, ElementsAre("page paid", "page declined"));
  EXPECT_EQ(statement_of(journey::PagePaid{true}), "page paid");
}

TEST_F(Panel, EveryControlCanBeReachedByTheMouseAndNothingIsCut) {
  ASSERT_TRUE(panel);
  for (const auto& [width, height] : {std::pair{480, 900}, {360, 1800}, {900, 700}, {1400, 900}}) {
    draw(width, height);
    EXPECT_TRUE(panel->tree().duplicates().empty());
    for (const ui::Element& element : panel->tree().elements()) {
      EXPECT_FALSE(element.truncated) << element.name << " at " << width;
      EXPECT_GE(element.bounds.x, 0) << element.name;
      EXPECT_LE(element.bounds.right(), static_cast<float>(width)) << element.name;
      if (!element.touchable || !element.enabled) continue;
      EXPECT_EQ(panel->tree().hit(element.bounds.centre()), &element) << element.name;
    }
  }
}

TEST_F(Panel, ScrollsInASmallWindowAndNotPastTheEnd) {
  ASSERT_TRUE(panel);
  draw(480, 400);
  const float before = panel->tree().find("bank.normal")->bounds.y;
  drag(300, 200);
  draw(480, 400);
  const float after = panel->tree().find("bank.normal")->bounds.y;
  EXPECT_LT(after, before - 80);
  for (int i = 0; i < 10; ++i) drag(390, 10);
  draw(480, 400);
  EXPECT_GE(panel->tree().find("kiosk.title")->bounds.y, 0);
  for (int i = 0; i < 10; ++i) drag(10, 390);
  draw(480, 400);
  EXPECT_EQ(panel->tree().find("bank.normal")->bounds.y, before);
}

TEST_F(Panel, ASecondFrameOfTheSameStateDrawsNothing) {
  ASSERT_TRUE(panel);
  EXPECT_GT(draw().tiles_drawn, 0);
  EXPECT_EQ(draw().tiles_drawn, 0);
  state.bays[0].soc_percent = 65;
  const ui::Frame frame = draw();
  EXPECT_GT(frame.tiles_drawn, 0);
  EXPECT_LT(frame.tiles_drawn, frame.tiles / 8);
}

TEST_F(Panel, KeepsABoundedLog) {
  ASSERT_TRUE(panel);
  for (int i = 0; i < 1000; ++i) panel->say(std::to_string(i));
  draw(480, 8000);
  EXPECT_EQ(panel->tree().find("kiosk.log.0")->label, "800");
}

}  // namespace
}  // namespace kerb::kiosk
