// Frames on the serial line of a PN532, seen from the chip (NXP UM0701-02, 6.2): what the host
// sends is taken apart, what the chip says is put together. Written from the manual, on purpose
// without libnfc's own code.
#pragma once

#include <optional>

#include "hal/bytes.hpp"

namespace kerb::interop {

struct HostSaid {
  enum class What {
    command,
    ack,       // to the chip: stop what you are doing
    nonsense,  // a checksum that is wrong, or no command
  };
  What what = What::nonsense;
  hal::Bytes command;  // its code, then its parameters
};

class HostFrames {
 public:
  void add(hal::ByteView octets);
  // The next whole frame; what stands before it (the host wakes the chip with 55 55 00 …) is
  // skipped.
  std::optional<HostSaid> next();

 private:
  std::optional<HostSaid> take(std::size_t length, std::size_t header);

  hal::Bytes octets_;
};

// `answer`: the code of the command and 1, then what there is to say.
hal::Bytes chip_frame(hal::ByteView answer);

hal::Bytes chip_ack();
// "I know no such command."
hal::Bytes chip_error();

}  // namespace kerb::interop
