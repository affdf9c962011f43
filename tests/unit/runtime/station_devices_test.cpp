// Which charger the configuration gets.
#include "kiosk/runtime/station_devices.hpp"

#include <gtest/gtest.h>

#include <condition_variable>
#include <mutex>

#include "tests/unit/config/station_file.hpp"
#include "tests/unit/temporary_folder.hpp"

namespace kerb::kiosk {
namespace {

class Devices : public ::testing::Test {
 protected:
  // Nobody listens at port 1.
  Config stations() {
    std::string text = station_file_with("kind = \"pcsc\"\nname = \"ACR\"", "kind = \"simulated\"");
    const std::string charger = "[controller]\nkind = \"simulated\"";
    text.replace(text.find(charger), charger.size(),
                 "[modbus]\nstations = [\"127.0.0.1:1\", \"localhost:1\"]\n[controller]\n"
                 "kind = \"modbus\"");
    Config config = parsed(text).value();
    config.journal_file = folder_ / "journal.db";
    return config;
  }

  TemporaryFolder folder_;
};

TEST_F(Devices, StationsThatAreNotThereAreALinkThatIsDown) {
  std::mutex mutex;
  std::condition_variable changed;
  bool lost = false;
  const auto devices = StationDevices::open(stations(), [](const std::string&) {});
  ASSERT_TRUE(devices) << devices.error().sentence();
  hal::ChargeController& charger = (*devices)->controller();
  ASSERT_EQ(charger.evses().size(), 2U);
  EXPECT_EQ(charger.evses()[1].id, 2);
  charger.listen([&](const hal::ControllerEvent& event) {
    const std::scoped_lock lock(mutex);
    lost = lost || std::holds_alternative<hal::LinkLost>(event);
    changed.notify_all();
  });
  std::unique_lock lock(mutex);
  EXPECT_TRUE(changed.wait_for(lock, hal::Seconds{10}, [&] { return lost; }));
  const auto refused = charger.start(1, hal::ChargeKey(32, 'a'));
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, "controller.unreachable");
}

TEST_F(Devices, AnUnreadableLedgerKeepsKerbFromStarting) {
  // A folder stands where the ledger should, and another one where it would be put aside.
  std::filesystem::create_directory(folder_ / "modbus-charges.json");
  std::filesystem::create_directories(folder_ / "modbus-charges.json.broken" / "taken");
  const auto devices = StationDevices::open(stations(), [](const std::string&) {});
  ASSERT_FALSE(devices);
  EXPECT_EQ(devices.error().code, "ledger.unreadable");
}

}  // namespace
}  // namespace kerb::kiosk
