// A message in words, for logs and `kerb doctor`: every field in its order, by name where a table
// has one, in hex where none has. Card numbers, tracks, expiry, chip data and passwords never stand
// there, nor does any run of 12 or more digits within a text or an unknown field.
#pragma once

#include <string>

#include "hal/zvt/characters.hpp"
#include "hal/zvt/message.hpp"

namespace kerb::hal::zvt {

// "06 22 reservation: type or status 40, currency 0978, amount 25.00". One line, at most about
// 4,000 characters; receipts are cut there.
std::string words_for(const Message& message, Charset charset = Charset::cp437);

}  // namespace kerb::hal::zvt
