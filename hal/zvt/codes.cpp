#include "hal/zvt/codes.hpp"

#include <fmt/format.h>

#include <span>

namespace kerb::hal::zvt {
namespace {

struct CodeWords {
  std::uint8_t code;
  std::string_view words;
};

constexpr CodeWords kResults[] = {
    {0x00, "ok"},
    {0x02, "the card's bank wants a call"},
    {0x05, "declined by the bank"},
    {0x13, "too often without contact"},
    {0x21, "the card has expired"},
    {0x33, "PIN needed"},
    {0x3D, "PIN needed"},
    {0x3E, "the card is blocked"},
    {0x41, "PIN needed"},
    {0x64, "card not readable"},
    {0x65, "no card data"},
    {0x66, "processing error"},
    {0x67, "function not permitted for this card"},
    {0x68, "function not permitted for this card"},
    {0x6A, "turnover store is full"},
    {0x6B, "function deactivated"},
    {0x6C, "the driver aborted, or time was over"},
    {0x6E, "card on the blocked list"},
    {0x6F, "wrong currency"},
    {0x71, "not enough credit"},
    {0x72, "chip error"},
    {0x73, "card data wrong"},
    {0x77, "end of day not possible"},
    {0x78, "the card has expired"},
    {0x79, "card not yet valid"},
    {0x7A, "card unknown"},
    {0x7D, "communication error"},
    {0x83, "function not possible"},
    {0x85, "key missing"},
    {0x89, "PIN pad defective"},
    {0x9A, "protocol error"},
    {0x9B, "error while dialling"},
    {0x9C, "please wait"},
    {0xA0, "receiver not ready"},
    {0xA1, "no connection to the host"},
    {0xA3, "no connection to the host"},
    {0xA5, "not allowed by PCI"},
    {0xB1, "memory full"},
    {0xB2, "merchant journal full"},
    {0xB4, "already reversed"},
    {0xB5, "reversal not possible"},
    {0xB7, "wrong amount for the reservation"},
    {0xB8, "reservations are open, or one is in error"},
    {0xBF, "supply voltage too low"},
    {0xC0, "card locking defective"},
    {0xC1, "merchant card locked"},
    {0xC2, "diagnosis needed"},
    {0xC3, "highest amount exceeded"},
    {0xC4, "card profile invalid"},
    {0xC5, "payment method not supported"},
    {0xC6, "currency not supported"},
    {0xC8, "amount too small"},
    {0xC9, "highest amount too small"},
    {0xCB, "function only in euro"},
    {0xCC, "printer not ready"},
    {0xCD, "no cashback"},
    {0xD2, "function not permitted with this card"},
    {0xDC, "a card is inserted"},
    {0xDD, "error while ejecting the card"},
    {0xDE, "error while inserting the card"},
    {0xE0, "remote maintenance activated"},
    {0xE2, "card reader defective"},
    {0xE3, "shop closed"},
    {0xE4, "activation needed"},
    {0xE7, "no reconciliation yet"},
    {0xEC, "PIN or contact needed"},
    {0xED, "PIN needed"},
    {0xF0, "end of day needed"},
    {0xFA, "emergency order"},
    {0xFC, "a device is missing"},
    {0xFD, "no reconciliation possible"},
    {0xFF, "system error"},
};

constexpr CodeWords kTerminals[] = {
    {0x00, "ready"},
    {0x51, "initialisation needed"},
    {0x62, "clock is wrong"},
    {0x9C, "please wait"},
    {0xB1, "memory full"},
    {0xB2, "merchant journal full"},
    {0xBF, "supply voltage too low"},
    {0xC2, "diagnosis needed"},
    {0xCC, "printer not ready"},
    {0xDC, "a card is inserted"},
    {0xDF, "out of order"},
    {0xE1, "card not removed"},
    {0xE2, "card reader defective"},
    {0xE4, "activation needed"},
    {0xF0, "end of day needed"},
};

struct ProgressWords {
  std::uint8_t status;
  Progress progress;
  std::string_view words;
};

constexpr ProgressWords kProgress[] = {
    {0x00, Progress::watch_pin_pad, "waits for the amount to be confirmed"},
    {0x01, Progress::watch_pin_pad, "watch the PIN pad"},
    {0x02, Progress::watch_pin_pad, "watch the PIN pad"},
    {0x03, Progress::card_refused, "not accepted"},
    {0x04, Progress::asking_bank, "waits for the host"},
    {0x05, Progress::reversing, "sends an auto-reversal"},
    {0x06, Progress::housekeeping, "sends bookings kept for later"},
    {0x07, Progress::card_refused, "card not admitted"},
    {0x08, Progress::card_refused, "card unknown"},
    {0x09, Progress::card_refused, "the card has expired"},
    {0x0A, Progress::present_card, "insert or present the card"},
    {0x0B, Progress::remove_card, "remove the card"},
    {0x0C, Progress::card_refused, "card not readable"},
    {0x0D, Progress::aborted, "aborted"},
    {0x0E, Progress::please_wait, "please wait"},
    {0x0F, Progress::housekeeping, "end of day by itself"},
    {0x10, Progress::card_refused, "card not permitted"},
    {0x11, Progress::please_wait, "balance"},
    {0x12, Progress::out_of_order, "malfunction"},
    {0x13, Progress::declined, "payment not possible"},
    {0x14, Progress::declined, "not enough credit"},
    {0x15, Progress::wrong_pin, "wrong PIN"},
    {0x16, Progress::declined, "limit not enough"},
    {0x17, Progress::please_wait, "please wait"},
    {0x18, Progress::declined, "wrong PIN too often"},
    {0x19, Progress::card_refused, "card data wrong"},
    {0x1A, Progress::out_of_order, "service mode"},
    {0x1B, Progress::approved, "approved, please fill up"},
    {0x1C, Progress::approved, "approved, please take the goods"},
    {0x1D, Progress::declined, "declined"},
    {0x26, Progress::watch_pin_pad, "waits for a number"},
    {0x66, Progress::watch_pin_pad, "waits for the driver's number"},
    {0x68, Progress::card_seen, "card detected"},
    {0x69, Progress::choose_currency, "waits for the choice of a currency"},
    {0xC7, Progress::please_wait, "please wait"},
    {0xC8, Progress::please_wait, "please wait"},
    {0xC9, Progress::housekeeping, "diagnosis"},
    {0xCA, Progress::housekeeping, "initialisation"},
    {0xCB, Progress::please_wait, "please wait"},
    {0xCC, Progress::watch_pin_pad, "PIN needed"},
    {0xD2, Progress::asking_bank, "connecting"},
    {0xD3, Progress::asking_bank, "connected"},
    {0xF1, Progress::asking_bank, "offline"},
    {0xF2, Progress::asking_bank, "online"},
    {0xFF, Progress::see_text, "see the text"},
};

std::string_view words_in(std::span<const CodeWords> table, std::uint8_t code) {
  for (const CodeWords& entry : table) {
    if (entry.code == code) return entry.words;
  }
  return {};
}

// 41 to 5D say the same as 01 to 1D, and that the card is to be removed.
constexpr std::uint8_t kFirstWithRemoval = 0x41;
constexpr std::uint8_t kLastWithRemoval = 0x5D;

const ProgressWords* progress_entry(std::uint8_t status) {
  if (status >= kFirstWithRemoval && status <= kLastWithRemoval) status = status & 0x3FU;
  for (const ProgressWords& entry : kProgress) {
    if (entry.status == status) return &entry;
  }
  return nullptr;
}

}  // namespace

std::string_view result_words(std::uint8_t code) {
  return words_in(kResults, code);
}

std::string_view terminal_words(std::uint8_t status) {
  return words_in(kTerminals, status);
}

std::string_view intermediate_words(std::uint8_t status) {
  const auto* const entry = progress_entry(status);
  return entry ? entry->words : std::string_view{};
}

std::string with_words(std::uint8_t code, std::string_view words) {
  return words.empty() ? fmt::format("{:02X}", code) : fmt::format("{:02X} {}", code, words);
}

Progress progress_of(std::uint8_t intermediate_status) {
  const auto* const entry = progress_entry(intermediate_status);
  return entry ? entry->progress : Progress::please_wait;
}

}  // namespace kerb::hal::zvt
