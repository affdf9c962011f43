// What can be asked of a simulated world, by the kiosk and by whoever plays drivers and misfortune.
//
// The kiosk asks the charger
//   start, stop, query    evse, charge       → a record (wire.hpp), or refused, unreachable
//   unlock                evse               → "outcome"
//   evses                                    → "evses": [1, 2]
//   ping
// and the reader
//   present                                  → "present"
//   card                  ms, 0 to 1000      → "atr", "uid", "speaks_apdu", or a reader's fault
//   apdu                  command            → "response", or a reader's fault
//   field_off, removal, lights (lights)
// The world does
//   plug                  evse [soc, battery, power]
//   unplug, soc (soc), limit_car (power), fail_next_start (fault), fault (fault)      evse
//   keep (how), interrupt (pause, fault), hold_power (by, power), jam_lock (on)       evse
//   limit_site (power), emergency_stop (on), lose_power, link (on)
//   tap (card), two_cards, remove, reader (on)
// and sees
//   look                  evse               → "state", "plugged", "power", "meter"
//   lights_shown                             → "lights"
//   charges               from               → "charges": at most 16 of them, oldest first
// Everything else is "not_understood".
#pragma once

#include "hal/clock.hpp"
#include "hal/simulated/reader.hpp"
#include "hal/simulated/station.hpp"
#include "hal/simulated/world/charge_ledger.hpp"
#include "hal/simulated/world/wire.hpp"

namespace kerb::hal::simulated {

// All of it outlives whoever asks.
struct World {
  Station& station;
  Reader& reader;
  const hal::Clock& clock;
  const ChargeLedger& ledger;
};

// The answer, without the question's id. Any thread; a card may be waited for, at most a second.
Json answer_to(const Json& question, const World& world);

}  // namespace kerb::hal::simulated
