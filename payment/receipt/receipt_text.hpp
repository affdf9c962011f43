// A receipt as rows, and the rows as plain text. The picture on the screen and the one handed out
// are drawn from the same rows (kiosk/screens/receipt_picture), so no two receipts of a session can
// differ.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "payment/receipt/receipt.hpp"
#include "payment/receipt/receipt_words.hpp"

namespace kerb::payment {

struct ReceiptRow {
  enum class Kind {
    heading,  // label only: the merchant's name, the title
    line,     // label only
    field,    // label and value
    total,    // label and value: what was paid
    note,     // label only: a whole sentence
    slip,     // label only: as a payment terminal wants it printed
    rule,     // a line across
  };
  Kind kind = Kind::line;
  std::string label;
  std::string value;
};

// Writes a moment in the site's own time zone: "22 Nov 2026, 14:32". Handed in because this storey
// has no time zones.
using LocalTime = std::function<std::string(hal::Utc)>;

// Exact: energies with all three decimals of a kWh, amounts with all places of the currency.
// Control characters in names are left out. Pure and repeatable.
std::vector<ReceiptRow> receipt_rows(const Receipt& receipt, const ReceiptWords& words,
                                     const LocalTime& local_time);

constexpr int kReceiptColumns = 42;  // what a receipt printer and a terminal both hold

// UTF-8, lines of at most kReceiptColumns code points, each ended by '\n'.
std::string receipt_text(const Receipt& receipt, const ReceiptWords& words,
                         const LocalTime& local_time);

}  // namespace kerb::payment
