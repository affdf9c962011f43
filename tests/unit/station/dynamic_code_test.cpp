// The code that a driver scans to pay where the back end sells: which one, until when, and when
// none is shown because nobody could start the charge.
#include "kiosk/station/dynamic_code.hpp"

#include <gtest/gtest.h>

#include "tests/unit/station/kiosk.hpp"

namespace kerb::kiosk {
namespace {

using hal::EvseState;
using hal::Millis;
using hal::Seconds;
using payment::codes::UrlVariable;

constexpr std::string_view kSecret = "secure!Charging!";
constexpr const char* kTemplate =
    "https://pay.voltaro.example/{chargingStationId}/{evse}?t={totp}&v={version}";

hal::Result<std::shared_ptr<const DynamicCode>> made(const char* url, const Seconds validity,
                                                     payment::codes::UrlValues values,
                                                     const StationSettings& settings) {
  auto password = payment::codes::TimeCode::create(
      {payment::Secret(hal::Bytes(kSecret.begin(), kSecret.end())), validity, 12});
  return DynamicCode::create({.url = payment::codes::UrlTemplate::create(url).value(),
                              .password = std::move(password).value(),
                              .values = std::move(values),
                              .evse_code = "DE*VLT*E1042"},
                             settings.evses);
}

StationSettings with_code(Seconds validity = Seconds{30}) {
  StationSettings out = settings();
  out.dynamic_code =
      made(kTemplate, validity, {{UrlVariable::charging_station_id, "DE*VLT*S1"}}, out).value();
  return out;
}

// The page with the code; nothing while another one is up.
std::optional<ScanModel> code_of(const Kiosk& kiosk) {
  const Snapshot snapshot = kiosk.snapshot();
  const auto* scan = std::get_if<ScanModel>(&snapshot.screen);
  return scan == nullptr ? std::nullopt : std::optional(*scan);
}

void open_code(Kiosk& kiosk, hal::EvseId evse = 1) {
  kiosk.act(DoneHere{});
  kiosk.act(ChooseConnector{evse});
  kiosk.act(Pay{});
  kiosk.act(PayByPhone{});
}

bool offers_phone(const Kiosk& kiosk) {
  const Snapshot snapshot = kiosk.snapshot();
  const auto* tap = std::get_if<TapModel>(&snapshot.screen);
  return tap != nullptr && tap->phone_offered;
}

// A station that the back end sells at, with the code of connector 1 on screen.
class SoldByPhone : public ::testing::Test {
 protected:
  SoldByPhone() {
    kiosk.feed(ClockChanged{true});
    kiosk.feed(hal::BackEndReport{hal::BackEndLink{true}});
    open_code(kiosk);
  }

