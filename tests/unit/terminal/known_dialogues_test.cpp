// Dialogues of real terminals, to the octet, and those of PA00P015.
#include "tests/unit/terminal/desk.hpp"

namespace kerb::hal::simulated::terminal {
namespace {

// 2023-04-05 22:55:58
constexpr Utc kEvening{Millis(1'680'735'358'000)};

Card captured_card() {
  Card card = *card_named("mastercard");
  card.expiry = from_hex("2405").value();
  return card;
}

Desk cvend() {
  Desk desk("feig");
  desk.now.utc = kEvening;
  desk.terminal.host().set_authorisation(750'071);
  desk.terminal.host().set_pace(Millis{0});
  desk.terminal.turnover().set_numbers(231, 975);
  return desk;
}

Heard hex(std::initializer_list<std::string_view> messages) {
  Heard all;
  for (const auto message : messages) all.push_back(without_blanks(message));
  return all;
}

TEST(ZvtDialogue, RegistrationAsOfCvend) {
  Desk desk = cvend();
  EXPECT_EQ(desk.order("06 00 06 12 34 56 DE 09 78"),
            hex({"80 00 00", "06 0F 0A 19 10 29 52 52 35 35 49 09 78"}));
  EXPECT_FALSE(desk.terminal.running());
}

TEST(ZvtDialogue, ReadCardAsOfCvend) {
  Desk desk = cvend();
  desk.order("06 00 06 12 34 56 DE 09 78");
  EXPECT_EQ(desk.say("06 C0 0F 0F 19 10 FC 02 06 08 1F 15 01 D0 1F 60 01 07"), hex({"80 00 00"}));
  EXPECT_EQ(desk.tap("mastercard"),
            hex({"04 0F 35 27 00 06 31 4C 0A 00 00 00 00 00 00 08 1C A7 2F 1F 45 05 05 78 80 70 02 "
                 "1F 4C 01 01 1F 4D 02 FE 04 1F 4F 02 04 00 1F 50 01 20 60 09 43 07 A0 00 00 00 04 "
                 "10 10"}));
  EXPECT_EQ(desk.ack(), Heard{}) << "06 C0 has no 06 0F";
  EXPECT_FALSE(desk.terminal.running());
}

TEST(ZvtDialogue, ReservationAndItsReversalAsOfCvend) {
  Desk desk = cvend();
  desk.order("06 00 06 12 34 56 5E 09 78");  // without 80: the till makes the receipts
  desk.heard(desk.terminal.tap(captured_card(), Millis{0}, desk.now));
  EXPECT_EQ(desk.order("06 22 1E 19 40 49 09 78 04 00 00 00 00 25 00 06 10 E9 0E 1F 62 02 41 43 1F "
                       "63 06 33 38 34 48 48 32"),
            hex({"80 00 00", "04 FF 01 17",
                 "04 0F 5A 27 00 04 00 00 00 00 25 00 49 09 78 0C 22 55 58 0D 04 05 22 F0 F8 55 98 "
                 "83 EE EE EE 80 74 87 02 31 3B 37 35 30 30 37 31 00 00 0B 00 09 75 19 60 29 52 52 "
                 "35 35 0E 24 05 8A 06 8C 01 8B F1 F1 4D 61 73 74 65 72 43 61 72 64 00 2A 38 30 34 "
                 "30 31 31 39 32 36 20 20 20 20 20 20",
                 "06 0F 00"}));
  EXPECT_EQ(desk.order("06 25 08 19 40 87 02 31 49 09 78"),
            hex({"80 00 00", "04 FF 01 17",
                 "04 0F A4 27 00 04 00 00 00 00 00 00 49 09 78 0C 22 55 58 0D 04 05 22 F0 F8 55 98 "
                 "83 EE EE EE 80 74 87 02 32 3B 37 35 30 30 37 31 00 00 0B 00 09 77 19 60 29 52 52 "
                 "35 35 0E 24 05 8A 06 8C 01 8B F1 F1 4D 61 73 74 65 72 43 61 72 64 00 2A 38 30 34 "
                 "30 31 31 39 32 36 20 20 20 20 20 20 3C F0 F7 F0 41 53 2D 50 72 6F 63 2D 43 6F 64 "
                 "65 3D 20 30 30 20 30 37 36 20 30 36 0D 43 61 70 74 2E 2D 52 65 66 2E 3D 20 30 30 "
                 "39 39 0D 41 49 44 35 39 3D 20 30 38 31 35 32 30 0D 20 44 41 55 45 52 20 20 20 37 "
                 "20 54 41 47 45",
                 "06 0F 00"}));
  EXPECT_TRUE(desk.terminal.turnover().open().empty());
}

TEST(ZvtDialogue, StatusAndSystemInformationAsOfCvend) {
  Desk desk = cvend();
  desk.order("06 00 06 12 34 56 DE 09 78");
  desk.now.utc += Seconds(58);  // 22:56:56
  EXPECT_EQ(desk.order("05 01 03 12 34 56").back(),
            without_blanks("06 0F 89 F0 F4 F0 47 45 52 2D 41 50 50 2D 76 32 2E 30 2E 39 3B 63 53 "
                           "30 32 2E 30 31 2E 30 31 2D 31 30 2E 31 30 2D 32 2D 32 3B 43 43 32 36 "
                           "00 06 5B 1F 44 04 52 52 35 35 E4 43 1F 40 0A 63 56 45 4E 44 20 70 6C "
                           "75 67 1F 41 28 47 45 52 2D 41 50 50 2D 76 32 2E 30 2E 39 3B 63 53 30 "
                           "32 2E 30 31 2E 30 31 2D 31 30 2E 31 30 2D 32 2D 32 3B 43 43 32 36 1F "
                           "42 04 17 FD 1E 3C 1F 43 01 00 34 0D 1F 0E 04 20 23 04 05 1F 0F 03 22 "
                           "56 56"));
  EXPECT_EQ(desk.order("0F A1 02 00 01").back(),
            without_blanks("06 0F 25 31 37 46 44 31 45 33 43 47 45 52 2D 41 50 50 2D 76 32 2E 30 "
                           "2E 39 20 20 20 35 32 35 32 33 35 33 35 32 34 2E 34"));
  EXPECT_EQ(desk.say("0F A1 02 00 02"), Heard{"848300"}) << "another function of cVEND";
}

TEST(ZvtDialogue, EndOfDayAsOfCvend) {
  Desk desk = cvend();
  desk.order("06 00 06 12 34 56 5A 09 78");
  // 2023-04-06 08:17:06, and two bookings that came to 9.58
  desk.now.utc = Utc(Millis(1'680'769'026'000));
  desk.terminal.turnover().set_numbers(233, 978);
  const Card card = captured_card();
  Turnover& store = desk.terminal.turnover();
  store.keep(store.purchase(500, card, desk.now.utc));
  store.keep(store.purchase(458, card, desk.now.utc));
  store.set_numbers(235, 982);
  const Heard heard = desk.order("06 50 03 12 34 56");
  EXPECT_EQ(heard.at(2),
            without_blanks(
                "04 0F 4D 27 00 04 00 00 00 00 09 58 0B 00 09 82 0D 04 06 0C 08 17 06 60 F0 F5 F3 "
                "02 33 02 34 00 00 00 00 00 00 00 00 00 00 00 00 00 00 02 00 00 00 00 09 58 00 00 "
                "00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00"));
  EXPECT_EQ(heard.back(), "060F00");
  EXPECT_TRUE(store.all().empty());
}

TEST(ZvtDialogue, OpenReservationsAsOfCvendAndOfRea) {
  for (const auto& [profile, none, one] :
       {std::tuple{"feig", "06 1E 04 B8 87 FF FF", "06 1E 04 B8 87 03 38"},
        std::tuple{"ccv", "06 1E 04 B8 87 FF FF", "06 1E 0C B8 87 03 38 06 06 23 04 08 02 03 38"},
        std::tuple{"generic", "06 1E 04 B8 87 FF FF", "06 1E 04 B8 87 03 38"}}) {
    Desk desk(profile);
    desk.order("06 00 0B 01 02 03 1E 09 78 06 03 12 01 40");
    EXPECT_EQ(desk.order("06 23 03 87 FF FF"), hex({"80 00 00", none})) << profile;
    desk.terminal.turnover().set_numbers(338, 276);
    desk.tap("visa");
    desk.order("06 22 09 19 40 04 00 00 00 00 05 00");
    EXPECT_EQ(desk.order("06 23 03 87 FF FF"), hex({"80 00 00", one})) << profile;
  }
}

// PA00P015, 2.10: one in bitmap 87, the others in tag 23.
TEST(ZvtDialogue, SeveralOpenReservationsByTheBook) {
  Desk desk("generic");
  desk.order("06 00 0B 01 02 03 16 09 78 06 03 12 01 40");
  for (const ReceiptNumber number : std::vector<ReceiptNumber>{123, 4567, 7890}) {
    desk.terminal.turnover().set_numbers(number, number);
    desk.tap("visa");
    desk.order("06 22 09 19 40 04 00 00 00 00 05 00");
  }
  EXPECT_EQ(desk.order("06 23 03 87 FF FF").back(),
            without_blanks("06 1E 10 B8 87 01 23 06 0A 23 08 08 02 45 67 08 02 78 90"));
}

// PA00P015, 5.1.
TEST(ZvtDialogue, MessageSequenceIds) {
  Desk desk("generic");
  Settings& settings = desk.terminal.settings();
  settings.profile.registered = 0x00;
  settings.terminal_id = 65'000'028;
  EXPECT_EQ(desk.order("06 00 14 00 00 00 9E 09 78 06 0C 26 04 0A 02 06 D3 1F 73 03 00 00 00"),
            hex({"80 00 00",
                 "06 0F 18 19 00 29 65 00 00 28 49 09 78 06 0C 26 04 0A 02 06 D3 1F 73 "
                 "03 00 00 00"}));
  desk.tap("visa");
  const Heard heard =
      desk.say("06 01 14 04 00 00 00 00 01 00 49 09 78 19 44 06 06 1F 73 03 00 00 01");
  EXPECT_EQ(heard,
            hex({"80 00 08 06 06 1F 73 03 00 00 01", "04 FF 0A 17 00 06 06 1F 73 03 00 00 02"}));
}

TEST(ZvtDialogue, BookTotalAsOfReaKeepsReceiptAndTrace) {
  Desk desk("ccv");
  desk.order(
      "06 00 1C 01 02 03 9E 09 78 06 14 10 02 20 04 12 01 40 27 03 14 01 FE 40 02 FF FF 1F "
      "05 01 80");
  EXPECT_TRUE(desk.terminal.till().utf8);
  desk.terminal.turnover().set_numbers(336, 276);
  desk.tap("mastercard");
  desk.order("06 22 09 19 40 04 00 00 00 00 05 00");
  const Heard heard = desk.order("06 24 0A 87 03 36 04 00 00 00 00 03 00");
  ASSERT_EQ(heard.size(), 5U);
  EXPECT_TRUE(heard[1].starts_with("04FF"));
  EXPECT_TRUE(heard[2].starts_with("040F"));
  EXPECT_NE(heard[2].find("0B000276370002760C"), std::string::npos) << heard[2];
  EXPECT_NE(heard[2].find("870336"), std::string::npos);
  EXPECT_TRUE(heard[3].starts_with("06D3FF")) << "the receipt comes after the status";
  EXPECT_EQ(heard[4], "060F00");
}

TEST(ZvtDialogue, BookTotalAsOfCvendHasANewReceiptBeforeTheStatus) {
  Desk desk("feig");
  desk.order("06 00 06 12 34 56 DE 09 78");
  desk.terminal.turnover().set_numbers(60, 120);
  desk.tap("mastercard");
  desk.order("06 22 09 19 40 04 00 00 00 00 50 00");
  const Heard heard = desk.order("06 24 0E 87 00 60 04 00 00 00 00 25 00 0B 00 01 20");
  ASSERT_EQ(heard.size(), 5U);
  EXPECT_TRUE(heard[2].starts_with("06D3FF"));
  EXPECT_TRUE(heard[3].starts_with("040F"));
  EXPECT_NE(heard[3].find("870061"), std::string::npos) << heard[3];
  EXPECT_NE(heard[3].find("0B000122"), std::string::npos) << heard[3];
  EXPECT_EQ(heard[4], "060F00");
}

TEST(ZvtDialogue, NobodyCame) {
  Desk desk("feig");
  desk.terminal.settings().terminal_id = 29'001'006;
  desk.order("06 00 06 12 34 56 56 09 78");
  EXPECT_EQ(desk.order("06 22 09 19 40 04 00 00 00 00 05 00"),
            hex({"80 00 00", "04 0F 07 27 6C 29 29 00 10 06", "06 1E 01 6C"}));
  EXPECT_EQ(desk.order("06 C0 01 0F"), hex({"80 00 00", "06 1E 01 6C"}));
}

}  // namespace
}  // namespace kerb::hal::simulated::terminal
