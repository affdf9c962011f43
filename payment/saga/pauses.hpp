// How long a saga waits before it tries again. All in one place because they are a bargain between
// the bank's rules and the driver's patience.
#pragma once

#include <algorithm>

#include "hal/charge_controller.hpp"
#include "hal/clock.hpp"

namespace kerb::payment {

// Asking about a lost hold while the driver waits: three times within a quarter of a minute.
constexpr int kAsksWhileDriverWaits = 3;
constexpr hal::Millis kAskPause{4'000};

// Card networks want a minute between a lost authorisation and its timeout reversal.
constexpr hal::Millis kBeforeAbandon{60'000};

// Twice the longest life of a message on its way (terminals give up after 120 to 150 s).
constexpr hal::Millis kBeforeSecondLook{300'000};
constexpr int kSecondLooks = 2;
// How often nobody may find a page that was there before it counts as gone. With retry_pause()
// between the questions more than half an hour, by no clock that somebody could have set wrong.
constexpr int kLooksForPage = 15;

// While a page is open on the driver's phone its provider is asked whether it was paid: every other
// second while somebody looks at the screen and in the first minutes, less often after that.
constexpr hal::Millis kPhonePause{2'000};
constexpr hal::Millis kUnwatchedPhonePause{10'000};
constexpr hal::Millis kPhoneFirstMinutes{180'000};
// A page is withdrawn after so long, though its provider might keep it open for half an hour: a
// connector waits for it. A station whose clock is wrong by hours offers it for a while all the same.
constexpr hal::Millis kPhoneLongest{600'000};
constexpr hal::Millis kPhoneShortest{120'000};
// A page that was withdrawn and is open all the same is withdrawn again after this.
constexpr hal::Millis kBeforeWithdrawingAgain{30'000};

// Captures and releases are repeated for ever: 2 s, 4 s, 8 s … up to five minutes.
inline hal::Millis retry_pause(int attempts) {
  constexpr int kLongestShift = 8;
  const hal::Millis pause{2'000LL << std::clamp(attempts - 1, 0, kLongestShift)};
  return std::min(pause, hal::Millis{300'000});
}

// The hold is raised when this much of it is used: at 350 kW and 0.60 a kWh, 50.00 last a quarter
// of an hour, and the last fifth of it three minutes.
constexpr int kRaiseAtPercent = 80;
constexpr hal::Millis kRaisePause{20'000};

// A capture needs time before the bank lets go of the hold: half an hour, or half of a shorter
// life.
constexpr hal::Millis kBeforeExpiry{1'800'000};

// The charger is asked to stop more eagerly: energy may be flowing.
inline hal::Millis fence_pause(int attempts) {
  return std::min(retry_pause(attempts), hal::Millis{15'000});
}

// A meter reports every few seconds. One that is silent for so long may have ended its charge, and
// the report of that was lost: it is asked.
constexpr hal::Millis kSilentMeter{300'000};

// What a station can give is bounded by its plate, and a reading is doubted when it is above twice
// that: the bound is for readings that cannot be, not for plates that say a little less. A bus or a
// broker delays a reading by seconds at most. After a restart of the kiosk no clock says for how
// long it was off: a day counts, or a long outage would cost its operator what it delivered.
constexpr std::int64_t kTimesTheMostPower = 2;
constexpr hal::WattHours kMeterStep{1'000};
constexpr hal::Millis kReadingOnItsWay{30'000};
constexpr hal::Millis kUnknownOutage{86'400'000};
// A reading that is doubted is asked for again.
constexpr hal::Millis kDoubtPause{30'000};
// Nobody charges for longer by a meter that says what cannot be.
constexpr hal::Millis kDoubtedAtMost{120'000};

// A power cut loses at most this much of what the charger itself has not kept.
constexpr hal::WattHours kMeterNoteEvery{500};
// And this much of the time, where the tariff asks for it.
constexpr hal::Millis kPriceNoteEvery{600'000};

}  // namespace kerb::payment
