// One command and its answer as a person may see it. A step never holds a card number, a track, a
// name or a date of expiry: what is not on the list of harmless objects is given by its length
// only.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "hal/bytes.hpp"
#include "payment/emv/tlv.hpp"

namespace kerb::payment::emv {

struct ShownObject {
  Tag tag = 0;
  std::string name;   // "Application Cryptogram", or "unknown"
  std::string value;  // upper-case hex, or masked: "476173••••••0010", "(19 octets)"
  std::vector<std::string> bits;  // what they say (bit_names.hpp)
};

struct Step {
  std::string name;       // "SELECT PPSE", "GENERATE AC"
  std::string command;    // CLA INS P1 P2 in hex: "80AE9000"
  bool answered = false;  // false: the card was lost during this command
  std::uint16_t sw = 0;
  std::size_t length = 0;  // octets of the answer without SW
  std::vector<ShownObject> sent;
  std::vector<ShownObject> received;
  std::string note;  // "answer is no valid TLV: runs past the end"; may be empty
};

// Called after each exchange, on the caller's thread; the caller may look at its own clock.
using Observer = std::function<void(const Step&)>;

}  // namespace kerb::payment::emv
