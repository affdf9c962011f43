// The TLV and DOL parsers: no octet beyond the end, and what was parsed lies inside what was given.
#include <cstdlib>

#include "payment/emv/dol.hpp"

using namespace kerb::payment::emv;  // NOLINT(google-build-using-namespace)

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {  // NOLINT
  const kerb::hal::ByteView octets(data, size);
  if (const auto objects = parse_primitives(octets)) {
    for (const Tlv& object : *objects) {
      if (object.encoded.data() < data ||
          object.encoded.data() + object.encoded.size() > data + size) {
        std::abort();
      }
      kerb::hal::Bytes written;
      append_tlv(written, object.tag, object.value);
      const auto again = parse_tlvs(written);
      if (!again || again->size() != 1 || again->front().tag != object.tag) std::abort();
    }
  }
  DataObjects objects;
  (void)objects.store_from_card(octets);
  if (const auto entries = parse_dol(octets)) {
    if (build_dol(*entries, objects).size() > 252) std::abort();
  }
  return 0;
}
