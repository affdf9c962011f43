// What Kerb and the process that runs libnfc tell each other. One frame is one packet on a socket:
// its kind, the length of what follows in two octets, and what follows. Each side takes the other
// for hostile: the child, because a card or a chip may have taken it over.
//
//   kiosk                                             child
//                                        ready <-     once, when the chip has answered
//   ask, field_off                -> done
//   wait for a card               -> card, or fault   cancel may come meanwhile
//   exchange an APDU              -> response, or fault
//   wait for the card's removal   -> left, or stayed
//
// There is one answer to each question but cancel, and no question before the last answer. A fault
// of kind reader_gone may answer anything; the child ends after it.
#pragma once

#include <optional>
#include <string>

#include "hal/bytes.hpp"
#include "hal/card_reader.hpp"
#include "hal/clock.hpp"

namespace kerb::hal::libnfc {

enum class FrameKind : std::uint8_t {
  // from the kiosk
  ask = 0x01,        // does the chip answer?
  wait = 0x02,       // for a card: milliseconds
  cancel = 0x03,     // end that wait; has no answer of its own
  exchange = 0x04,   // a command APDU, 4 to 261 octets
  field_off = 0x05,  // and keep it off: milliseconds
  removal = 0x06,    // wait for it: milliseconds
  // from the child
  ready = 0x81,     //
  done = 0x82,      //
  card = 0x83,      // what was found (hal/libnfc/target.hpp)
  response = 0x84,  // what the card answered, as it stands
  left = 0x85,      //
  stayed = 0x86,    //
  fault = 0x87,     // a ReaderFault, and the library's word for it
};

struct Frame {
  FrameKind kind = FrameKind::ask;
  Bytes payload;
};

constexpr std::size_t kFrameHeader = 3;
constexpr std::size_t kMostPayload = 300;
constexpr std::size_t kLongestFrame = kFrameHeader + kMostPayload;
constexpr Millis kLongestWait{600'000};

// Precondition: the payload is one that frame_in() takes.
Bytes octets_of(const Frame& frame);
// Empty when it is no frame of any kind, or its payload has not the length of that kind.
std::optional<Frame> frame_in(ByteView octets);

// For wait, field_off and removal. Clamped to 0 to kLongestWait, on both ways.
Frame with_millis(FrameKind kind, Millis span);
Millis millis_in(const Frame& frame);

// For fault. Text is cut and made printable, on both ways; an unknown fault is reader_gone.
Frame fault_frame(ReaderFault fault, const std::string& detail);
ReaderFailure failure_in(const Frame& frame);

}  // namespace kerb::hal::libnfc
