// Whatever comes over the socket between a kiosk and a simulated world: what is understood is in
// range and says the same when it is sent again, and no question brings the world down.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "hal/simulated/clock.hpp"
#include "hal/simulated/world/wire.hpp"
#include "hal/simulated/world/world_orders.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* octets, std::size_t size) {
  using namespace kerb::hal;             // NOLINT(google-build-using-namespace)
  using namespace kerb::hal::simulated;  // NOLINT(google-build-using-namespace)
  static const simulated::Clock clock{Utc(Millis(1'795'000'000'000))};
  static Station station({{1, ConnectorKind::ccs2, {150'000}, true}});
  static Reader reader;
  static const ChargeLedger ledger;

  auto message = message_in({reinterpret_cast<const char*>(octets), size});
  if (!message) return 0;
  if (const auto event = event_in(*message)) {
    const auto again = event_in(message_of(*event));
    if (!again || message_of(*again) != message_of(*event)) std::abort();
  }
  if (const auto record = record_in(*message)) {
    if (record->meter_now < record->meter_start || record->meter_start.count < 0) std::abort();
    const auto again = record_in(message_of(*record));
    if (!again || message_of(*again) != message_of(*record)) std::abort();
  }
  if (message->contains("ms")) (*message)["ms"] = 0;  // nobody waits for a card here
  const Json answer = answer_to(*message, {station, reader, clock, ledger});
  if (answer.contains("ok") == answer.contains("error")) std::abort();
  if (!message_in(line_of(answer))) std::abort();
  return 0;
}
