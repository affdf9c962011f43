// Receipts and reports as lines of text, and lines as the messages that carry them to the till's
// printer.
#pragma once

#include <string>
#include <vector>

#include "hal/simulated/terminal/saying.hpp"
#include "hal/simulated/terminal/till.hpp"
#include "hal/simulated/terminal/turnover.hpp"

namespace kerb::hal::simulated::terminal {

// Tag 1F07.
enum class Copy : std::uint8_t { merchant = 1, customer = 2, administration = 3 };

struct Paper {
  Copy copy{};
  std::vector<std::string> lines;  // UTF-8
};

// What stands on every receipt.
struct Letterhead {
  std::uint32_t terminal = 0;
  std::string contract;
  int width = 24;  // characters
};

Paper receipt(const Payment& payment, Copy copy, const Letterhead& head);
Paper refusal(const Card& card, Cents amount, std::uint8_t result, Utc at, const Letterhead& head);
Paper day_report(const Totals& totals, Utc at, const Letterhead& head);
// Of an administrative command: its name, and lines of a word and a value.
Paper report(const std::string& name, Utc at, const Letterhead& head,
             const std::vector<std::pair<std::string, std::string>>& lines);

// "1234.56"
std::string money_text(Cents amount);

// One message a line, or blocks of at most what the till reads.
std::vector<Saying> as_lines(const Paper& paper, const Till& till);
std::vector<Saying> as_blocks(const Paper& paper, const Till& till);

}  // namespace kerb::hal::simulated::terminal
