// A message of the terminal that is not sent yet: its tags are kept apart, because the message
// sequence id comes last into them, when it is sent.
#pragma once

#include "hal/zvt/message.hpp"

namespace kerb::hal::simulated::terminal {

struct Saying {
  zvt::Writer fields;
  Bytes objects = {};

  explicit Saying(zvt::Command command) : fields(command) {}

  Saying& object(zvt::Tag tag, ByteView value) {
    zvt::append_tlv(objects, tag, value);
    return *this;
  }
  zvt::Command command() const { return fields.frame().command; }
  zvt::Frame frame() const {
    zvt::Writer whole = fields;
    return whole.objects(objects).frame();
  }
};

}  // namespace kerb::hal::simulated::terminal
