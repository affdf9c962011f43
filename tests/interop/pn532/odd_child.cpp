// Stands in the place of kerb-nfc and breaks the agreement, in the way that the port's path names.
#include <fcntl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <string>

#include "hal/libnfc/connection.hpp"
#include "hal/libnfc/frame.hpp"

namespace {

using namespace kerb::hal;          // NOLINT(google-build-using-namespace)
using namespace kerb::hal::libnfc;  // NOLINT(google-build-using-namespace)

constexpr int kKiosk = 3;

void say(const Bytes& octets) {
  ::send(kKiosk, octets.data(), octets.size(), MSG_NOSIGNAL);
}

void say(FrameKind kind, const Bytes& payload = {}) {
  say(octets_of({kind, payload}));
}

bool hear() {
  std::array<std::uint8_t, kLongestFrame> octets{};
  return ::recv(kKiosk, octets.data(), octets.size(), 0) > 0;
}

std::string what_there_is() {
  constexpr int kMostFiles = 1024;
  std::string words = "files";
  for (int file = 0; file < kMostFiles; ++file) {
    if (::fcntl(file, F_GETFD) >= 0) words += " " + std::to_string(file);
  }
  words += "; settings";
  for (char** setting = environ; *setting != nullptr; ++setting) {
    const std::string whole = *setting;
    words += " " + whole.substr(0, whole.find('='));
  }
  return words + ";";
}

}  // namespace

int main(int count, char** words) {
  const auto connection = read_connection(count == 2 ? words[1] : "");
  const std::string behaviour = connection ? connection->device.substr(1) : "";
  if (behaviour == "ends_at_once") return 0;
  if (behaviour == "babbles") say(Bytes{0xFF, 0x00, 0x01});
  if (behaviour == "is_too_long") say(Bytes(kLongestFrame + 10, 0x81));
  if (behaviour == "answers_another_question") say(FrameKind::response, {0x90, 0x00});
  if (behaviour == "lists_what_it_has") {
    say(octets_of(fault_frame(ReaderFault::reader_gone, what_there_is())));
  }
  if (behaviour == "answers_no_wait" || behaviour == "knows_no_card" ||
      behaviour == "tells_of_half_a_uid") {
    say(FrameKind::ready);
    hear();
    if (behaviour == "knows_no_card") say(FrameKind::card, {'C', 0x20, 200});
    if (behaviour == "tells_of_half_a_uid") say(FrameKind::card, {'A', 0x20, 2, 0x04, 0xA1});
  }
  while (hear()) {
  }
  return 0;
}
