// What Kerb ordered an approved terminal to do, and how far each order came. It is written before an
// order leaves, and again before the answer that makes the terminal keep a payment; so after a power
// cut at any moment it names every order that may have taken effect, and only those.
//
// A small file beside the journal, written anew for each note and put in the place of the old one.
// It holds what tells a payment from all others (terminal, receipt, trace, date), and nothing of the
// card but its kind.
//
// Threading: one thread at a time.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "hal/clock.hpp"
#include "hal/error.hpp"
#include "hal/zvt/status.hpp"
#include "payment/provider.hpp"

namespace kerb::payment::terminal {

struct Order {
  enum class Kind { hold, extension, booking, reversal };
  enum class State {
    sent,        // it may have left Kerb; nobody knows more
    approved,    // the terminal said yes, and perhaps did not hear that it is written down
    kept,        // it stands
    nothing,     // declined, taken back, or never done
    for_person,  // terminal and book do not agree; `note` says how
  };
  OrderKey key = {};
  Kind kind = Kind::hold;
  State state = State::sent;
  std::int64_t amount = 0;  // minor units: what a hold or an extension keeps aside, a booking takes
  std::uint16_t currency = 978;           // ISO 4217
  hal::zvt::PaymentName name = {};        // that the terminal gave it
  hal::Bytes authorisation = {};          // has to come back with the booking
  std::optional<hal::Bytes> mirror = {};  // what the order after it has to mirror (1F1F)
  std::uint8_t card_type = 0;             // bitmap 8A
  OrderKey hold_key = {};                 // of all that is no hold: whose
  // Of a hold, the card's application; of a booking, what its receipt has to say. Kept only until
  // the journal has it.
  PaymentSlip slip = {};
  std::string note = {};
  hal::Utc at = {};
};

class OrderBook {
 public:
  static constexpr std::size_t kMost = 512;  // orders; the oldest that are over make room

  // A file that is missing is an empty book. Errors: terminal.book_unreadable, also when it cannot
  // be understood: what is open at the terminal would be forgotten.
  static hal::Result<std::unique_ptr<OrderBook>> open(std::filesystem::path file);

  // It is on the disk when this succeeds. Errors: terminal.book_unwritable; the book then says what
  // it said before.
  hal::Result<void> note(const Order& order);

  const Order* find(const OrderKey& key) const;
  // The hold that the terminal gave this name.
  const Order* find_hold(const hal::zvt::PaymentName& name) const;
  // Whether that is how the terminal called a raise.
  bool is_extension(const hal::zvt::PaymentName& name) const;
  // What the hold keeps aside, with all that it was extended by.
  std::int64_t held_by(const Order& hold) const;
  // What stands and was ordered last: it is mirrored by the next order, where terminals want that.
  const Order* last_standing() const;
  // Whether an order of any kind was given this receipt and trace.
  bool knows(const hal::zvt::PaymentName& name) const;
  // Holds that stand and were neither booked nor reversed.
  std::vector<Order> open_holds() const;
  // Sent or approved: only the terminal knows.
  std::vector<Order> doubts() const;
  std::vector<Order> for_person() const;
  // Holds that were approved and then came to nothing.
  std::vector<OrderKey> vanished_holds() const;

  // Receipts of reservations that the terminal has and this book does not.
  const std::vector<std::uint16_t>& strangers() const { return strangers_; }
  hal::Result<void> note_strangers(std::vector<std::uint16_t> receipts);

 private:
  OrderBook(std::filesystem::path file, std::vector<Order> orders,
            std::vector<std::uint16_t> strangers);
  bool is_over(const Order& order) const;
  hal::Result<void> write() const;

  const std::filesystem::path file_;
  std::vector<Order> orders_;  // in the order in which they were sent
  std::vector<std::uint16_t> strangers_;
};

// How later orders name a hold: "zvt-t52523535-r0231-n000975-d0405". Letters between the numbers,
// so that they never look like a card's.
inline constexpr std::string_view kReferencePrefix = "zvt-";
std::string reference_of(const hal::zvt::PaymentName& name);
std::optional<hal::zvt::PaymentName> name_in(std::string_view reference);

}  // namespace kerb::payment::terminal
