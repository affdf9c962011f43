// What a kernel wants the driver to see (EMV Contactless Book A, 9; User Interface Request Data,
// C-2 A.1.194): a message by its number, the reader's state, and how long the message must at least
// stand. The words and the pictures are the screen's.
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include "hal/clock.hpp"

namespace kerb::payment::emv {

enum class Message : std::uint8_t {
  approved = 0x03,
  not_authorised = 0x07,
  enter_pin = 0x09,
  processing_error = 0x0F,
  remove_card = 0x10,
  welcome = 0x14,
  present_card = 0x15,
  processing = 0x16,
  card_read_ok = 0x17,
  insert_or_swipe = 0x18,
  one_card_only = 0x19,
  approved_sign = 0x1A,
  authorising = 0x1B,
  other_card = 0x1C,  // "insert, swipe or try another card"
  insert_card = 0x1D,
  clear_display = 0x1E,
  see_phone = 0x20,
  present_again = 0x21,
  none = 0xFF,
};
std::string_view message_word(Message message);  // "See phone for instructions", …

enum class UiStatus : std::uint8_t {
  not_ready = 0x00,
  idle = 0x01,
  ready_to_read = 0x02,
  processing = 0x03,
  card_read = 0x04,
  processing_error = 0x05,
  none = 0xFF,
};

struct UiRequest {
  Message message = Message::none;
  UiStatus status = UiStatus::none;
  hal::Millis hold{0};        // whole tenths of a second
  std::string language = {};  // 5F2D as the card gave it: up to four languages, "deen"; or empty
};

// The 13 octets: message, status, hold time (three octets of digits, tenths of a second), language.
std::array<std::uint8_t, 13> octets_of(const UiRequest& request);

// Called while the tap runs, on the caller's thread: "card read, take it away" before signatures
// are checked and the bank is asked.
using Display = std::function<void(const UiRequest&)>;

}  // namespace kerb::payment::emv
