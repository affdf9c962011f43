#include "hal/simulated/cards/ppse.hpp"

#include <algorithm>

#include "hal/simulated/cards/octets.hpp"

namespace kerb::hal::simulated::cards {

Bytes directory_answer(const std::vector<DirectoryEntry>& entries) {
  Bytes list;
  for (const DirectoryEntry& entry : entries) {
    const Bytes kernel = entry.kernel.empty() ? Bytes{} : tlv(0x9F2A, entry.kernel);
    const Bytes content = join({tlv(0x4F, entry.aid), tlv(0x50, ascii(entry.label)),
                                tlv(0x87, Bytes{entry.priority}), kernel});
    list = join({list, tlv(0x61, content)});
  }
  return tlv(0x6F, join({tlv(0x84, ascii(kDirectoryName)), tlv(0xA5, tlv(0xBF0C, list))}));
}

Bytes application_answer(const Bytes& aid, const std::string& label, const Bytes& pdol) {
  const Bytes wanted = pdol.empty() ? Bytes{} : tlv(0x9F38, pdol);
  return tlv(0x6F,
             join({tlv(0x84, aid), tlv(0xA5, join({tlv(0x50, ascii(label)), tlv(0x87, Bytes{0x01}),
                                                   wanted, tlv(0x5F2D, ascii("ende"))}))}));
}

bool selects(ByteView command, ByteView name) {
  constexpr std::size_t kHeader = 5;
  return command.size() >= kHeader + name.size() && command[0] == 0x00 && command[1] == 0xA4 &&
         command[4] == name.size() &&
         std::equal(name.begin(), name.end(), command.begin() + kHeader);
}

bool selects_directory(ByteView command) {
  return selects(command, ascii(kDirectoryName));
}

}  // namespace kerb::hal::simulated::cards
