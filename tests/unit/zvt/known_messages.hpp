// The messages of messages.txt, one frame each.
#pragma once

#include <gtest/gtest.h>

#include <fstream>
#include <string>
#include <vector>

#include "hal/zvt/commands.hpp"
#include "hal/zvt/message.hpp"

namespace kerb::hal::zvt {

struct KnownMessage {
  bool from_terminal = false;
  Bytes octets;
};

inline Bytes hex(std::string_view text) {
  return from_hex(text).value();
}

// The one frame that these octets are.
inline Frame frame_in(const Bytes& octets) {
  FrameReader reader;
  EXPECT_TRUE(reader.feed(octets));
  auto frame = reader.next();
  EXPECT_TRUE(frame && !reader.torn()) << to_hex(octets);
  return frame.value_or(Frame{});
}

inline std::vector<KnownMessage> known_messages(const std::string& path) {
  std::vector<KnownMessage> messages;
  std::ifstream file(path);
  for (std::string line; std::getline(file, line);) {
    if (line.empty() || line[0] == '#') continue;
    const std::size_t blank = line.find(' ');
    messages.push_back({line.substr(0, blank) == "terminal", hex(line.substr(blank + 1))});
  }
  return messages;
}

// The same message, put together field by field.
inline Frame rebuilt(const Message& message) {
  Writer writer(message.command);
  for (const Part& part : message.parts) {
    const ByteView value = message.value(part);
    if (part.kind == Part::Kind::bitmap) {
      writer.bitmap(part.tag, value);
      continue;
    }
    if (part.kind == Part::Kind::software) {
      for (const std::size_t divisor : {100U, 10U, 1U}) {
        writer.octet(static_cast<std::uint8_t>(0xF0U | value.size() / divisor % 10));
      }
    }
    writer.octets(value);
  }
  Frame frame = writer.frame();
  frame.long_form = message.long_form;
  return frame;
}

}  // namespace kerb::hal::zvt
