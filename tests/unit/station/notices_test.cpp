// Which of the back end's messages are on the screen.
#include "kiosk/station/notices.hpp"

#include <gtest/gtest.h>

#include "tests/unit/station/kiosk.hpp"

namespace kerb::kiosk {
namespace {

using hal::BackEndText;
using hal::DisplayMessage;
using During = DisplayMessage::During;
using Priority = DisplayMessage::Priority;

DisplayMessage message(std::int64_t id, std::string text, std::string language = {}) {
  DisplayMessage it;
  it.id = id;
  it.text.content = std::move(text);
  it.text.language = std::move(language);
  return it;
}

std::vector<std::string> texts(const Kiosk& kiosk) {
  std::vector<std::string> found;
  for (const NoticeView& view : kiosk.snapshot().notices) found.push_back(view.text);
  return found;
}
using Texts = std::vector<std::string>;

TEST(Notices, ATextIsChosenByTheDriversLanguage) {
  const auto text = [](std::string content, std::string language) {
    return BackEndText{std::move(content), BackEndText::Format::utf8, std::move(language)};
  };
  const std::vector<BackEndText> all{text("first", "fr"), text("plain", ""), text("base", "de"),
                                     text("exact", "de-AT")};
  EXPECT_EQ(in_language(all, "de-AT")->content, "exact");
  EXPECT_EQ(in_language(all, "de")->content, "base");
  EXPECT_EQ(in_language(all, "de-CH")->content, "base");
  EXPECT_EQ(in_language(all, "it")->content, "plain");
  EXPECT_EQ(in_language({all[0], all[2]}, "it")->content, "first");
  EXPECT_EQ(in_language({}, "it"), nullptr);
  BackEndText markup = text("<b>", "it");
  markup.format = BackEndText::Format::html;
  EXPECT_EQ(in_language({markup}, "it"), nullptr);
}

TEST(Notices, ComeInTheOrderOfTheirPriority) {
  Kiosk kiosk;
  DisplayMessage front = message(9, "in front");
  front.priority = Priority::in_front;
  DisplayMessage alone = message(5, "alone");
  alone.priority = Priority::always_front;
  kiosk.feed(MessagesChanged{{message(2, "two"), message(1, "one"), front}});
  EXPECT_EQ(texts(kiosk), (Texts{"in front", "one", "two"}));
  kiosk.feed(MessagesChanged{{message(1, "one"), front, alone}});
  EXPECT_EQ(texts(kiosk), Texts{"alone"});
  EXPECT_EQ(kiosk.snapshot().notices.front().rank, NoticeView::Rank::always_front);
}

TEST(Notices, AStrangersLanguageIsReadOnlyWhereNothingElseIs) {
  Kiosk kiosk;
  kiosk.feed(MessagesChanged{{message(1, "Bonjour", "fr"), message(2, "Hello", "en-GB")}});
  EXPECT_EQ(texts(kiosk), Texts{"Hello"});
  kiosk.act(ChooseLocale{"it"});
  EXPECT_EQ(texts(kiosk), (Texts{"Bonjour", "Hello"}));
}

TEST(Notices, KeepTheirTime) {
  Kiosk kiosk;
  DisplayMessage it = message(1, "now");
  it.from = kiosk.now().utc + hal::Seconds{10};
  it.until = kiosk.now().utc + hal::Seconds{20};
  kiosk.feed(MessagesChanged{{it}});
  EXPECT_EQ(texts(kiosk), Texts{});
  kiosk.pass(hal::Seconds{10});
  EXPECT_EQ(texts(kiosk), Texts{"now"});
  kiosk.pass(hal::Seconds{10});
  EXPECT_EQ(texts(kiosk), Texts{});
}

// OCPP 2.1 MessageStateEnumType.
TEST(Notices, AreForAStateOfTheStation) {
  const std::pair<During, hal::EvseState> cases[] = {
      {During::idle, hal::EvseState::available},
      {During::charging, hal::EvseState::charging},
      {During::suspending, hal::EvseState::paused_by_car},
      {During::faulted, hal::EvseState::out_of_service},
      {During::unavailable, hal::EvseState::disabled}};
  for (const auto& [during, state] : cases) {
    Kiosk kiosk(1);
    DisplayMessage it = message(1, "due");
    it.during = during;
    kiosk.feed(MessagesChanged{{it}});
    for (const auto& [other, is] : cases) {
      kiosk.becomes(1, is);
      EXPECT_EQ(texts(kiosk).size(), state == is ? 1U : 0U) << static_cast<int>(is);
    }
  }
  Kiosk kiosk(1);
  DisplayMessage never = message(1, "never");
  never.during = During::discharging;
  kiosk.feed(MessagesChanged{{never}});
  EXPECT_EQ(texts(kiosk), Texts{});
}

TEST(Notices, OneForAChargeIsOnItsScreenAndGoneWithIt) {
  Kiosk kiosk;
  DisplayMessage it = message(1, "for you");
  it.charge = std::string(32, 'a');
  kiosk.feed(MessagesChanged{{it}});
  EXPECT_EQ(texts(kiosk), Texts{});
  kiosk.charge();
  EXPECT_EQ(texts(kiosk), Texts{"for you"});
  kiosk.act(Back{});
  EXPECT_EQ(texts(kiosk), Texts{}) << "nobody else's";
  kiosk.act(ChooseConnector{1});
  kiosk.feed(hal::ControllerEvent{
      hal::ChargeStopped{1, std::string(32, 'a'), {9'000}, hal::StopReason::car}});
  EXPECT_EQ(texts(kiosk), Texts{});
}

TEST(Notices, PriceAndCostInWordsBelongToTheirSession) {
  Kiosk kiosk;
  const std::string session(32, 'a');
  EXPECT_EQ(kiosk.feed(hal::BackEndReport{hal::ChargePrice{session, {}}}).remarks.size(), 1U);
  kiosk.charge();
  kiosk.feed(hal::BackEndReport{
      hal::ChargePrice{session, {{"0.59 a kWh\nfor members", BackEndText::Format::utf8, "en"}}}});
  EXPECT_EQ(texts(kiosk), Texts{"0.59 a kWh for members"});
  hal::CostReported cost;
  cost.charge = session;
  cost.stage = hal::CostReported::Stage::finished;
  cost.total = {4720, 3, "EUR"};
  cost.texts = {{"Final cost 4.72 EUR", BackEndText::Format::utf8, "en"}};
  cost.qr_code = "https://cpo.example/invoices/1";
  kiosk.feed(hal::BackEndReport{cost});
  EXPECT_EQ(texts(kiosk), Texts{"0.59 a kWh for members"}) << "it is not over yet";
  kiosk.feed(hal::ControllerEvent{hal::ChargeStopped{1, session, {9'000}, hal::StopReason::car}});
  EXPECT_EQ(texts(kiosk), Texts{"Final cost 4.72 EUR"});
  EXPECT_EQ(kiosk.snapshot().notices.front().qr_code, "https://cpo.example/invoices/1");
  EXPECT_EQ(kiosk.screen(), "receipt");
}

TEST(Notices, AnAddressIsAlsoACode) {
  Kiosk kiosk;
  DisplayMessage address = message(1, "https://cpo.example");
  address.text.format = BackEndText::Format::uri;
  DisplayMessage code = message(2, "WIFI:S:site;;");
  code.text.format = BackEndText::Format::qr_code;
  kiosk.feed(MessagesChanged{{address, code}});
  const auto notices = kiosk.snapshot().notices;
  ASSERT_EQ(notices.size(), 2U);
  EXPECT_EQ(notices[0].text, "https://cpo.example");
  EXPECT_EQ(notices[0].qr_code, "https://cpo.example");
  EXPECT_EQ(notices[1].text, "");
  EXPECT_EQ(notices[1].qr_code, "WIFI:S:site;;");
}

TEST(Notices, ThePriceInWordsStandsOnlyWhereKerbHasNone) {
  Kiosk kiosk;
  kiosk.feed(
      hal::BackEndReport{hal::DefaultPrice{{{"0.65 EUR/kWh", BackEndText::Format::utf8, {}}}}});
  EXPECT_EQ(kiosk.snapshot().connectors.front().price_words, "");
  kiosk.feed(TariffsChanged{});
  EXPECT_EQ(kiosk.snapshot().connectors.front().price_words, "0.65 EUR/kWh");
}

TEST(Notices, WordsBeyondTheirBoundAreNotKept) {
  Kiosk kiosk;
  kiosk.feed(TariffsChanged{});
  std::vector<BackEndText> many(20, {std::string(1025, 'x'), BackEndText::Format::utf8, {}});
  many.resize(40, {"y", BackEndText::Format::utf8, {}});
  kiosk.feed(hal::BackEndReport{hal::DefaultPrice{many}});
  EXPECT_EQ(kiosk.station().default_price.size(), 8U);
  EXPECT_EQ(kiosk.snapshot().connectors.front().price_words, "y");
}

}  // namespace
}  // namespace kerb::kiosk
