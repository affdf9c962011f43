// What comes from the reader's worker to the station, and what the station wants of it.
#pragma once

#include <optional>
#include <string>
#include <variant>

#include "kiosk/station/snapshot.hpp"
#include "payment/card_presentation.hpp"

namespace kerb::kiosk {

// A card is in the field and being read.
struct CardSeen {};
// Read and fit for payment, or only identified, as was wished.
struct CardRead {
  payment::CardPresentation presentation;
  std::optional<payment::Money> amount = {};  // that the card was told; nothing else can be held
};
struct ChargingCardRead {
  payment::ChargingCard card;
  payment::CardIdentity identity;  // last four of its number and its fingerprint
};
// A card that pays is at an approved terminal, or the terminal waits for one itself: it reads it.
struct CardAtTerminalSeen {
  std::optional<payment::Money> amount = {};  // as in CardRead
};
// Not read; `hint` says what the driver can do.
struct TapFailed {
  TapHint hint = TapHint::again;
  std::string scheme = {};  // of other_card: whose cards are not taken ("JCB"), when known
};
using TapResult = std::variant<CardSeen, CardRead, ChargingCardRead, TapFailed, CardAtTerminalSeen>;

// What the reader should do now.
struct ReaderWish {
  enum class Mode {
    off,       // no card is expected: the bank is being asked
    identify,  // whose card is this? (stops a running charge)
    purchase,  // a hold of `amount` is agreed on screen
  };
  Mode mode = Mode::off;
  payment::Money amount;
  bool chosen = false;  // the driver asked to pay by card, and looks at nothing else
  bool operator==(const ReaderWish& other) const = default;
};

}  // namespace kerb::kiosk
