// A charger behind an EVerest that a test plays, with what the charger said as words.
#pragma once

#include <filesystem>
#include <memory>
#include <mutex>
#include <string>

#include "fake_everest.hpp"
#include "hal/everest/charger.hpp"
#include "hal/everest/ledger.hpp"
#include "hal/everest/line.hpp"
#include "hal/simulated/clock.hpp"

namespace kerb::hal::everest {

inline const ChargeKey kKey = "0123456789abcdef0123456789abcdef";
inline const ChargeKey kOtherKey = "fedcba9876543210fedcba9876543210";

// Orders wait this long for what does not come,
inline constexpr Millis kShort{60};
// and this long for what the test itself says meanwhile, on however busy a machine.
inline constexpr Millis kPatient{8'000};

// All of them the same.
ChargerTimes times_of(Millis waits);

class Rig {
 public:
  // `ledger`: of a Kerb that ran before.
  explicit Rig(std::unique_ptr<Ledger> ledger = Ledger::unwritten(), Millis waits = kShort);
  Rig(std::unique_ptr<Ledger> ledger, ChargerTimes times, std::filesystem::path signed_folder = {});
  ~Rig();

  FakeEverest everest;
  simulated::Clock clock;

  // The link stands, and both bays have told their states.
  void come_up();
  Charger& charger() { return *charger_; }
  Ledger& ledger() { return *ledger_; }
  std::unique_ptr<Ledger> switch_off();
  void pass(Millis span);
  // A second with a heartbeat, and the charger has looked at it.
  void live_a_second(unsigned count);

  // Waits until all that was said is `words`, then forgets it. Meter samples are left out, and so is
  // PowerHeld.
  void expect(const std::string& words);
  std::vector<MeterSample> samples();
  std::string log();

 private:
  void hear(const ControllerEvent& event);

  std::mutex mutex_;
  std::string said_;
  std::string log_;
  std::vector<MeterSample> samples_;
  std::unique_ptr<Ledger> ledger_;
  std::unique_ptr<Line> line_;
  std::unique_ptr<Charger> charger_;
};

std::string said(const ControllerEvent& event);
std::string said(const Result<ChargeRecord>& record);
// Until it is true; false after kPatient.
bool eventually(const std::function<bool()>& it);

}  // namespace kerb::hal::everest
