#include "hal/zvt/terminal.hpp"

#include <gtest/gtest.h>

#include "tests/unit/zvt/fake_terminal.hpp"

namespace kerb::hal::zvt {
namespace {

struct Stage {
  explicit Stage(TerminalSettings settings = {}) {
    auto owned = std::make_unique<FakeTerminal>(store, clock);
    line = owned.get();
    terminal = std::make_unique<Terminal>(std::move(settings), std::move(owned), clock);
  }
  FakeStore store;
  TurningClock clock;
  FakeTerminal* line = nullptr;
  std::unique_ptr<Terminal> terminal;
};

TEST(ZvtTerminal, IsMetOnceAndSaysWhoItIs) {
  Stage stage;
  const auto portrait = stage.terminal->meet();
  ASSERT_TRUE(portrait) << portrait.error().sentence();
  EXPECT_EQ(portrait->terminal_id, "52523535");
  EXPECT_EQ(portrait->serial, "17FD1E3C");
  EXPECT_EQ(portrait->device, "cVEND plug");
  EXPECT_EQ(portrait->registered, 0x10);
  ASSERT_TRUE(stage.terminal->meet());
  EXPECT_EQ(stage.line->connections, 1);
  // PA00P015, 2.1: Kerb builds the receipts, hears of the progress, and alone begins payments.
  EXPECT_EQ(octets_of(stage.line->got.at(0)),
            hex("06 00 0D 00 00 00 3E 09 78 06 05 27 03 14 01 FE"));
}

struct Stranger {
  const char* name;
  TerminalSettings settings;
  const char* code;
};

TEST(ZvtTerminal, AnotherOneThanConfiguredIsRefused) {
  const Stranger rows[] = {
      {"another id", {.terminal_id = "52523536"}, "zvt.other_terminal"},
      {"another serial", {.serial = "17FD1E3D"}, "zvt.other_terminal"},
      {"right", {.terminal_id = "52523535", .serial = "17FD1E3C"}, ""},
      {"right kind", {.kind = Kind::feig_cvend}, ""},
  };
  for (const Stranger& row : rows) {
    SCOPED_TRACE(row.name);
    Stage stage(row.settings);
    const auto met = stage.terminal->meet();
    EXPECT_EQ(met ? "" : met.error().code, row.code);
    EXPECT_EQ(stage.line->is_open(), met.has_value());
  }
  Stage other(TerminalSettings{.kind = Kind::feig_cvend});
  other.store.device = "OPP-C60";
  EXPECT_EQ(other.terminal->meet().error().code, "zvt.other_kind");
}

TEST(ZvtTerminal, ATerminalThatSaysNothingIsLeftAfterT3) {
  Stage stage;
  stage.store.silent = true;
  const Monotonic began = stage.clock.now;
  EXPECT_EQ(stage.terminal->meet().error().code, "zvt.silent");
  EXPECT_EQ(stage.clock.now - began, Millis{5'000});
  EXPECT_FALSE(stage.line->is_open());
}

TEST(ZvtTerminal, AReservationWaitsForItsCommit) {
  Stage stage;
  const Outcome asked = stage.terminal->run(reservation(2'500, 978, ""));
  ASSERT_EQ(asked.how, Outcome::How::completed) << asked.detail;
  ASSERT_TRUE(stage.terminal->waits_for_commit());
  EXPECT_TRUE(stage.store.reserved.empty());
  ASSERT_TRUE(asked.status);
  EXPECT_EQ(asked.status->name, (PaymentName{"52523535", "0231", "000975", "0405"}));
  EXPECT_EQ(asked.status->last_four, "8074");
  EXPECT_EQ(asked.status->amount, 2'500U);
  const Outcome done = stage.terminal->commit();
  EXPECT_EQ(done.how, Outcome::How::completed);
  EXPECT_EQ(stage.store.reserved.at(231), 2'500U);
  EXPECT_EQ(stage.terminal->open_reservations()->receipts, std::vector<std::uint16_t>{231});
}

TEST(ZvtTerminal, WhatIsNotCommittedIsTakenBack) {
  Stage stage;
  stage.terminal->run(reservation(2'500, 978, ""));
  stage.terminal->drop();
  EXPECT_FALSE(stage.terminal->waits_for_commit());
  EXPECT_EQ(stage.store.reversals, 1);
  EXPECT_TRUE(stage.store.reserved.empty());
  EXPECT_TRUE(stage.terminal->open_reservations()->receipts.empty());
}

TEST(ZvtTerminal, ADeclinedReservationTellsWhy) {
  Stage stage;
  stage.store.decline = 0x3E;
  const Outcome outcome = stage.terminal->run(reservation(2'500, 978, ""));
  EXPECT_EQ(outcome.how, Outcome::How::aborted);
  EXPECT_EQ(outcome.code, 0x3E);
  EXPECT_EQ(outcome.status->result, 0x3E);
  EXPECT_FALSE(stage.terminal->waits_for_commit());
}

// The acknowledgement came late, and the terminal told it once more: one payment.
TEST(ZvtTerminal, AStatusThatComesAgainIsNoSecondPayment) {
  for (const bool same_trace : {false, true}) {
    Stage stage;
    stage.store.repeats_status = true;
    stage.store.same_trace = same_trace;
    stage.terminal->run(reservation(2'500, 978, ""));
    EXPECT_EQ(stage.terminal->commit().how, Outcome::How::completed);
    const Outcome booked = stage.terminal->run(book_total({.receipt = 231}, 1'205));
    EXPECT_EQ(booked.how, Outcome::How::completed);
    ASSERT_TRUE(stage.terminal->waits_for_commit());
    EXPECT_EQ(stage.terminal->commit().how, Outcome::How::completed);
    EXPECT_EQ(stage.store.booked, std::vector<std::uint64_t>{1'205});
    for (const Frame& frame : stage.line->got) EXPECT_FALSE(is_negative(frame.command));
  }
}

TEST(ZvtTerminal, AnUnknownCommandIsRefusedAndTheLineStays) {
  Stage stage;
  stage.store.unknown = {kReservation};
  const Outcome outcome = stage.terminal->run(reservation(2'500, 978, ""));
  EXPECT_EQ(outcome.how, Outcome::How::refused);
  EXPECT_EQ(outcome.code, 0x83);
  EXPECT_EQ(stage.terminal->run(diagnosis(4)).how, Outcome::How::completed);
  EXPECT_EQ(stage.line->connections, 1);
}

TEST(ZvtTerminal, WhenItCannotBeReachedNothingWasSent) {
  Stage stage;
  stage.line->reachable = false;
  EXPECT_EQ(stage.terminal->run(reservation(2'500, 978, "")).how, Outcome::How::not_sent);
}

// The line breaks at each message in turn, before or after it arrived. Whatever Kerb believes
// afterwards is what the terminal keeps: `lost` is the only word for both.
TEST(ZvtTerminal, ALineThatBreaksAnywhereLeavesNoFalseBelief) {
  for (const bool keeps : {false, true}) {
    int last = 0;
    for (int cut = 1; cut <= 40 && last == 0; ++cut) {
      for (const bool arrives : {false, true}) {
        SCOPED_TRACE(testing::Message() << "message " << cut << " arrives " << arrives);
        Stage stage;
        stage.store.keeps_unacknowledged = keeps;
        stage.line->cut_at(cut, arrives);
        const Outcome outcome = stage.terminal->run(reservation(2'500, 978, ""));
        bool committed = false;
        if (stage.terminal->waits_for_commit()) {
          committed = true;
          stage.terminal->commit();
        }
        if (!committed && outcome.how != Outcome::How::lost) {
          EXPECT_EQ(outcome.how, Outcome::How::not_sent);
          EXPECT_TRUE(stage.store.reserved.empty());
        }
        if (stage.line->messages() < cut) last = cut;
        stage.line->cut_at(FakeTerminal::kNever, false);
        // Asked again on a new line, it tells what stands: nothing was ever reserved twice.
        const auto open = stage.terminal->open_reservations();
        ASSERT_TRUE(open) << open.error().sentence();
        EXPECT_EQ(open->receipts.size(), stage.store.reserved.size());
        EXPECT_LE(open->receipts.size(), 1U);
      }
    }
    EXPECT_GT(last, 12);
  }
}

TEST(ZvtTerminal, TheLogHoldsNoCardAndNoPassword) {
  Stage stage(TerminalSettings{.password = 123456});
  std::string log;
  stage.terminal->on_message(
      [&](bool ours, const std::string& words) { log += (ours ? "> " : "< ") + words + '\n'; });
  stage.terminal->run(reservation(2'500, 978, ""));
  stage.terminal->commit();
  EXPECT_NE(log.find("> 06 22 reservation: type or status 40, currency 0978, amount 25.00"),
            std::string::npos)
      << log;
  EXPECT_NE(log.find("card number (8 octets, not shown)"), std::string::npos);
  EXPECT_EQ(log.find("8074"), std::string::npos);
  EXPECT_EQ(log.find("123456"), std::string::npos);
}

TEST(ZvtTerminal, CardsInTheFieldAreToldApart) {
  const auto seen = [](std::string_view octets, Command running) {
    return card_in(decode(frame_in(hex(octets)), running).value());
  };
  const auto bank = seen(
      "04 0F 35 27 00 06 31 4C 0A 00 00 00 00 00 00 08 1C A7 2F 1F 45 05 05 78 80 70 02 1F 4C 01 "
      "01 "
      "1F 4D 02 FE 04 1F 4F 02 04 00 1F 50 01 20 60 09 43 07 A0 00 00 00 04 10 10",
      kReadCard);
  ASSERT_TRUE(bank);
  EXPECT_TRUE(bank->payment);
  EXPECT_EQ(bank->uid, "081CA72F");
  const auto member = seen("04 0F 10 27 00 06 0C 4C 0A 00 00 00 00 00 00 08 1C A7 2F", kReadCard);
  ASSERT_TRUE(member);
  EXPECT_FALSE(member->payment);
  const auto none = seen("06 0F 01 00", kStatusEnquiry);
  EXPECT_FALSE(none);
  const auto transit = seen("06 0F 0C 00 06 09 60 07 43 05 A0 00 00 08 30", kStatusEnquiry);
  ASSERT_TRUE(transit);
  EXPECT_FALSE(transit->payment);
}

}  // namespace
}  // namespace kerb::hal::zvt
