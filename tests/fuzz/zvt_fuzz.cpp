// Octets as a terminal's: what is taken for a message is the same octets when it is written again,
// and its words name no card. Then the same octets as a serial line.
#include <cstdlib>

#include "hal/zvt/commands.hpp"
#include "hal/zvt/serial_frame.hpp"
#include "hal/zvt/words.hpp"

using namespace kerb::hal;       // NOLINT(google-build-using-namespace)
using namespace kerb::hal::zvt;  // NOLINT(google-build-using-namespace)

namespace {

void demand(bool right) {
  if (!right) std::abort();
}

void check(const Message& message, const Frame& frame) {
  demand(message.frame() == frame);
  std::size_t end = 0;
  for (const Part& part : message.parts) {
    demand(part.at >= end && part.size <= message.data.size() - part.at);
    end = part.at + part.size;
  }
  demand(end == message.data.size());
  for (const Charset charset : {Charset::cp437, Charset::utf8}) {
    const std::string words = words_for(message, charset);
    demand(words.size() < 5'000 + message.data.size() * 6);
    demand(words.find('\n') == std::string::npos);
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {  // NOLINT
  const ByteView octets(data, size);
  FrameReader reader;
  Bytes again;
  for (std::size_t at = 0; at < size; at += 1 + data[at] % 64U) {
    const std::size_t piece = std::min<std::size_t>(1 + data[at] % 64U, size - at);
    demand(reader.feed(octets.subspan(at, piece)));
    while (const auto frame = reader.next()) {
      const Bytes written = octets_of(*frame);
      again.insert(again.end(), written.begin(), written.end());
      for (const Command running : {Command{0}, kStatusEnquiry, kRegistration}) {
        if (const auto message = decode(*frame, running)) {
          check(*message, *frame);
        }
      }
    }
  }
  demand(std::equal(again.begin(), again.end(), octets.begin()));
  SerialReader serial;
  for (const std::uint8_t octet : octets) {
    const auto event = serial.take(octet);
    if (event && std::holds_alternative<Frame>(*event)) decode(std::get<Frame>(*event));
  }
  return 0;
}
