// The end of day of an approved terminal: ordered when nothing is open there, once a day; and its
// totals against what Kerb booked since the last one.
//
// Nobody may hear how an end of day ended: the power goes, the line breaks. It is not ordered again
// then. The next day's totals tell: they hold what was booked before as well, or they do not.
//
// Threading: one thread at a time, the one that has the terminal.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "hal/zvt/terminal.hpp"
#include "payment/terminal/day_book.hpp"
#include "payment/terminal/order_book.hpp"

namespace kerb::payment::terminal {

// The day whose end is due or past, as YYYYMMDD: of the last moment with that time of day. `at`: after
// midnight, below 24 hours.
std::int64_t day_due(const hal::zvt::WallClock& now, std::chrono::minutes at);

class DayEnd {
 public:
  // All outlive this.
  DayEnd(hal::zvt::Terminal& terminal, const OrderBook& orders, DayBook& book,
         hal::zvt::Password password)
      : terminal_(terminal), orders_(orders), book_(book), password_(password) {}

  enum class How {
    not_due,  // that day's end was ordered
    put_off,  // a hold is open, or an outcome is in doubt: to be tried again
    refused,  // by the terminal, with `why`; nothing was counted. To be tried again
    ended,
    unknown,  // nobody heard how it ended
  };
  struct Told {
    How how = How::not_due;
    std::string why;                         // for the log
    std::vector<DayDifference> differences;  // that were found now
  };
  // `day`: day_due(). `asked`: the terminal itself wants it, whatever was ordered before. Errors: those of DayBook::write(), and of Terminal::meet(); it was not ordered
  // then, or it was and the book says that it may have been.
  hal::Result<Told> end(std::int64_t day, hal::Utc now, bool asked = false);

  // The differences of the last days, in words.
  std::vector<std::string> concerns() const;

  // Before a booking leaves, and when its outcome may be known. Errors: those of DayBook.
  hal::Result<void> expect(const OrderKey& key) { return book_.expect(key); }
  hal::Result<void> learn() { return book_.learn(orders_); }

 private:
  hal::Result<Told> not_ended(DayContent before, const hal::zvt::Outcome& outcome);
  hal::Result<Told> ended(const hal::zvt::Outcome& outcome, hal::Utc now);

  hal::zvt::Terminal& terminal_;
  const OrderBook& orders_;
  DayBook& book_;
  const hal::zvt::Password password_;
};

// One line for people: both sums, and both lists as far as there is room.
std::string words_for(const DayDifference& difference);
// Both lists in full, for the journal.
std::string json_for(const DayDifference& difference);

}  // namespace kerb::payment::terminal
