// Message sequence ids (PA00P015, 5.1; tag 1F73): every command and every message of the terminal
// has one more than the one before, and an answer has that of what it answers. So a message that
// comes again because its answer was lost is known for what it is.
#pragma once

#include <cstdint>
#include <optional>

#include "hal/zvt/message.hpp"

namespace kerb::hal::zvt {

using SequenceId = std::uint32_t;  // three octets, then 0 again

std::optional<SequenceId> sequence_in(const Message& message);
constexpr SequenceId next_id(SequenceId id) {
  return (id + 1) & 0xFFFFFFU;
}

// The same with these objects behind those that its bitmap 06 has. A frame that cannot be read is
// left as it is.
Frame with_objects(Frame frame, ByteView tlvs);
Frame numbered(Frame frame, SequenceId id);

}  // namespace kerb::hal::zvt
