// What a card answers when it is asked what is on it: the File Control Information of the Proximity
// Payment System Environment (EMV Book B, 3.2), and that of one application.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "hal/bytes.hpp"

namespace kerb::hal::simulated::cards {

inline constexpr std::string_view kDirectoryName = "2PAY.SYS.DDF01";

struct DirectoryEntry {
  Bytes aid;                  // 4F
  std::string label;          // 50
  std::uint8_t priority = 1;  // 87
  Bytes kernel;               // 9F2A; empty: absent
};

// Without status word. Together at most 255 octets.
Bytes directory_answer(const std::vector<DirectoryEntry>& entries);
// Of the application itself; `pdol` empty: none.
Bytes application_answer(const Bytes& aid, const std::string& label, const Bytes& pdol);

// SELECT by name, and of which name.
bool selects_directory(ByteView command);
bool selects(ByteView command, ByteView name);

}  // namespace kerb::hal::simulated::cards