  Kiosk kiosk{with_code()};
};

// Unix time 0 is in the published vectors of the password.
TEST_F(SoldByPhone, ShowsTheAddressOfThisEvseAndSlot) {
  const auto code = code_of(kiosk);
  ASSERT_TRUE(code);
  EXPECT_EQ(code->address, "https://pay.voltaro.example/DE%2AVLT%2AS1/1?t=u5CoKdo5HUS1&v=v1");
  EXPECT_EQ(code->stage, ScanModel::Stage::open);
  EXPECT_EQ(code->left, Seconds{30});
  EXPECT_TRUE(code->sold_by_back_end) << "the hold is none of ours";
  open_code(kiosk, 2);
  EXPECT_NE(code_of(kiosk)->address.find("/2?t=u5CoKdo5HUS1"), std::string::npos);
}

TEST_F(SoldByPhone, ChangesAtTheExactMillisecondOfTheSlot) {
  kiosk.pass(Millis{29'999});
  const ScanModel before = code_of(kiosk).value();
  EXPECT_EQ(before.left, Seconds{1});
  EXPECT_EQ(next_tick(kiosk.station(), kiosk.now()), kiosk.now().monotonic + Millis{1});
  kiosk.pass(Millis{1});
  const ScanModel after = code_of(kiosk).value();
  EXPECT_NE(before.address, after.address);
  EXPECT_NE(after.address.find("t=tVGiyLys7Y1V"), std::string::npos) << after.address;
  EXPECT_EQ(after.left, Seconds{30});
}

TEST_F(SoldByPhone, NobodyWakesForACodeThatIsNotOnScreen) {
  kiosk.act(Back{});
  kiosk.pass(Millis{29'999});
  EXPECT_EQ(next_tick(kiosk.station(), kiosk.now()), kiosk.now().monotonic + Seconds{1});
}

TEST_F(SoldByPhone, IsHiddenWhileNothingCouldBeStartedWithIt) {
  struct Case {
    const char* why;
    std::function<void(Kiosk&)> spoil;
    std::function<void(Kiosk&)> mend;
  };
  const auto link = [](bool up) {
    return [up](Kiosk& it) { it.feed(hal::BackEndReport{hal::BackEndLink{up}}); };
  };
  const auto clock = [](bool trusted) {
    return [trusted](Kiosk& it) { it.feed(ClockChanged{trusted}); };
  };
  const auto evse = [](EvseState state) { return [state](Kiosk& it) { it.becomes(1, state); }; };
  const auto journal = [](bool healthy) {
    return [healthy](Kiosk& it) { it.feed(JournalChanged{healthy}); };
  };
  const auto paid = [](Seconds span) {
    return [span](Kiosk& it) { it.feed(hal::BackEndReport{hal::PaymentElsewhere{1, span}}); };
  };
  const Case cases[] = {
      {"back end away", link(false), link(true)},
      {"clock not trusted", clock(false), clock(true)},
      {"in use", evse(EvseState::charging), evse(EvseState::available)},
      {"reserved", evse(EvseState::reserved), evse(EvseState::available)},
      {"broken", evse(EvseState::out_of_service), evse(EvseState::available)},
      {"off", evse(EvseState::disabled), evse(EvseState::available)},
      {"journal", journal(false), journal(true)},
      {"somebody pays", paid(Seconds{60}), paid(Seconds{0})},
  };
  for (const Case& it : cases) {
    it.spoil(kiosk);
    EXPECT_FALSE(code_of(kiosk)) << it.why;
    const Snapshot without = kiosk.snapshot();
    if (const auto* tap = std::get_if<TapModel>(&without.screen)) {
      EXPECT_EQ(tap->hint, TapHint::phone_withdrawn) << "and it says so: " << it.why;
      EXPECT_FALSE(tap->phone_offered) << it.why;
    }
    it.mend(kiosk);
    open_code(kiosk);
    EXPECT_TRUE(code_of(kiosk)) << it.why;
  }
}

TEST_F(SoldByPhone, APluggedCarMayStillBePaidFor) {
  kiosk.becomes(1, EvseState::plugged);
  EXPECT_TRUE(code_of(kiosk));
}

// OCPP 2.1 C25: NotifyWebPaymentStarted keeps others from starting there, for its time.
TEST_F(SoldByPhone, WhoeverScannedKeepsTheConnectorForTheirTime) {
  kiosk.feed(hal::BackEndReport{hal::PaymentElsewhere{1, Seconds{60}}});
  kiosk.act(Pay{});
  EXPECT_EQ(kiosk.screen(), "connector") << "nobody else may begin here";
  EXPECT_EQ(kiosk.snapshot().connectors.front().availability, Availability::paying_elsewhere);
  kiosk.pass(Seconds{59});
  EXPECT_FALSE(code_of(kiosk));
  kiosk.pass(Seconds{1});
  EXPECT_EQ(kiosk.snapshot().connectors.front().availability, Availability::free);
  open_code(kiosk);
  EXPECT_TRUE(code_of(kiosk));
}

TEST_F(SoldByPhone, OneStepBackAsksForTheCard) {
  for (const Intent& leave : {Intent{Back{}}, Intent{Cancel{}}}) {
    open_code(kiosk);
    kiosk.act(leave);
    EXPECT_EQ(kiosk.screen(), "tap");
    EXPECT_TRUE(offers_phone(kiosk));
  }
}

TEST_F(SoldByPhone, ACardIsTakenWhileTheCodeIsUp) {
  EXPECT_EQ(reader_wish(kiosk.station()).mode, ReaderWish::Mode::purchase);
  kiosk.tap("card-one");
  EXPECT_EQ(kiosk.screen(), "authorising");
}

TEST_F(SoldByPhone, GivesTheScreenBackWhenNobodyIsThere) {
  kiosk.pass(Seconds{121});
  EXPECT_EQ(kiosk.screen(), "scan");
  EXPECT_TRUE(kiosk.snapshot().leaving_in);
  kiosk.pass(Seconds{20});
  EXPECT_EQ(kiosk.screen(), "idle");
}

TEST(DynamicCode, IsNotShownBeforeTheClockAndTheBackEndWereHeardOf) {
  Kiosk kiosk(with_code());
  kiosk.act(ChooseConnector{1});
  kiosk.act(Pay{});
  EXPECT_FALSE(offers_phone(kiosk));
  kiosk.feed(ClockChanged{true});
  EXPECT_FALSE(offers_phone(kiosk));
  kiosk.feed(hal::BackEndReport{hal::BackEndLink{true}});
  EXPECT_TRUE(offers_phone(kiosk));
  kiosk.act(PayByPhone{});
  EXPECT_TRUE(code_of(kiosk));
}

TEST(DynamicCode, IsMadeOnlyIfItCanBeShownForEveryEvse) {
  const StationSettings station = settings();
  const auto missing = made(kTemplate, Seconds{30}, {}, station);
  ASSERT_FALSE(missing);
  EXPECT_NE(missing.error().remedy.find("{chargingStationId}"), std::string::npos);
  const auto long_one = made(kTemplate, Seconds{30},
                             {{UrlVariable::charging_station_id, std::string(500, 'x')}}, station);
  ASSERT_FALSE(long_one);
  EXPECT_EQ(long_one.error().code, "codes.url_long");
}

TEST(DynamicCode, NamesARoamingEvseAsTheReceiptDoes) {
  const StationSettings station = settings();
  const auto code =
      made("https://p.example/{roamingEVSEId}/{totp}", Seconds{30}, {}, station).value();
  EXPECT_EQ(code->at(2, hal::Utc{})->address,
            "https://p.example/DE%2AVLT%2AE1042%2A2/u5CoKdo5HUS1");
}

}  // namespace
}  // namespace kerb::kiosk
