// Prices in words: in the order that the law asks for, each with its unit, and none left out.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "kiosk/screens/page.hpp"

namespace kerb::kiosk {

// The one price that stands largest: that of a kilowatt hour, or of whatever is paid instead.
struct MainPrice {
  std::string amount;  // "€0.59", "Free"
  std::string unit;    // "/kWh"; may be empty
};
MainPrice main_price(const Page& page, const std::optional<PriceView>& price);

// "€0.59/kWh"
std::string per_kwh(const Page& page, const UnitPrice& price);
// "€0.10/min", "€5/h"
std::string per_time(const Page& page, const UnitPrice& price, bool hourly);

// Everything beside the main price in one line: "incl. 19% VAT · + €1.00 a charge".
std::string price_note(const Page& page, const PriceView& price);

// "from 20:00: €0.49/kWh"; nothing when the price stays.
std::string turn_words(const Page& page, const PriceView& price);

// Every part of a tariff in a sentence of its own.
struct PriceSentence {
  std::string name;  // in the tree
  ui::Icon icon = ui::Icon::bolt;
  std::string text;
};
std::vector<PriceSentence> price_sentences(const Page& page, const PriceView& price);

// "Energy", "Idle time": what a line of a receipt is for.
std::string line_word(const Page& page, payment::ReceiptLine::Kind kind);
// "Energy · 3.644 kWh × €0.59/kWh"
std::string line_words(const Page& page, const CostLine& line);

}  // namespace kerb::kiosk
