// What a terminal says of a card in its field, before anything is paid: in the completion of a
// status enquiry with card detection, or in the status information of a read card.
#pragma once

#include <optional>
#include <string>

#include "hal/zvt/message.hpp"

namespace kerb::hal::zvt {

struct CardSeen {
  bool payment = false;  // it has an application that a bank stands behind
  std::string uid;       // upper-case hex without leading zeros, when the terminal tells it
};

// Empty: no card.
std::optional<CardSeen> card_in(const Message& message);

}  // namespace kerb::hal::zvt
