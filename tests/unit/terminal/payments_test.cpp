// What a till may ask of a terminal, and what becomes of the money.
#include <tuple>

#include "tests/unit/terminal/desk.hpp"

namespace kerb::hal::simulated::terminal {
namespace {

constexpr std::string_view kRegister = "06 00 06 00 00 00 16 09 78";  // no receipts, no 04 FF
constexpr std::string_view kReserve25 = "06 22 09 19 40 04 00 00 00 00 25 00";

Desk registered(std::string_view profile = "generic") {
  Desk desk(profile);
  desk.terminal.host().set_pace(Millis{0});
  desk.order(kRegister);
  return desk;
}

Desk with_reservation(std::string_view card = "mastercard") {
  Desk desk = registered();
  desk.tap(card);
  desk.order(kReserve25);
  return desk;
}

std::string result_of(const Heard& heard) {
  return heard.empty() ? "" : heard.back();
}

TEST(ZvtPayments, EachCardThatIsRefusedIsRefusedInItsWay) {
  int refused = 0;
  for (const Card& card : cards()) {
    if (card.result == 0) continue;
    Desk desk = registered();
    desk.tap(card.name);
    const Heard heard = desk.order(kReserve25);
    const std::string result = to_hex(Bytes{card.result});
    EXPECT_EQ(result_of(heard), "061E01" + result) << card.name;
    EXPECT_TRUE(heard.at(1).starts_with("040F") && heard.at(1).substr(6, 4) == "27" + result)
        << card.name << " " << heard.at(1);
    EXPECT_TRUE(desk.terminal.turnover().all().empty()) << card.name;
    ++refused;
  }
  EXPECT_GT(refused, 15);
}

TEST(ZvtPayments, AnAmountBeyondTheCard) {
  Desk desk = registered();
  desk.tap("small");
  EXPECT_EQ(result_of(desk.order("06 22 09 19 40 04 00 00 00 00 30 01")), "061E01C3");
  desk.tap("small");
  EXPECT_EQ(result_of(desk.order("06 22 09 19 40 04 00 00 00 00 30 00")), "060F00");
}

struct Change {
  const char* what;
  std::string_view order;
  const char* result;
  Cents taken;  // by the terminal's books afterwards
  bool open;
};

TEST(ZvtPayments, WhatCanBecomeOfAReservation) {
  constexpr Change kChanges[] = {
      {"partial reversal", "06 23 0A 87 00 01 04 00 00 00 00 12 95", "060F00", 1'205, false},
      {"of nothing: all is booked", "06 23 03 87 00 01", "060F00", 2'500, false},
      {"of all", "06 23 0A 87 00 01 04 00 00 00 00 25 00", "060F00", 0, false},
      {"of too much", "06 23 0A 87 00 01 04 00 00 00 00 25 01", "061E01B7", 0, true},
      {"book total", "06 24 0A 87 00 01 04 00 00 00 00 03 00", "060F00", 300, false},
      {"nothing was delivered", "06 24 0A 87 00 01 04 00 00 00 00 00 00", "060F00", 0, false},
      {"of too much", "06 24 0A 87 00 01 04 00 00 00 00 25 01", "061E01B7", 0, true},
      {"null filling", "06 25 03 87 00 01", "060F00", 0, false},
      {"by its trace", "06 26 04 0B 00 00 01", "060F00", 0, false},
      {"another receipt", "06 24 03 87 00 02", "061E01B8", 0, true},
      {"no receipt", "06 25 00", "061E01B8", 0, true},
      {"another trace", "06 24 07 87 00 01 0B 00 00 02", "061E01B8", 0, true},
      {"another authorisation", "06 24 0C 87 00 01 3B 31 31 31 31 31 31 31 31", "061E01B8", 0,
       true},
      {"another currency", "06 24 06 87 00 01 49 08 26", "061E046F490978", 0, true},
      {"not a reversal of payments", "06 30 06 00 00 00 87 00 01", "061E01B5", 0, true},
  };
  for (const Change& change : kChanges) {
    Desk desk = with_reservation();
    EXPECT_EQ(result_of(desk.order(change.order)), change.result) << change.what;
    EXPECT_EQ(desk.terminal.turnover().totals().all, change.taken) << change.what;
    EXPECT_EQ(desk.terminal.turnover().open().size(), change.open ? 1U : 0U) << change.what;
  }
}

TEST(ZvtPayments, GirocardKnowsNoNullFilling) {
  Desk desk = with_reservation("girocard");
  EXPECT_EQ(result_of(desk.order("06 25 03 87 00 01")), "061E01B5");
  EXPECT_EQ(result_of(desk.order("06 23 0A 87 00 01 04 00 00 00 00 25 00")), "060F00");
}

TEST(ZvtPayments, AHostMayWantBookingsInTheWayOfTheCard) {
  constexpr std::string_view kPart = "06 23 0A 87 00 01 04 00 00 00 00 05 00";
  constexpr std::string_view kTotal = "06 24 0A 87 00 01 04 00 00 00 00 05 00";
  for (const auto& [card, wrong, result, right] :
       {std::tuple{"girocard", kTotal, "061E0167", kPart},
        std::tuple{"visa", kPart, "061E0168", kTotal}}) {
    Desk desk = with_reservation(card);
    desk.terminal.settings().bookings_by_card = true;
    EXPECT_EQ(result_of(desk.order(wrong)), result) << card;
    EXPECT_EQ(result_of(desk.order(right)), "060F00") << card;
  }
}

TEST(ZvtPayments, AClosedReservationStaysClosed) {
  for (const std::string_view profile : {"feig", "ccv", "generic"}) {
    Desk desk = registered(profile);
    desk.tap("visa");
    desk.order(kReserve25);
    desk.order("06 24 0A 87 00 01 04 00 00 00 00 03 00");
    for (const std::string_view again :
         {"06 23 03 87 00 01", "06 24 03 87 00 01", "06 25 03 87 00 01"}) {
      EXPECT_EQ(result_of(desk.order(again)), "061E01B4") << profile << again;
    }
    EXPECT_EQ(desk.terminal.turnover().totals().all, 300) << profile;
  }
}

TEST(ZvtPayments, AReservationGrows) {
  Desk desk = with_reservation();
  // 1F06 = 03, for receipt 0001: 10.00 more, without a card
  EXPECT_EQ(result_of(desk.order("06 22 10 87 00 01 04 00 00 00 00 10 00 06 04 1F 06 01 03")),
            "060F00");
  EXPECT_EQ(result_of(desk.order("06 24 0A 87 00 01 04 00 00 00 00 35 00")), "060F00");
  EXPECT_EQ(desk.terminal.turnover().totals().all, 3'500);
}

TEST(ZvtPayments, ReversalAndRefundByStaff) {
  Desk desk = registered();
  desk.tap("visa");
  desk.order("06 01 09 19 40 04 00 00 00 00 05 00");
  EXPECT_EQ(desk.terminal.turnover().totals().all, 500);
  EXPECT_EQ(result_of(desk.order("06 30 0D 00 00 00 87 00 01 04 00 00 00 00 04 99")), "061E01B5");
  EXPECT_EQ(result_of(desk.order("06 30 06 00 00 00 87 00 01")), "060F00");
  EXPECT_EQ(desk.terminal.turnover().totals().all, 0);
  EXPECT_EQ(result_of(desk.order("06 30 06 00 00 00 87 00 01")), "061E01B4");
  EXPECT_EQ(result_of(desk.order("06 30 06 00 00 00 87 00 77")), "061E01B5");
  desk.tap("visa");
  EXPECT_EQ(result_of(desk.order("06 31 0A 00 00 00 04 00 00 00 00 02 00")), "060F00");
  EXPECT_EQ(desk.terminal.turnover().totals().all, -200);
}

TEST(ZvtPayments, NothingIsPaidWhileTheTerminalCannot) {
  for (const auto& [status, result] : {std::pair{0xF0, "061E01F0"}, std::pair{0xC2, "061E01C2"},
                                       std::pair{0x51, "061E0151"}, std::pair{0x62, "060F00"}}) {
    Desk desk = registered();
    desk.tap("visa");
    desk.terminal.set_status(static_cast<std::uint8_t>(status));
    EXPECT_EQ(result_of(desk.order(kReserve25)), result);
  }
  Desk desk = registered();
  desk.tap("visa");
  desk.terminal.turnover().set_capacity(0);
  EXPECT_EQ(result_of(desk.order(kReserve25)), "061E016A") << "the turnover store is full";
  EXPECT_EQ(result_of(desk.order("06 22 02 19 40")), "061E016A");
  desk.terminal.turnover().set_capacity(1);
  EXPECT_EQ(result_of(desk.order("06 22 02 19 40")), "061E01C8") << "no amount";
  desk.terminal.host().set_up(false);
  EXPECT_EQ(result_of(desk.order(kReserve25)), "061E01A3") << "no connection to the host";
}

TEST(ZvtPayments, TheHostDeclinesSoOftenAsItWasTold) {
  Desk desk = registered();
  desk.terminal.host().decline(0x05, 1);
  desk.tap("visa");
  EXPECT_EQ(result_of(desk.order(kReserve25)), "061E0105");
  desk.tap("visa");
  EXPECT_EQ(result_of(desk.order(kReserve25)), "060F00");
}

TEST(ZvtPayments, WhatConfigBytesChange) {
  struct Config {
    std::string_view order;
    bool progress;
    bool print;
    bool text;
  };
  constexpr Config kConfigs[] = {
      {"06 00 06 00 00 00 16 09 78", false, false, false},  // the till builds receipts
      {"06 00 06 00 00 00 1E 09 78", true, false, false},
      {"06 00 06 00 00 00 9E 09 78", true, true, false},
      {"06 00 06 00 00 00 9C 09 78", true, false, false},  // the terminal prints payments itself
      {"06 00 0B 00 00 00 9E 09 78 06 03 12 01 30", true, true, true},
      {"06 02 00", false, true, false},  // as after power on: 86
  };
  for (const Config& config : kConfigs) {
    Desk desk;
    desk.order(config.order);
    desk.tap("blocked");
    const Heard refused = desk.order(kReserve25);
    EXPECT_EQ(any_starts_with(refused, "04 FF"), config.progress) << config.order;
    const bool text = std::any_of(refused.begin(), refused.end(), [](const std::string& one) {
      return one.starts_with("04FF") && one.find("4B6172746520") != std::string::npos;  // "Karte "
    });
    EXPECT_EQ(text, config.text) << config.order;
    desk.tap("visa");
    EXPECT_EQ(any_starts_with(desk.order(kReserve25), "06 D1"), config.print) << config.order;
  }
}

TEST(ZvtPayments, BlocksOnlyToWhoPermitsThemAndLinesToWhoDoesNotKnowThem) {
  Desk desk;
  desk.order("06 00 10 00 00 00 96 09 78 06 08 26 04 0A 02 06 D3 14 00");
  desk.tap("visa");
  const Heard permitted = desk.order(kReserve25);
  EXPECT_TRUE(any_starts_with(permitted, "06 D3") && !any_starts_with(permitted, "06 D1"));

  Desk cvend("feig");
  cvend.order("06 00 06 00 00 00 96 09 78");
  cvend.tap("visa");
  Heard heard = cvend.say(kReserve25);
  Desk::append(heard, cvend.pass_to_next());
  ASSERT_TRUE(heard.back().starts_with("06D3")) << heard.back();
  Heard lines = cvend.say("84 83 00");
  cvend.finish(lines);
  EXPECT_TRUE(any_starts_with(lines, "06 D1"));
  EXPECT_EQ(result_of(lines), "060F00");
}

TEST(ZvtPayments, TextsAreInTheCharacterSetThatWasAgreed) {
  Desk desk;
  desk.order("06 00 0F 00 00 00 9E 09 78 06 07 27 03 14 01 FE 14 00");
  desk.tap("stale");
  const Heard utf8 = desk.order(kReserve25);
  EXPECT_TRUE(std::any_of(utf8.begin(), utf8.end(), [](const std::string& one) {
    return one.find("756E67C3BC6C746967") != std::string::npos;  // "ungültig"
  }));
  desk.order("06 00 0B 00 00 00 9E 09 78 06 03 12 01 30");
  desk.tap("stale");
  const Heard cp437 = desk.order(kReserve25);
  EXPECT_TRUE(std::any_of(cp437.begin(), cp437.end(), [](const std::string& one) {
    return one.find("756E67816C746967") != std::string::npos;
  }));
}

TEST(ZvtPayments, CardsAreDetectedWithoutHoldingUpTheTerminal) {
  Desk desk;
  desk.order("06 00 0B 00 00 00 1E 09 78 06 03 12 01 30");
  constexpr std::string_view kPoll = "05 01 0B 00 00 00 03 03 06 04 1F 72 01 01";
  EXPECT_EQ(result_of(desk.order(kPoll)), "060F0100");
  desk.tap("girocard");
  EXPECT_EQ(
      result_of(desk.order(kPoll)),
      without_blanks("06 0F 27 00 06 24 60 22 43 09 A0 00 00 00 59 45 43 01 00 43 0A A0 00 00 "
                     "03 59 10 10 02 80 01 43 09 D2 76 00 00 25 45 50 02 00"));
  desk.tap("charging");
  EXPECT_EQ(result_of(desk.order(kPoll)),
            without_blanks("06 0F 0F 00 06 0C 4C 0A 00 00 00 00 00 00 DE AD BE EF"));
  desk.tap("visa", Millis{500});
  desk.pass(Millis{600});
  EXPECT_EQ(result_of(desk.order(kPoll)), "060F0100") << "it has left";
}

TEST(ZvtPayments, TheCardThatWasReadMayPayWhenItIsGone) {
  Desk desk = registered();
  desk.tap("visa");
  desk.order("06 C0 01 0F");
  desk.terminal.remove_card();
  EXPECT_EQ(result_of(desk.order("06 22 0B 19 42 01 01 04 00 00 00 00 25 00")), "060F00");
  EXPECT_EQ(result_of(desk.order("06 22 0B 19 42 01 01 04 00 00 00 00 25 00")), "061E016C");
}

TEST(ZvtPayments, OnlyOneThingAtATime) {
  Desk desk = registered();
  EXPECT_EQ(desk.say("06 C0 01 00"), Heard{"800000"});
  EXPECT_EQ(desk.say("05 01 00"), Heard{"849C00"});
  EXPECT_EQ(desk.say(kReserve25), Heard{"849C00"});
  EXPECT_FALSE(desk.terminal.wake_at()) << "00 waits without end";
  EXPECT_EQ(desk.say("06 B0 00"), (Heard{"800000", "061E016C"}));
  desk.ack();
  EXPECT_EQ(desk.say("06 B0 00"), Heard{"800000"});
  EXPECT_FALSE(desk.terminal.running());
}

TEST(ZvtPayments, TheDayDoesNotEndWhileAReservationIsOpen) {
  for (const auto& [profile, result] :
       {std::pair{"generic", "061E0177"}, std::pair{"ccv", "061E04B8870001"}}) {
    Desk desk = registered(profile);
    desk.tap("visa");
    desk.order(kReserve25);
    EXPECT_EQ(result_of(desk.order("06 50 03 00 00 00")), result);
    desk.order("06 25 03 87 00 01");
    EXPECT_EQ(result_of(desk.order("06 50 03 00 00 00")), "060F00");
  }
}

TEST(ZvtPayments, TheLastPaymentIsToldAgain) {
  Desk desk = registered();
  EXPECT_EQ(result_of(desk.order("06 20 03 00 00 00")), "061E0183");
  desk.tap("visa");
  const Heard first = desk.order(kReserve25);
  const Heard again = desk.order("06 20 05 00 00 00 03 03");
  ASSERT_EQ(again.size(), 3U);
  EXPECT_EQ(again[1], first[1]);
  EXPECT_EQ(again[2], "060F00");
  desk.order("06 00 06 00 00 00 96 09 78");
  EXPECT_TRUE(any_starts_with(desk.order("06 20 05 00 00 00 03 00"), "06 D1"));
}

TEST(ZvtPayments, OrdersThatAreNotUnderstood) {
  Desk desk = registered();
  desk.terminal.settings().password = 123'456;
  EXPECT_EQ(desk.say("06 50 03 00 00 00"), Heard{"848300"}) << "the password";
  EXPECT_EQ(desk.say("06 55 00"), Heard{"848300"}) << "no such command";
  EXPECT_EQ(desk.say("06 22 02 A5 01"), Heard{"848300"}) << "no such bitmap";
  EXPECT_EQ(desk.say("06 22 03 04 00 01"), Heard{"849A00"}) << "half an amount";
  EXPECT_EQ(desk.say("06 00 06 12 34 56 DE 08 26"), Heard{"841E046F490978"}) << "pounds";
  EXPECT_EQ(desk.say("80 00 00"), Heard{}) << "nothing was asked";
  EXPECT_FALSE(desk.terminal.running());
}

TEST(ZvtPayments, ClockTextsNamesAndState) {
  Desk desk = registered();
  EXPECT_EQ(result_of(desk.order("06 91 0B 00 00 00 AA 27 02 28 0C 23 59 58")), "060F00");
  desk.tap("visa");
  const Heard paid = desk.order(kReserve25);
  EXPECT_NE(paid.at(1).find("0C2359580D0228"), std::string::npos) << paid.at(1);
  EXPECT_EQ(result_of(desk.order("06 91 0B 00 00 00 AA 27 02 29 0C 23 59 58")), "061E019A");
  EXPECT_EQ(result_of(desk.order("06 E0 08 F0 05 F1 F0 F3 48 65 79")), "060F00");
  EXPECT_EQ(desk.terminal.shown(), std::vector<std::string>{"Hey"});
  EXPECT_EQ(result_of(desk.order("06 1B 08 00 00 00 29 11 22 33 44")), "061E01F0")
      << "the turnover store is not empty";
  desk.order("06 25 03 87 00 01");
  desk.order("06 50 03 00 00 00");
  EXPECT_EQ(result_of(desk.order("06 1B 08 00 00 00 29 11 22 33 44")), "060F00");
  EXPECT_EQ(result_of(desk.order(kRegister)), "060F0A19002911223344490978");
  desk.terminal.set_wanted(0x03);
  EXPECT_EQ(result_of(desk.order(kRegister)), "060F0A19032911223344490978");
  EXPECT_EQ(result_of(desk.order("06 93 03 00 00 00")), "060F00");
  EXPECT_EQ(result_of(desk.order("06 70 00")), "060F00");
  EXPECT_EQ(result_of(desk.order(kRegister)), "060F0A19002911223344490978");
  EXPECT_EQ(desk.order("08 50 00"), Heard{"800000"});
  EXPECT_EQ(result_of(desk.order("08 30 01 01")), "060F00");
}

}  // namespace
}  // namespace kerb::hal::simulated::terminal
