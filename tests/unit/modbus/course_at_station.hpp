// A station as it would be seen twice a second, and Kerb's hand on it.
#pragma once

#include <gtest/gtest.h>

#include <memory>
#include <vector>

#include "hal/modbus/charge_course.hpp"

namespace kerb::hal::modbus {

inline const ChargeKey kKey(32, 'a');
inline const ChargeKey kOther(32, 'b');

class ModbusCourse : public ::testing::Test {
 protected:
  using Phase = ChargeRecord::Phase;
  using Wish = ChargeCourse::Wish;
  using State = ChargingState;

  ModbusCourse() { station_.energy = {5'000}; }

  // One look, and what follows from it written.
  void look(Millis later = Millis{500}) {
    now_ += later;
    const bool silent = later > ChargeCourse::kShortSilence;
    auto step = course_->see({station_, now_, Utc(now_.time_since_epoch()), silent});
    if (step.note) note_ = *step.note;
    wish_ = step.wish;
    for (const ControllerEvent& event : step.events) hear(event);
    if (wish_ == Wish::none) return;
    ++written_;
    if (wish_ == Wish::open) course_->opening(now_);
    if (!writable_) return;
    if (wish_ == Wish::open) {
      course_->opened(now_);
      if (station_.state == State::interrupted && station_.car) station_.state = State::ready;
    } else {
      course_->shut(now_);
      if (station_.state == State::ready || station_.state == State::charging) {
        station_.state = State::interrupted;
        station_.power = {};
      }
    }
  }
  void looks(int count) {
    for (int i = 0; i < count; ++i) look();
  }
  void hear(const ControllerEvent& event) {
    if (const auto* it = std::get_if<EvseChanged>(&event)) state_ = *it;
    if (const auto* it = std::get_if<MeterSample>(&event)) sample_ = *it;
    if (const auto* it = std::get_if<ChargeStarted>(&event)) started_.push_back(*it);
    if (const auto* it = std::get_if<ChargeStopped>(&event)) stopped_.push_back(*it);
    if (const auto* it = std::get_if<ChargeStartFailed>(&event)) failed_.push_back(*it);
  }

  void plug() {
    station_.car = true;
    station_.locked = true;
    if (station_.state == State::not_ready) station_.state = State::interrupted;
  }
  void unplug() { station_ = {.state = State::not_ready, .power = {}, .energy = station_.energy}; }
  void draw(std::int64_t watt_hours) {
    station_.state = State::charging;
    station_.power = {11'000};
    station_.energy.count += watt_hours;
  }
  // Plugged in, paid for, and the first energy has flowed.
  void charge() {
    looks(3);
    plug();
    look();
    ASSERT_EQ(course_->authorise(kKey), std::nullopt);
    look();
    ASSERT_EQ(wish_, Wish::open);
    draw(3);
    look();
    ASSERT_EQ(started_.size(), 1U);
  }
  void expect_stopped(StopReason reason, std::int64_t meter) {
    ASSERT_EQ(stopped_.size(), 1U);
    EXPECT_EQ(stopped_[0].reason, reason);
    EXPECT_EQ(stopped_[0].meter_stop.count, meter);
    ASSERT_TRUE(note_);
    EXPECT_EQ(note_->record.phase, Phase::finished);
    EXPECT_EQ(note_->record.meter_start.count, 5'000);
    EXPECT_EQ(note_->record.meter_now.count, meter);
    EXPECT_EQ(note_->record.reason, reason);
    EXPECT_TRUE(note_->record.ended);
    EXPECT_TRUE(course_->is_shut());
  }
  void restart(const LedgerEntry& entry, Millis later) {
    course_ = std::make_unique<ChargeCourse>(evse_, Millis{20'000});
    course_->restore(entry, now_);
    look(later);
  }

  Evse evse_{.id = 3, .connector = ConnectorKind::type2, .max_power = {22'000}, .tethered = false};
  std::unique_ptr<ChargeCourse> course_ = std::make_unique<ChargeCourse>(evse_, Millis{20'000});
  Monotonic now_{Millis{10'000'000}};
  Status station_{.state = State::not_ready, .power = {}, .energy = {}};
  bool writable_ = true;
  Wish wish_ = Wish::none;
  int written_ = 0;
  EvseChanged state_{};
  MeterSample sample_{};
  std::optional<LedgerEntry> note_;
  std::vector<ChargeStarted> started_;
  std::vector<ChargeStopped> stopped_;
  std::vector<ChargeStartFailed> failed_;
};

}  // namespace kerb::hal::modbus
