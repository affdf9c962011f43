// How a tap ends, in the octets that a test laboratory compares.
#include "payment/emv/outcome.hpp"

#include <gtest/gtest.h>

#include "tests/unit/emv/tap.hpp"

namespace kerb::payment::emv {
namespace {

using hal::simulated::CardKind;

TEST(OutcomeParameters, BookA_6_2) {
  OutcomeParameters parameters;
  EXPECT_EQ(hal::to_hex(octets_of(parameters)), "40F0F0F000F0FF00");
  parameters.status = Status::try_again;
  parameters.start = Start::b;
  parameters.cvm = Cvm::device;
  parameters.ui_on_outcome = parameters.receipt = true;
  parameters.alternate_interface = AlternateInterface::contact;
  parameters.field_off = hal::Millis{1300};
  parameters.removal_timeout = hal::Millis{500};
  EXPECT_EQ(hal::to_hex(octets_of(parameters)), "7010F03088100D05");
  parameters.ui_on_restart = parameters.data_record = parameters.discretionary_data = true;
  parameters.field_off = hal::Millis{60'000};  // FF would say that none is asked for
  EXPECT_EQ(hal::to_hex(octets_of(parameters)), "7010F030F810FE05");
}

TEST(UiRequest, C2_A_1_194) {
  UiRequest request{Message::see_phone, UiStatus::ready_to_read, hal::Millis{1300}, "deen"};
  EXPECT_EQ(hal::to_hex(octets_of(request)), "20020000136465656E00000000");
  request.hold = hal::Millis{12'345'600};
  request.language = "deenfritnl";
  EXPECT_EQ(hal::to_hex(octets_of(request)), "20021234566465656E66726974");
}

TEST(ErrorIndication, C2_A_1_77) {
  ErrorIndication error;
  error.level2 = Level2::status_bytes;
  error.sw = 0x6A82;
  error.message = Message::other_card;
  EXPECT_EQ(hal::to_hex(octets_of(error)), "0003006A821C");
}

struct Case {
  const char* name;
  CardKind card;
  int command;         // whose answer is replaced; -1: none
  const char* answer;  // empty: the card has left
  OutcomeKind kind;
  const char* parameters;
  Message on_outcome;
  Message on_restart;
  const char* error;
};

constexpr Message kNone = Message::none;
constexpr Case kCases[] = {
    {"VisaGoesOnline_C3_5_8", CardKind::visa, -1, "", OutcomeKind::online_request,
     "30F0F000B0F0FF00", Message::authorising, kNone, "0000000000FF"},
    {"PhoneGoesOnline_C3_5_7", CardKind::phone, -1, "", OutcomeKind::online_request,
     "30F0F030B0F0FF00", Message::authorising, kNone, "0000000000FF"},
    {"MastercardGoesOnline_C2_S910_74", CardKind::mastercard, -1, "", OutcomeKind::online_request,
     "30F0F000B0F0FF00", Message::authorising, kNone, "0000000000FF"},
    {"NoDirectory_BookB_3_3_2", CardKind::visa, 0, "6A82", OutcomeKind::other_card,
     "40F0F0F090F0FF00", Message::other_card, kNone, "0008006A821C"},
    {"MalformedDirectory_BookB_3_3_2", CardKind::visa, 0, "6F02A5009000", OutcomeKind::other_card,
     "40F0F0F090F0FF00", Message::other_card, kNone, "00090000001C"},
    {"EmptyDirectory_BookB_3_3_2_7", CardKind::visa, 0, "6F05A503BF0C009000",
     OutcomeKind::other_card, "40F0F0F090F0FF00", Message::other_card, kNone, "000A0000001C"},
    {"RefusedSelection_BookB_3_3_3_4", CardKind::visa, 1, "6A82", OutcomeKind::other_card,
     "40F0F0F090F0FF00", Message::other_card, kNone, "0003006A821C"},
    {"LeftAtDirectory_BookB_3_3", CardKind::visa, 0, "", OutcomeKind::try_again, "7010F0F050F0FF00",
     kNone, Message::present_again, "010000000021"},
    {"LeftAtVisaOptions_BookB_3_5", CardKind::visa, 2, "", OutcomeKind::try_again,
     "7010F0F050F0FF00", kNone, Message::present_again, "010000000021"},
    {"LeftAtMastercardCryptogram_C2_S9_10", CardKind::mastercard, 7, "", OutcomeKind::try_again,
     "4010F0F050F0FF00", kNone, Message::present_again, "010000000021"},
    {"GarbledAnswer_Level1", CardKind::visa, 2, "00", OutcomeKind::try_again, "7010F0F050F0FF00",
     kNone, Message::present_again, "030000000021"},
    {"VisaWantsContacts_C3_5_2_2", CardKind::visa, 2, "6984", OutcomeKind::other_interface,
     "60F0F0F09010FF00", Message::insert_card, kNone, "0000000000FF"},
    {"VisaPhoneIsLocked_C3_5_2_2", CardKind::visa, 2, "6986", OutcomeKind::see_phone,
     "7010F0F050F00D00", kNone, Message::see_phone, "0000000000FF"},
    {"VisaSelectsNext_C3_5_2_2", CardKind::visa, 2, "6985", OutcomeKind::other_card,
     "40F0F0F090F0FF00", Message::other_card, kNone, "00030069851C"},
    {"MastercardSelectsNext_C2_S3_9", CardKind::mastercard, 2, "6985", OutcomeKind::other_card,
     "40F0F0F090F0FF00", Message::other_card, kNone, "00030069851C"},
    {"MagStripeOnly_C2_S3_18", CardKind::mastercard, 2, "800A 1900 0801010110010300 9000",
     OutcomeKind::other_card, "40F0F0F090F0FF00", Message::other_card, kNone, "00070000001C"},
    {"MissingRecord_C2_S4", CardKind::mastercard, 3, "6A83", OutcomeKind::other_card,
     "40F0F0F090F0FF00", Message::other_card, kNone, "0003006A831C"},
    {"MissingData_C2_S456_17", CardKind::mastercard, 3, "7000 9000", OutcomeKind::other_card,
     "40F0F0F090F0FF00", Message::other_card, kNone, "00010000001C"},
    {"MastercardDeclines_C2_S910_74", CardKind::mastercard, 7,
     "8012 00 0001 0102030405060708 06010A03A00000 9000", OutcomeKind::declined_by_card,
     "20F0F0F090F0FF00", Message::not_authorised, kNone, "0000000000FF"},
    {"PhoneAsksItsOwner_C2_S910_72", CardKind::mastercard, 7,
     "7724 9F270100 9F36020001 9F26080102030405060708 9F1007 06010A03A00000 DF4B03000001 9000",
     OutcomeKind::see_phone, "4010F0F050F00D00", kNone, Message::see_phone, "0000000000FF"},
};

class Outcomes : public ::testing::TestWithParam<Case> {};

TEST_P(Outcomes, AreCodedAsTheBooksSay) {
  const Case& one = GetParam();
  const auto card = hal::simulated::make_card(one.card);
  card->power_up();
  int count = 0;
  const TapOutcome outcome =
      run(desk::terminal(), desk::transaction(),
          [&](hal::ByteView command) -> hal::ReaderResult<hal::Bytes> {
            if (count++ != one.command) return card->answer(command);
            if (*one.answer != '\0') return *hal::from_hex(one.answer);
            return tl::make_unexpected(hal::ReaderFailure{hal::ReaderFault::card_gone, "test"});
          });
  EXPECT_EQ(outcome.kind, one.kind) << outcome.cause;
  EXPECT_EQ(hal::to_hex(octets_of(outcome.parameters)), one.parameters) << outcome.cause;
  EXPECT_EQ(outcome.ui_on_outcome ? outcome.ui_on_outcome->message : kNone, one.on_outcome);
  EXPECT_EQ(outcome.ui_on_restart ? outcome.ui_on_restart->message : kNone, one.on_restart);
  EXPECT_EQ(hal::to_hex(octets_of(outcome.error)), one.error);
}

INSTANTIATE_TEST_SUITE_P(All, Outcomes, ::testing::ValuesIn(kCases),
                         [](const auto& tested) { return std::string(tested.param.name); });

TEST(EntryPoint, BookB_3_1_1_13NothingIsAllowedForThisAmount) {
  Terminal kiosk = desk::terminal();
  for (Combination& one : kiosk.combinations) one.transaction_limit = Money(5000, Currency{});
  const auto at = [&](std::int64_t cents) {
    return desk::tap(CardKind::visa, kiosk, desk::transaction(cents));
  };
  EXPECT_EQ(at(4999).kind, OutcomeKind::online_request);
  for (const std::int64_t cents : {5000, 5001}) {
    const TapOutcome outcome = at(cents);
    EXPECT_EQ(outcome.kind, OutcomeKind::other_interface);
    EXPECT_EQ(outcome.parameters.status, Status::try_another_interface);
    EXPECT_EQ(outcome.ui_on_outcome->message, Message::insert_or_swipe);
    EXPECT_EQ(outcome.ui_on_outcome->status, UiStatus::processing_error);
  }
}

TEST(EntryPoint, TheDriverMayTakeTheCardAwayBeforeAnythingIsDecided) {
  for (const auto& [kind, message] : {std::pair{CardKind::visa, Message::card_read_ok},
                                      std::pair{CardKind::mastercard, Message::clear_display}}) {
    const auto card = hal::simulated::make_card(kind);
    card->power_up();
    int commands = 0;
    std::vector<std::pair<int, UiRequest>> shown;
    run(
        desk::terminal(), desk::transaction(),
        [&](hal::ByteView command) -> hal::ReaderResult<hal::Bytes> {
          ++commands;
          return card->answer(command);
        },
        {}, [&](const UiRequest& request) { shown.emplace_back(commands, request); });
    ASSERT_EQ(shown.size(), 1U);
    EXPECT_EQ(shown[0].first, commands);  // after the last command
    EXPECT_EQ(shown[0].second.message, message);
    EXPECT_EQ(shown[0].second.status, UiStatus::card_read);
  }
}

}  // namespace
}  // namespace kerb::payment::emv
