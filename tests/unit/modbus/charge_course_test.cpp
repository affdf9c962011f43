// What a charge goes through at a station that is only opened, shut and looked at.
#include "tests/unit/modbus/course_at_station.hpp"

namespace kerb::hal::modbus {
namespace {

TEST_F(ModbusCourse, ShutsTheStationBeforeAnythingElse) {
  station_.state = State::charging;  // for whoever was there
  plug();
  look();
  EXPECT_EQ(wish_, Wish::shut);
  EXPECT_FALSE(course_->is_shut());
  looks(2);
  EXPECT_TRUE(course_->is_shut());
  EXPECT_EQ(state_.state, EvseState::plugged);
}

TEST_F(ModbusCourse, ChargesACarThatWasPluggedInBefore) {
  charge();
  EXPECT_EQ(started_[0].charge, kKey);
  EXPECT_EQ(started_[0].evse, 3);
  EXPECT_EQ(started_[0].meter_start.count, 5'000) << "what was read while it was shut";
  EXPECT_EQ(state_.state, EvseState::charging);
  EXPECT_EQ(sample_.energy.count, 5'003);
  EXPECT_EQ(sample_.power.count, 11'000);
  EXPECT_EQ(course_->record(kKey).phase, Phase::active);
  EXPECT_EQ(course_->record(kKey).meter_now.count, 5'003);
}

TEST_F(ModbusCourse, WaitsForACarThatComesLater) {
  looks(3);
  ASSERT_EQ(course_->authorise(kKey), std::nullopt);
  looks(10);
  EXPECT_EQ(state_.state, EvseState::available);
  EXPECT_EQ(course_->record(kKey).phase, Phase::starting);
  plug();
  look();
  EXPECT_EQ(wish_, Wish::open);
  ASSERT_TRUE(note_);
  EXPECT_EQ(note_->record.phase, Phase::active) << "on the disk before it is opened";
  EXPECT_EQ(note_->record.meter_start.count, 5'000);
  look();
  EXPECT_EQ(state_.state, EvseState::preparing);
  draw(1);
  look();
  EXPECT_EQ(started_.size(), 1U);
}

TEST_F(ModbusCourse, OpensOnlyAStationThatWasSeenShutAndQuiet) {
  looks(3);
  ASSERT_EQ(course_->authorise(kKey), std::nullopt);
  plug();
  station_.energy.count += 1;  // something flows that nobody ordered
  look();
  EXPECT_EQ(wish_, Wish::none);
  look();
  EXPECT_EQ(wish_, Wish::open);
  EXPECT_EQ(note_->record.meter_start.count, 5'001);
}

TEST_F(ModbusCourse, TakesOneChargeAtATime) {
  looks(3);
  EXPECT_EQ(course_->authorise(kKey), std::nullopt);
  EXPECT_TRUE(course_->authorise(kOther));
}

TEST_F(ModbusCourse, TellsWhoHoldsBack) {
  charge();
  struct Case {
    State state;
    EvseState told;
  };
  for (const Case& one : {Case{State::ready, EvseState::paused_by_car},
                          {State::charging, EvseState::charging},
                          {State::interrupted, EvseState::paused_by_station},
                          {State::not_ready, EvseState::paused_by_station}}) {
    station_.state = one.state;
    station_.power = {};
    look();
    EXPECT_EQ(state_.state, one.told);
  }
  EXPECT_TRUE(stopped_.empty());
}

TEST_F(ModbusCourse, BeginsWithACarThatOnlyWaits) {
  looks(3);
  plug();
  look();
  ASSERT_EQ(course_->authorise(kKey), std::nullopt);
  looks(1);
  looks(119);
  EXPECT_TRUE(started_.empty());
  looks(2);
  ASSERT_EQ(started_.size(), 1U) << "a minute later";
  EXPECT_EQ(state_.state, EvseState::paused_by_car);
}

TEST_F(ModbusCourse, AStationThatDoesNotComeRoundFailsTheStart) {
  looks(3);
  station_.state = State::not_ready;  // its own authorisation is on
  station_.car = true;
  ASSERT_EQ(course_->authorise(kKey), std::nullopt);
  looks(70);
  ASSERT_EQ(failed_.size(), 1U);
  EXPECT_EQ(failed_[0].charge, kKey);
  EXPECT_TRUE(course_->is_shut());
  EXPECT_EQ(note_->record.phase, Phase::finished);
  EXPECT_EQ(course_->authorise(kOther), std::nullopt) << "somebody else may try";
}

TEST_F(ModbusCourse, AFaultBeforeTheCarComesFailsTheStart) {
  looks(3);
  ASSERT_EQ(course_->authorise(kKey), std::nullopt);
  station_.state = State::error;
  looks(2);
  EXPECT_EQ(failed_.size(), 1U);
  EXPECT_EQ(note_->record.meter_start, note_->record.meter_now) << "and costs nothing";
  EXPECT_EQ(state_.state, EvseState::out_of_service);
  EXPECT_EQ(state_.fault, ChargerFault::internal);
  EXPECT_TRUE(course_->authorise(kOther)) << "not while it is broken";
}

TEST_F(ModbusCourse, WhatWasNeverOpenedCostsNothing) {
  station_.state = State::error;
  look();
  course_ = std::make_unique<ChargeCourse>(evse_, Millis{20'000});
  ASSERT_EQ(course_->authorise(kKey), std::nullopt);
  looks(4);  // the register is believed only now
  ASSERT_EQ(failed_.size(), 1U);
  EXPECT_TRUE(started_.empty() && stopped_.empty());
  EXPECT_EQ(note_->record.meter_start, note_->record.meter_now);
}

TEST_F(ModbusCourse, EndsOnlyWhenNothingCanFlowAnyMore) {
  charge();
  EXPECT_EQ(course_->end(kKey, {}), std::nullopt);
  writable_ = false;
  draw(2);
  looks(4);
  EXPECT_EQ(wish_, Wish::shut) << "again and again";
  EXPECT_EQ(course_->record(kKey).phase, Phase::active);
  writable_ = true;
  look();
  station_.state = State::charging;  // the contactor takes its time
  station_.power = {4'000};
  look();
  station_.state = State::interrupted;
  look();
  station_.power = {};
  station_.energy.count += 1;
  look();
  EXPECT_TRUE(stopped_.empty());
  look();
  expect_stopped(StopReason::driver, 5'006);
  EXPECT_EQ(state_.state, EvseState::finished);
  unplug();
  look();
  EXPECT_EQ(state_.state, EvseState::available);
}

TEST_F(ModbusCourse, TheNextChargeWaitsForTheNextPlug) {
  charge();
  course_->end(kKey, {});
  looks(4);
  ASSERT_EQ(stopped_.size(), 1U);
  ASSERT_EQ(course_->authorise(kOther), std::nullopt);
  looks(4);
  EXPECT_EQ(wish_, Wish::none);
  unplug();
  looks(2);
  plug();
  look();
  EXPECT_EQ(wish_, Wish::open);
}

TEST_F(ModbusCourse, WithdrawsAnAuthorisationAtOnce) {
  looks(3);
  ASSERT_EQ(course_->authorise(kKey), std::nullopt);
  const auto withdrawn = course_->end(kKey, Utc(Millis(7)));
  ASSERT_TRUE(withdrawn);
  EXPECT_EQ(withdrawn->record.phase, Phase::finished);
  EXPECT_EQ(withdrawn->record.meter_now, withdrawn->record.meter_start);
  plug();
  looks(3);
  EXPECT_NE(wish_, Wish::open);
}

TEST_F(ModbusCourse, UnpluggingEndsACharge) {
  charge();
  draw(3);
  unplug();
  looks(3);
  expect_stopped(StopReason::unplugged, 5'006);
  EXPECT_EQ(state_.state, EvseState::available);
}

TEST_F(ModbusCourse, PulledOutWhilePreparingItWaitsForTheNextTry) {
  looks(3);
  plug();
  look();
  ASSERT_EQ(course_->authorise(kKey), std::nullopt);
  looks(2);
  unplug();
  look();
  EXPECT_EQ(wish_, Wish::shut);
  EXPECT_EQ(course_->end(kKey, {}), std::nullopt) << "it is not seen shut yet";
  looks(3);
  EXPECT_EQ(note_->record.phase, Phase::finished);
  EXPECT_TRUE(failed_.empty() && stopped_.empty()) << "whoever ordered it knows";
}

TEST_F(ModbusCourse, ASecondTryOpensAgain) {
  looks(3);
  plug();
  look();
  ASSERT_EQ(course_->authorise(kKey), std::nullopt);
  looks(2);
  unplug();
  looks(3);
  plug();
  look();
  EXPECT_EQ(wish_, Wish::open);
  draw(2);
  look();
  EXPECT_EQ(started_.size(), 1U);
}

TEST_F(ModbusCourse, FaultAndRestartOfTheStationEndACharge) {
  struct Case {
    State state;
    StopReason reason;
  };
  for (const Case& one :
       {Case{State::error, StopReason::fault}, {State::starting_up, StopReason::power_loss}}) {
    course_ = std::make_unique<ChargeCourse>(evse_, Millis{20'000});
    station_ = {.state = State::not_ready, .power = {}, .energy = {5'000}};
    started_.clear();
    stopped_.clear();
    charge();
    station_.state = one.state;
    station_.power = {};
    looks(2);
    station_.state = one.state == State::error ? State::error : State::interrupted;
    looks(3);
    expect_stopped(one.reason, 5'003);
  }
}

TEST_F(ModbusCourse, AStationThatStartsUpIsNotFree) {
  station_.state = State::starting_up;
  look();
  EXPECT_EQ(state_.state, EvseState::unknown);
}

TEST_F(ModbusCourse, AMeterThatNobodyCanBelieveEndsTheCharge) {
  for (const std::int64_t wild : {std::int64_t{0}, std::int64_t{90'000'000}}) {
    course_ = std::make_unique<ChargeCourse>(evse_, Millis{20'000});
    station_ = {.state = State::not_ready, .power = {}, .energy = {5'000}};
    started_.clear();
    stopped_.clear();
    charge();
    station_.energy = {wild};
    look();
    EXPECT_EQ(course_->record(kKey).meter_now.count, 5'003);
    looks(20);
    expect_stopped(StopReason::fault, 5'003);
    looks(20);
    unplug();
    looks(2);
    plug();
    look();
    ASSERT_EQ(course_->authorise(kOther), std::nullopt);
    look();
    EXPECT_EQ(wish_, Wish::open) << "with the register that is there now";
  }
}

TEST_F(ModbusCourse, OneWildReadingIsPassedOver) {
  charge();
  const WattHours right = station_.energy;
  station_.energy = {77};
  look();
  station_.energy = right;
  draw(2);
  looks(20);
  EXPECT_TRUE(stopped_.empty());
  EXPECT_EQ(course_->record(kKey).meter_now.count, 5'005);
}

TEST_F(ModbusCourse, NotesTheReadingNowAndThen) {
  charge();
  note_.reset();
  for (int i = 0; i < 100; ++i) {
    draw(3);
    look();
  }
  ASSERT_TRUE(note_);
  EXPECT_EQ(note_->record.phase, Phase::active);
  EXPECT_GE(note_->record.meter_now.count, 5'250);
}

TEST_F(ModbusCourse, GivesASignOfLifeWithinTheFailsafesTime) {
  looks(3);
  written_ = 0;
  looks(40 * 3);  // a minute, idle
  EXPECT_GE(written_, 2);
  EXPECT_LE(written_, 4);
  charge();
  written_ = 0;
  for (int i = 0; i < 40 * 3; ++i) {
    look();
    if (wish_ != Wish::none) {
      EXPECT_EQ(wish_, Wish::open);
    }
  }
  EXPECT_GE(written_, 2);
  EXPECT_LE(written_, 4);
}

TEST_F(ModbusCourse, UndoesWhatAnybodyElseOpened) {
  looks(3);
  plug();
  looks(30);
  station_.state = State::ready;
  look();
  EXPECT_EQ(wish_, Wish::shut);
}

}  // namespace
}  // namespace kerb::hal::modbus
