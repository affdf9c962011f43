// BER-TLV as EMV uses it (ISO/IEC 8825-1, EMV Book 3 Annex B). Everything here comes from a card
// that somebody holds against the reader, so a length is believed only after it was checked against
// the octets that are there.
#pragma once

#include <cstdint>
#include <string_view>
#include <tl/expected.hpp>
#include <vector>

#include "hal/bytes.hpp"

namespace kerb::payment::emv {

// The tag octets read as one big-endian number: 0x82, 0x9F26, 0xDF8129.
using Tag = std::uint32_t;

// One data object; both views point into the octets that were parsed and live as long as those.
struct Tlv {
  Tag tag = 0;
  hal::ByteView value;
  hal::ByteView encoded;  // tag, length and value as they came: what a signature covers
  bool constructed() const { return (encoded[0] & 0x20U) != 0; }
};

enum class TlvFault {
  truncated,          // a tag, length or value runs past the end
  bad_tag,            // more than four octets, or padded with a leading zero
  bad_length,         // more than two length octets: nothing that a card sends is that long
  indefinite_length,  // allowed in BER, not in EMV
  too_deep,           // more than eight levels
  too_many,           // more than 256 objects
};
std::string_view tlv_fault_word(TlvFault fault);

// The objects of one level, in order. '00' octets between objects are skipped (Book 3 Annex B1).
tl::expected<std::vector<Tlv>, TlvFault> parse_tlvs(hal::ByteView octets);

// The primitive objects of all levels, depth first: templates are opened, not listed.
tl::expected<std::vector<Tlv>, TlvFault> parse_primitives(hal::ByteView octets);

// The first object with this tag, or null.
const Tlv* find_tlv(const std::vector<Tlv>& objects, Tag tag);

// Appends one object with the shortest length form. At most 65535 octets of value.
void append_tlv(hal::Bytes& out, Tag tag, hal::ByteView value);
// The tag alone, as it stands in a DOL.
void append_tag(hal::Bytes& out, Tag tag);

// Reads a tag at `at` and moves past it; shared with the DOL parser.
tl::expected<Tag, TlvFault> read_tag(hal::ByteView octets, std::size_t& at);

}  // namespace kerb::payment::emv
