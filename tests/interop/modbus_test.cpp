// hal::modbus with the real libmodbus on both sides: a station that behaves, and one that does not.
#include <gmock/gmock.h>

#include <condition_variable>
#include <functional>

#include "hal/modbus/controller.hpp"
#include "hal/modbus/inspection.hpp"
#include "tests/interop/modbus/stand_in_p30.hpp"
#include "tests/unit/temporary_folder.hpp"

namespace kerb::interop {
namespace {

using hal::ChargeRecord;
using hal::ControllerEvent;
using hal::EvseState;
using hal::Millis;
using hal::StopReason;
using Phase = ChargeRecord::Phase;
using Mischief = StandInP30::Mischief;

const hal::ChargeKey kKey(32, 'a');
const hal::ChargeKey kOther(32, 'b');
constexpr Millis kPatience{8'000};

// What the controller told, in order.
class Heard {
 public:
  void note(const ControllerEvent& event) {
    const std::scoped_lock lock(mutex_);
    events_.push_back(event);
    changed_.notify_all();
  }
  // Waits until `right` is true of all that was told.
  bool wait(const std::function<bool(const std::vector<ControllerEvent>&)>& right,
            Millis within = kPatience) {
    std::unique_lock lock(mutex_);
    return changed_.wait_for(lock, within, [&] { return right(events_); });
  }
  template <typename Event>
  std::vector<Event> all() {
    const std::scoped_lock lock(mutex_);
    std::vector<Event> found;
    for (const ControllerEvent& event : events_) {
      if (const auto* it = std::get_if<Event>(&event)) found.push_back(*it);
    }
    return found;
  }
  template <typename Event>
  bool waits_for(Millis within = kPatience) {
    return wait(
        [](const auto& events) {
          return std::any_of(events.begin(), events.end(), [](const ControllerEvent& event) {
            return std::holds_alternative<Event>(event);
          });
        },
        within);
  }
  bool waits_for_state(EvseState state, Millis within = kPatience) {
    return wait(
        [state](const auto& events) {
          const hal::EvseChanged* last = nullptr;
          for (const ControllerEvent& event : events) {
            if (const auto* it = std::get_if<hal::EvseChanged>(&event)) last = it;
          }
          return last != nullptr && last->state == state;
        },
        within);
  }
  void forget() {
    const std::scoped_lock lock(mutex_);
    events_.clear();
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<ControllerEvent> events_;
};

// A station, and a kiosk's charger side of it.
struct Desk {
  void begin() {
    auto ledger = hal::ChargeLedger::open(folder_ / "charges");
    ASSERT_TRUE(ledger) << ledger.error().sentence();
    ledger_ = std::move(*ledger);
    hal::modbus::ChargerSettings settings;
    settings.evse = {.id = 1,
                     .connector = hal::ConnectorKind::type2,
                     .max_power = {1'000'000},
                     .tethered = false};
    settings.address = {"127.0.0.1", p30_.port(), unit_};
    settings.amperes = 16;
    settings.failsafe = hal::Seconds{20};
    controller_ =
        std::make_unique<hal::modbus::Controller>(std::vector{settings}, *ledger_, clock_);
    controller_->listen([this](const ControllerEvent& event) { heard_.note(event); });
  }
  // The kiosk dies; what it told is of no use any more.
  void end() {
    controller_.reset();
    ledger_.reset();
    heard_.forget();
  }
  void begin_charge() {
    begin();
    ASSERT_TRUE(heard_.waits_for_state(EvseState::available));
    ASSERT_TRUE(is_shut());
    p30_.plug(90'000);  // 25 Wh a second
    ASSERT_TRUE(controller_->start(1, kKey));
    ASSERT_TRUE(heard_.waits_for<hal::ChargeStarted>());
    ASSERT_TRUE(heard_.waits_for_state(EvseState::charging));
  }
  bool is_shut() {
    for (int i = 0; i < 100 && p30_.enabled(); ++i) std::this_thread::sleep_for(Millis{20});
    return !p30_.enabled();
  }
  // Until that much more has flowed.
  void let_flow(std::uint32_t tenths) {
    const std::uint32_t until = p30_.tenths() + tenths;
    while (p30_.tenths() < until) std::this_thread::sleep_for(Millis{20});
  }
  void expect_over(const ChargeRecord& record) {
    EXPECT_EQ(record.phase, Phase::finished);
    EXPECT_EQ(record.meter_start.count, 38'001) << "380019 tenths, cut off";
    EXPECT_EQ(record.meter_now.count, p30_.tenths() / 10) << "to the last watt hour";
    EXPECT_FALSE(p30_.flowing());
    EXPECT_FALSE(p30_.enabled());
  }

  TemporaryFolder folder_;
  hal::SystemClock clock_;
  StandInP30 p30_;
  int unit_ = 255;
  Heard heard_;
  std::unique_ptr<hal::ChargeLedger> ledger_;
  std::unique_ptr<hal::modbus::Controller> controller_;
};

class Modbus : public ::testing::Test, public Desk {};
class ModbusTrouble : public Modbus {};

TEST_F(Modbus, ChargesAndStops) {
  begin_charge();
  const auto started = heard_.all<hal::ChargeStarted>();
  ASSERT_EQ(started.size(), 1U);
  EXPECT_EQ(started[0].charge, kKey);
  EXPECT_EQ(started[0].meter_start.count, 38'001);
  EXPECT_EQ(p30_.last_written(hal::modbus::kWriteChargingCurrent), 16'000);
  let_flow(200);
  const auto running = controller_->query(1, kKey);
  ASSERT_TRUE(running);
  EXPECT_EQ(running->phase, Phase::active);
  EXPECT_TRUE(controller_->start(1, kKey)) << "repeating is harmless";
  EXPECT_FALSE(controller_->start(1, kOther));
  const auto record = controller_->stop(1, kKey);
  ASSERT_TRUE(record) << record.error().sentence();
  expect_over(*record);
  EXPECT_EQ(controller_->stop(1, kKey)->meter_now, record->meter_now) << "repeating is harmless";
  ASSERT_TRUE(heard_.waits_for<hal::ChargeStopped>());
  EXPECT_EQ(heard_.all<hal::ChargeStopped>()[0].meter_stop, record->meter_now);
  EXPECT_TRUE(heard_.waits_for_state(EvseState::finished));
  EXPECT_EQ(controller_->stop(1, kOther)->phase, Phase::none);
  p30_.unplug();
  EXPECT_TRUE(heard_.waits_for_state(EvseState::available));
}

TEST_F(Modbus, APaymentBeforeThePlugOpensTheStationOnlyThen) {
  begin();
  ASSERT_TRUE(heard_.waits_for_state(EvseState::available));
  ASSERT_TRUE(controller_->start(1, kKey));
  std::this_thread::sleep_for(Millis{1'500});
  EXPECT_FALSE(p30_.enabled());
  EXPECT_EQ(controller_->query(1, kKey)->phase, Phase::starting);
  p30_.plug(100'000);
  EXPECT_TRUE(heard_.waits_for<hal::ChargeStarted>());
}

TEST_F(Modbus, ShutsAStationThatWasOpenAndWithdrawsWithoutEnergy) {
  p30_.plug(100'000);
  ASSERT_TRUE(p30_.flowing()) << "as it comes";
  begin();
  ASSERT_TRUE(heard_.waits_for_state(EvseState::plugged));
  EXPECT_TRUE(is_shut());
  p30_.unplug();
  ASSERT_TRUE(heard_.waits_for_state(EvseState::available));
  ASSERT_TRUE(controller_->start(1, kKey));
  const auto record = controller_->stop(1, kKey);
  ASSERT_TRUE(record);
  EXPECT_EQ(record->phase, Phase::finished);
  EXPECT_EQ(record->meter_now, record->meter_start);
}

TEST_F(Modbus, TellsPausesUnpluggingAndFaults) {
  begin_charge();
  p30_.want(0);
  EXPECT_TRUE(heard_.waits_for_state(EvseState::paused_by_car));
  p30_.want(90'000);
  EXPECT_TRUE(heard_.waits_for_state(EvseState::charging));
  p30_.unplug();
  ASSERT_TRUE(heard_.waits_for<hal::ChargeStopped>());
  EXPECT_EQ(heard_.all<hal::ChargeStopped>()[0].reason, StopReason::unplugged);
  expect_over(*controller_->query(1, kKey));
  p30_.set_error(262'144);
  EXPECT_TRUE(heard_.waits_for_state(EvseState::out_of_service));
  EXPECT_FALSE(controller_->start(1, kOther));
}

TEST_F(Modbus, UnlocksAPlugAndSaysWhenItSticks) {
  begin_charge();
  EXPECT_EQ(*controller_->unlock(1), hal::UnlockOutcome::refused) << "while it charges";
  ASSERT_TRUE(controller_->stop(1, kKey));
  p30_.jam_lock(true);
  EXPECT_EQ(*controller_->unlock(1), hal::UnlockOutcome::stuck);
  p30_.jam_lock(false);
  EXPECT_EQ(*controller_->unlock(1), hal::UnlockOutcome::unlocked);
}

TEST_F(Modbus, ADeadKioskEndsTheEnergy) {
  begin_charge();
  EXPECT_EQ(p30_.failsafe_seconds(), 20U);
  EXPECT_TRUE(p30_.failsafe_persisted());
  EXPECT_FALSE(p30_.failsafe_fired());
  end();
  EXPECT_TRUE(p30_.flowing()) << "a short restart costs nobody the charge";
  p30_.set_hurry(40);
  for (int i = 0; i < 200 && p30_.flowing(); ++i) std::this_thread::sleep_for(Millis{20});
  EXPECT_TRUE(p30_.failsafe_fired());
  p30_.set_hurry(1);
  begin();
  ASSERT_TRUE(heard_.waits_for<hal::ChargeStopped>());
  EXPECT_EQ(heard_.all<hal::ChargeStopped>()[0].reason, StopReason::power_loss);
  const auto record = controller_->query(1, kKey);
  ASSERT_TRUE(record);
  expect_over(*record);
  EXPECT_TRUE(record->ended);
}

TEST_F(Modbus, AnsweringForItsChargesAfterAShortRestart) {
  begin_charge();
  end();
  let_flow(100);
  begin();
  ASSERT_TRUE(heard_.waits_for_state(EvseState::charging));
  const auto running = controller_->query(1, kKey);
  ASSERT_TRUE(running);
  EXPECT_EQ(running->phase, Phase::active);
  EXPECT_EQ(running->meter_start.count, 38'001);
  const auto record = controller_->stop(1, kKey);
  ASSERT_TRUE(record) << record.error().sentence();
  expect_over(*record);
}

TEST_F(Modbus, AnInspectionChangesNothing) {
  p30_.plug(11'000);
  const auto seen = hal::modbus::inspect({{}, {"127.0.0.1", p30_.port(), 255}});
  ASSERT_TRUE(seen) << seen.error().sentence();
  EXPECT_EQ(seen->portrait.serial, 18'416'854U);
  EXPECT_EQ(seen->portrait.firmware, "3.10.42");
  EXPECT_EQ(seen->status.state, hal::modbus::ChargingState::charging);
  EXPECT_GE(seen->status.energy.count, 38'001);
  EXPECT_TRUE(p30_.flowing());
  EXPECT_EQ(p30_.failsafe_seconds(), 0U);
  p30_.switch_off();
  const auto gone = hal::modbus::inspect({{}, {"127.0.0.1", p30_.port(), 255}});
  ASSERT_FALSE(gone);
  EXPECT_EQ(gone.error().code, "modbus.unreachable");
}

TEST_F(Modbus, AFailsafeThatIsNotKeptSellsNothing) {
  p30_.forget_failsafe(true);
  begin();
  ASSERT_TRUE(heard_.waits_for<hal::LinkLost>());
  const auto refused = controller_->start(1, kKey);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, "controller.unreachable");
  EXPECT_EQ(controller_->stop(1, kKey)->phase, Phase::none) << "it was never heard of";
}

TEST_F(Modbus, PassesOverTheFirstAnswerOfAConnection) {
  p30_.be_shy(true);
  begin();
  EXPECT_TRUE(heard_.waits_for_state(EvseState::available));
  EXPECT_TRUE(heard_.all<hal::LinkLost>().empty());
}

TEST_F(Modbus, AnotherProductIsNoStation) {
  p30_.set_product(4'041'210);
  begin();
  EXPECT_TRUE(heard_.waits_for<hal::LinkLost>());
  p30_.set_product(304'121);
  EXPECT_TRUE(heard_.waits_for<hal::LinkRestored>());
}

TEST_F(Modbus, AnotherUnitIsNoStation) {
  unit_ = 1;
  begin();
  EXPECT_TRUE(heard_.waits_for<hal::LinkLost>());
}

TEST_F(ModbusTrouble, AConnectionThatIsCutComesBackUnnoticed) {
  begin_charge();
  heard_.forget();
  for (int i = 0; i < 3; ++i) {
    p30_.cut();
    std::this_thread::sleep_for(Millis{400});
  }
  EXPECT_TRUE(heard_.waits_for<hal::MeterSample>());
  EXPECT_TRUE(heard_.all<hal::LinkLost>().empty());
  const auto record = controller_->stop(1, kKey);
  ASSERT_TRUE(record) << record.error().sentence();
  expect_over(*record);
}

TEST_F(ModbusTrouble, ARestartOfTheStationEndsTheCharge) {
  begin_charge();
  p30_.switch_off();
  ASSERT_TRUE(heard_.waits_for<hal::LinkLost>());
  EXPECT_FALSE(controller_->query(1, kKey)) << "nobody knows";
  const auto unknown = controller_->stop(1, kKey);
  ASSERT_FALSE(unknown) << "a fence that is not seen is none";
  EXPECT_EQ(unknown.error().code, "controller.unreachable");
  p30_.restart();
  ASSERT_TRUE(heard_.waits_for<hal::LinkRestored>());
  ASSERT_TRUE(heard_.waits_for<hal::ChargeStopped>());
  const auto record = controller_->stop(1, kKey);
  ASSERT_TRUE(record);
  expect_over(*record);
}

// Whatever it does: the link is lost within seconds, nothing that was not measured is billed, no
// record is given while energy may flow, and all is well again afterwards.
void suffer(Mischief mischief) {
  SCOPED_TRACE(static_cast<int>(mischief));
  Desk desk;
  desk.begin_charge();
  desk.p30_.misbehave(mischief);
  ASSERT_TRUE(desk.heard_.waits_for<hal::LinkLost>());
  EXPECT_FALSE(desk.controller_->query(1, kKey));
  EXPECT_FALSE(desk.controller_->stop(1, kKey));
  desk.p30_.misbehave(Mischief::none);
  ASSERT_TRUE(desk.heard_.waits_for<hal::LinkRestored>());
  EXPECT_TRUE(desk.heard_.waits_for<hal::ChargeStopped>());
  const auto record = desk.controller_->stop(1, kKey);
  ASSERT_TRUE(record) << record.error().sentence();
  desk.expect_over(*record);
}

// Side by side, for each of them takes some seconds to be sure.
TEST(ModbusTroubles, EveryMischiefIsALostLinkAndNoRecord) {
  std::vector<std::thread> sufferers;
  for (const Mischief mischief :
       {Mischief::silent, Mischief::exceptions, Mischief::garbage, Mischief::wrong_length,
        Mischief::drips, Mischief::hangs_up, Mischief::other_answer}) {
    sufferers.emplace_back(suffer, mischief);
  }
  for (std::thread& sufferer : sufferers) sufferer.join();
}

TEST(ModbusTroubles, OneOfSeveralStationsIsAnEvseOfUnknownState) {
  TemporaryFolder folder;
  hal::SystemClock clock;
  StandInP30 one;
  StandInP30 other;
  auto ledger = hal::ChargeLedger::open(folder / "charges");
  ASSERT_TRUE(ledger);
  hal::modbus::ChargerSettings first;
  first.evse.id = 1;
  first.address = {"127.0.0.1", one.port(), 255};
  hal::modbus::ChargerSettings second = first;
  second.evse.id = 2;
  second.address.port = other.port();
  Heard heard;
  hal::modbus::Controller controller({first, second}, **ledger, clock);
  controller.listen([&](const ControllerEvent& event) { heard.note(event); });
  const auto told = [](hal::EvseId evse, EvseState state) {
    return [evse, state](const std::vector<ControllerEvent>& events) {
      return std::any_of(events.begin(), events.end(), [&](const ControllerEvent& event) {
        const auto* it = std::get_if<hal::EvseChanged>(&event);
        return it != nullptr && it->evse == evse && it->state == state;
      });
    };
  };
  ASSERT_TRUE(heard.wait(told(1, EvseState::available)));
  ASSERT_TRUE(heard.wait(told(2, EvseState::available)));
  other.switch_off();
  ASSERT_TRUE(heard.wait(told(2, EvseState::unknown)));
  EXPECT_TRUE(heard.all<hal::LinkLost>().empty());
  one.switch_off();
  ASSERT_TRUE(heard.waits_for<hal::LinkLost>());
  heard.forget();
  one.restart();
  ASSERT_TRUE(heard.waits_for<hal::LinkRestored>());
  EXPECT_TRUE(heard.wait(told(2, EvseState::unknown)));
  EXPECT_TRUE(heard.wait(told(1, EvseState::available)));
}

}  // namespace
}  // namespace kerb::interop
