// What was booked at an approved terminal since its turnover was last counted, to be compared with
// what the terminal says at its end of day; and the days on which the two did not agree.
//
// A small file beside the journal, written anew for each change and put in the place of the old one.
// An order is named in it before it leaves, and an end of day before that is ordered: after a power
// cut nothing booked is missing, and an end of day that may have happened is not simply ordered again.
//
// Threading: one thread at a time.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "hal/clock.hpp"
#include "hal/error.hpp"
#include "hal/zvt/day_totals.hpp"
#include "payment/terminal/order_book.hpp"

namespace kerb::payment::terminal {

struct Booked {
  std::string name;         // reference_of(); empty: `count` of them, together
  std::int64_t amount = 0;  // minor units
  std::int64_t count = 1;
};

// What was booked until an end of day was ordered whose end nobody knows.
struct DayBatch {
  hal::Utc at{};  // when that was ordered
  std::vector<Booked> booked;
  std::optional<std::int64_t> heard;  // minor units: what the terminal said before the line broke
};

struct DayDifference {
  hal::Utc at{};
  std::vector<Booked> ours;
  struct Theirs {
    std::string kind;  // "Mastercard"
    std::int64_t count = 0;
    std::int64_t amount = 0;  // minor units
  };
  std::optional<std::vector<Theirs>> theirs;  // nothing: it was not heard
};

struct DayContent {
  std::vector<OrderKey> expected;  // orders that may come to be booked
  std::vector<Booked> booked;      // since the last end of day was ordered
  std::vector<DayBatch> batches;   // oldest first; each may have been ended, or not
  std::vector<DayDifference> differences;
  std::int64_t ended_for = 0;   // YYYYMMDD: the last day whose end was ordered
  bool counted_before = false;  // the turnover began anew while Kerb was there
};

class DayBook {
 public:
  static constexpr std::size_t kMostBooked = 500;  // then the oldest are added up
  static constexpr std::size_t kMostDifferences = 20;

  // A file that is missing is an empty book. Errors: terminal.day_unreadable.
  static hal::Result<std::unique_ptr<DayBook>> open(std::filesystem::path file);

  const DayContent& content() const { return content_; }
  // It is on the disk when this succeeds. Errors: terminal.day_unwritable; the book then says what it
  // said before.
  hal::Result<void> write(DayContent content);

  // Before a booking leaves. Errors: as write().
  hal::Result<void> expect(const OrderKey& key);
  // Takes in those whose outcome `orders` knows now. Errors: as write().
  hal::Result<void> learn(const OrderBook& orders);

 private:
  DayBook(std::filesystem::path file, DayContent content);

  const std::filesystem::path file_;
  DayContent content_;
};

// The oldest of more than kMostBooked become one: a station that never comes to its end of day still
// knows how much it was.
void add_up(std::vector<Booked>& booked);
// Minor units, together.
std::int64_t sum_of(const std::vector<Booked>& booked);

}  // namespace kerb::payment::terminal
