// What a payment terminal remembers: every payment since the last end of day, and which
// reservations are open. It survives a power cut; the dialogue that was under way does not.
//
// A payment is put in first and kept afterwards, when the till has taken notice of it; until then it
// can be taken back, which is what a terminal does by itself when no notice comes.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "hal/clock.hpp"
#include "hal/simulated/terminal/card.hpp"
#include "hal/simulated/terminal/profile.hpp"

namespace kerb::hal::simulated::terminal {

using ReceiptNumber = std::uint16_t;  // 1 to 9999, then 1 again
using TraceNumber = std::uint32_t;    // 1 to 999999, then 1 again

enum class Deal {
  purchase,          // 06 01
  reservation,       // 06 22
  extension,         // 06 22 with 1F06 = 03
  partial_reversal,  // 06 23
  book_total,        // 06 24
  release,           // 06 25, 06 26
  reversal,          // 06 30
  refund,            // 06 31
};

struct Payment {
  Deal deal{};
  ReceiptNumber receipt = 0;
  TraceNumber trace = 0;
  std::optional<TraceNumber> original = {};  // of the payment that this one changes
  Cents amount = 0;                          // what the till is told in BMP 04
  Card card;
  Utc at{};
  std::string authorisation = {};  // BMP 3B, what the host gave
  // ---- what has become of it
  bool kept = false;        // the till has taken notice
  bool taken_back = false;  // by the terminal itself, for no notice came
  bool reversed = false;    // by 06 30
  bool open = false;        // a reservation: neither booked nor released
  Cents held = 0;           // a reservation: with its extensions
};

// What a day's end reports of one kind of card.
struct Sum {
  int count = 0;
  Cents amount = 0;
};
struct Totals {
  std::optional<ReceiptNumber> first;
  std::optional<ReceiptNumber> last;
  // girocard, JCB, Mastercard, American Express, Visa, Diners, others.
  std::array<Sum, 7> kinds{};
  Cents all = 0;
};

class Turnover {
 public:
  Turnover(Profile::Receipts style, std::uint8_t trace_step)
      : style_(style), trace_step_(trace_step) {}

  // ---- each answers the number of the payment that was put in (at())
  std::size_t purchase(Cents amount, const Card& card, Utc at);
  std::size_t refund(Cents amount, const Card& card, Utc at);
  std::size_t reserve(Cents amount, const Card& card, Utc at);
  // `held`: a reservation that is open.
  std::size_t extend(std::size_t held, Cents more, Utc at);
  // `deal`: partial_reversal, book_total or release; `booked`: 0 to what is held.
  std::size_t book(std::size_t held, Deal deal, Cents booked, Utc at);
  // `paid`: a purchase, refund or booking that stands.
  std::size_t reverse(std::size_t paid, Utc at);

  void keep(std::size_t payment);
  // As if it had not been; what it changed is as before.
  void take_back(std::size_t payment);
  // What the host gave; a booking has that of its reservation.
  void authorise(std::size_t payment, std::string authorisation);
  // The till gave out less than was paid for.
  void lessen(std::size_t payment, Cents amount);

  // ---- asking
  const Payment& at(std::size_t payment) const { return payments_.at(payment); }
  const std::vector<Payment>& all() const { return payments_; }
  std::vector<ReceiptNumber> open() const;
  // The reservation of that number that is open.
  std::optional<std::size_t> open_with(ReceiptNumber receipt) const;
  std::optional<std::size_t> open_with_trace(TraceNumber trace) const;
  // The latest one with that number that was not taken back.
  std::optional<std::size_t> latest_with(ReceiptNumber receipt) const;
  // The latest that was kept.
  std::optional<std::size_t> last_kept() const;
  bool full() const { return payments_.size() >= capacity_; }
  Totals totals() const;

  void set_capacity(std::size_t payments) { capacity_ = payments; }
  // The next payment's numbers, for those who test what happens at their ends.
  void set_numbers(ReceiptNumber receipt, TraceNumber trace);
  // The day's end. Numbers go on.
  void clear() { payments_.clear(); }
  // ---- over a restart of the program (turnover_file.hpp)
  ReceiptNumber next_receipt() const { return next_receipt_; }
  TraceNumber next_trace() const { return next_trace_; }
  // What nobody had taken notice of when the power went is taken back.
  void restore(std::vector<Payment> payments, ReceiptNumber next_receipt, TraceNumber next_trace);

  // A trace number for what is no payment: an end of day, a refusal.
  TraceNumber take_trace();

 private:
  std::size_t put(Payment payment);
  ReceiptNumber take_receipt();
  std::optional<std::size_t> reservation_of(const Payment& booking) const;

  Profile::Receipts style_;
  std::uint8_t trace_step_;
  std::size_t capacity_ = 1000;
  ReceiptNumber next_receipt_ = 1;
  TraceNumber next_trace_ = 1;
  std::vector<Payment> payments_;
};

}  // namespace kerb::hal::simulated::terminal
