// A phone pays at the station: the code on screen, the card beside it, leaving, and coming back.
#include <gtest/gtest.h>

#include "tests/unit/station/kiosk.hpp"

namespace kerb::kiosk {
namespace {

using About = payment::Question::About;
using Stage = ScanModel::Stage;

const std::string kSession(32, 'a');

StationSettings with_phones() {
  StationSettings out = settings();
  out.phone_pays = true;
  out.site.name = "Harbour Square";
  out.site.evse_code = "DE*VLT*E1042";
  return out;
}

class Phone : public ::testing::Test {
 protected:
  payment::Pending page() const {
    return {"https://pay.example/cs_1", kiosk.now().utc + hal::Seconds{1800}, "cs_1"};
  }
  payment::Approved paid() const {
    return {{"pi_1", payment::Money(5000, kEuro), kiosk.now().utc + hal::Seconds{600'000}, ""}};
  }
  void show_tap(hal::EvseId evse = 1) {
    kiosk.act(ChooseConnector{evse});
    kiosk.act(Pay{});
  }
  StationStep& ask_for_code(hal::EvseId evse = 1) {
    show_tap(evse);
    return kiosk.act(PayByPhone{kSession});
  }
  void show_code(hal::EvseId evse = 1) {
    ask_for_code(evse);
    hears(payment::HoldAnswered{page()});
  }
  StationStep& hears(const payment::SagaEvent& event) {
    return kiosk.feed(SessionEvent{kSession, event});
  }
  const ScanModel& scan() {
    snapshot = kiosk.snapshot();
    return std::get<ScanModel>(snapshot.screen);
  }
  template <typename Effect>
  static const Effect* ordered(const StationStep& step) {
    for (const StationEffect& effect : step.effects) {
      const auto* it = std::get_if<SessionEffect>(&effect);
      const auto* wanted = it == nullptr ? nullptr : std::get_if<Effect>(&it->effect);
      if (wanted != nullptr) return wanted;
    }
    return nullptr;
  }
  static const PlaceHold* hold_in(const StationStep& step) {
    for (const StationEffect& effect : step.effects) {
      if (const auto* hold = std::get_if<PlaceHold>(&effect)) return hold;
    }
    return nullptr;
  }
  Availability availability(std::size_t index = 0) {
    return kiosk.snapshot().connectors.at(index).availability;
  }

  Kiosk kiosk{with_phones()};
  Snapshot snapshot;
};

TEST_F(Phone, IsOfferedWhereSomebodyHasPagesAndSomethingIsHeld) {
  show_tap();
  EXPECT_TRUE(std::get<TapModel>(kiosk.snapshot().screen).phone_offered);
  Kiosk without(settings());
  without.act(ChooseConnector{1});
  without.act(Pay{});
  EXPECT_FALSE(std::get<TapModel>(without.snapshot().screen).phone_offered);
  EXPECT_EQ(hold_in(without.act(PayByPhone{kSession})), nullptr);
}

TEST_F(Phone, NothingHappensWithoutANameOrOnAnotherPage) {
  show_tap();
  EXPECT_EQ(hold_in(kiosk.act(PayByPhone{})), nullptr);
  kiosk.act(Back{});
  EXPECT_EQ(hold_in(kiosk.act(PayByPhone{kSession})), nullptr);
}

TEST_F(Phone, ThePageNamesTheConnectorAndSpeaksTheDriversLanguage) {
  kiosk.act(ChooseLocale{"de"});
  const StationStep& step = ask_for_code(2);
  const PlaceHold* hold = hold_in(step);
  ASSERT_NE(hold, nullptr);
  const auto* asked = std::get_if<payment::CheckoutPage>(&hold->order.presentation);
  ASSERT_NE(asked, nullptr);
  EXPECT_EQ(asked->title, "Harbour Square · DE*VLT*E1042*2");
  EXPECT_EQ(asked->language, "de");
  EXPECT_EQ(hold->order.amount, payment::Money(5000, kEuro));
  EXPECT_EQ(scan().stage, Stage::preparing);
}

TEST_F(Phone, ItsCodeIsShownUntilItHasPaid) {
  show_code();
  EXPECT_EQ(scan().stage, Stage::open);
  EXPECT_EQ(scan().address, "https://pay.example/cs_1");
  EXPECT_EQ(scan().left, hal::Seconds{600});
  EXPECT_EQ(scan().hold, payment::Money(5000, kEuro));
  kiosk.pass(hal::Seconds{2});
  hears(payment::AskAnswered{About::hold, paid(), {}});
  EXPECT_EQ(kiosk.screen(), "plug_in");
  EXPECT_EQ(reader_wish(kiosk.station()).mode, ReaderWish::Mode::identify);
}

TEST_F(Phone, OthersSeeThatSomebodyPaysThereAndTheScreenIsGivenBack) {
  show_code();
  kiosk.pass(hal::Seconds{200});
  EXPECT_EQ(kiosk.screen(), "idle");
  EXPECT_EQ(availability(), Availability::paying_elsewhere);
  EXPECT_EQ(availability(1), Availability::free);
  kiosk.act(ChooseConnector{1});
  EXPECT_EQ(scan().stage, Stage::open) << "whoever comes back finds the code";
  kiosk.act(Cancel{});
  EXPECT_EQ(scan().stage, Stage::withdrawing);
  EXPECT_TRUE(scan().address.empty());
}

TEST_F(Phone, WhoPaidWhileTheScreenWasGivenBackIsToldToPlugIn) {
  show_code();
  kiosk.pass(hal::Seconds{200});
  ASSERT_EQ(kiosk.screen(), "idle");
  hears(payment::AskAnswered{About::hold, paid(), {}});
  EXPECT_EQ(kiosk.screen(), "plug_in");
}

TEST_F(Phone, DoesNotTakeTheScreenFromSomebodyElse) {
  show_code();
  kiosk.pass(hal::Seconds{200});
  kiosk.act(ChooseConnector{2});
  hears(payment::AskAnswered{About::hold, paid(), {}});
  EXPECT_EQ(kiosk.screen(), "connector");
}

TEST_F(Phone, ACardWithdrawsThePageAndIsAskedForAgainWhenNobodyCanPayThere) {
  show_code();
  const StationStep& tapped = kiosk.tap("card-one", 'b');
  EXPECT_EQ(hold_in(tapped), nullptr) << "nothing is held on the card while the page is open";
  EXPECT_TRUE(scan().card_next);
  kiosk.pass(hal::Seconds{1});
  EXPECT_EQ(hold_in(kiosk.tap("card-one", 'c')), nullptr);
  hears(payment::AbandonAnswered{payment::Done{}});
  EXPECT_EQ(hold_in(kiosk.tap("card-one", 'd')), nullptr);
  hears(payment::AskAnswered{About::hold, payment::Done{}, {}});
  ASSERT_EQ(kiosk.screen(), "tap");
  EXPECT_EQ(std::get<TapModel>(kiosk.snapshot().screen).hint, TapHint::phone_withdrawn);
  EXPECT_NE(hold_in(kiosk.tap("card-one", 'e')), nullptr);
}

TEST_F(Phone, AChargingCardDoesTheSame) {
  show_code();
  kiosk.feed(Tapped{ChargingCardRead{{"04A1"}, {}}, std::string(32, 'b')});
  EXPECT_EQ(scan().stage, Stage::withdrawing);
}

TEST_F(Phone, APaymentThatOvertookTheCardIsGivenBackAndShown) {
  show_code();
  kiosk.tap("card-one", 'b');
  hears(payment::AskAnswered{About::hold, paid(), {}});
  EXPECT_EQ(kiosk.screen(), "failure");
  EXPECT_EQ(std::get<FailureModel>(kiosk.snapshot().screen).hold_fate, HoldFate::releasing);
}

TEST_F(Phone, NobodyPaidInTime) {
  show_code();
  for (int minute = 0; minute < 11; ++minute) {
    kiosk.act(Touched{});
    kiosk.pass(hal::Seconds{60});
    hears(payment::AskAnswered{About::hold, page(), {}});
  }
  kiosk.pass(hal::Seconds{3});
  EXPECT_EQ(scan().stage, Stage::withdrawing);
  hears(payment::AbandonAnswered{payment::Done{}});
  hears(payment::AskAnswered{About::hold, payment::Declined{}, {}});
  const auto model = std::get<FailureModel>(kiosk.snapshot().screen);
  EXPECT_EQ(model.kind, FailureKind::phone_not_paid);
  EXPECT_EQ(model.hold_fate, HoldFate::none);
  EXPECT_TRUE(model.may_try_again);
  EXPECT_EQ(availability(), Availability::free);
}

TEST_F(Phone, IsAskedOftenWhileSomebodyLooksAndLessOftenAfterwards) {
  show_code();
  const auto asks_within = [&](hal::Seconds span) {
    int asks = 0;
    for (; span > hal::Seconds{0}; span -= hal::Seconds{1}) {
      kiosk.pass(hal::Seconds{1});
      if (ordered<payment::Ask>(kiosk.last()) == nullptr) continue;
      ++asks;
      hears(payment::AskAnswered{About::hold, page(), {}});
    }
    return asks;
  };
  EXPECT_GE(asks_within(hal::Seconds{100}), 45);
  asks_within(hal::Seconds{120});  // the screen is given back meanwhile
  ASSERT_EQ(kiosk.screen(), "idle");
  EXPECT_LE(asks_within(hal::Seconds{100}), 11);
  kiosk.act(ChooseConnector{1});
  EXPECT_GE(asks_within(hal::Seconds{50}), 22);
}

TEST_F(Phone, ARestartWithdrawsThePageAndFreesTheConnectorWhenThatIsCertain) {
  show_code();
  const payment::Saga open = kiosk.station().sessions.at(kSession).saga;
  Kiosk again{with_phones()};
  again.feed(Restored{{open}, {}});
  EXPECT_EQ(again.snapshot().connectors.at(0).availability, Availability::paying_elsewhere);
  again.pass(hal::Seconds{1});
  again.feed(SessionEvent{kSession, payment::AbandonAnswered{payment::Done{}}});
  again.feed(SessionEvent{kSession, payment::AskAnswered{About::hold, payment::Done{}, {}}});
  EXPECT_EQ(again.snapshot().connectors.at(0).availability, Availability::free);
}

}  // namespace
}  // namespace kerb::kiosk
