// BER-TLV inside bitmap 06 (PA00P015, ch. 9). Terminals send tags of three octets (1F 80 01), and
// private templates whose bit says "constructed" but which hold plain octets; so a private template
// that does not parse is opaque, and any other is refused.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>
#include <tl/expected.hpp>
#include <vector>

#include "hal/bytes.hpp"

namespace kerb::hal::zvt {

// The tag octets read as one big-endian number: 0x07, 0x1F62, 0x1F8001.
using Tag = std::uint32_t;

// One object; the view points into the octets that were read and lives as long as those.
struct Tlv {
  Tag tag = 0;
  ByteView value;
  bool constructed = false;  // its value was checked, and read_tlvs() takes it
};

// Why octets are no TLV, in words: "the value of 1F62 runs past the end".
using TlvResult = tl::expected<std::vector<Tlv>, std::string>;

// The objects of one level in their order; templates within are checked, at most 8 levels deep.
TlvResult read_tlvs(ByteView octets);
// Whether read_tlvs() would take them, without keeping any. Empty when so, else why not.
std::optional<std::string> fault_in_tlvs(ByteView octets);

// The first object along a path of templates: {0xE9, 0x1F63}. Octets that are no TLV hold none.
std::optional<ByteView> find_tlv(ByteView octets, std::initializer_list<Tag> path);

// Appends one object with the shortest length. At most 65535 octets of value.
void append_tlv(Bytes& out, Tag tag, ByteView value);

// Tag as it is printed: "1F62".
std::string tag_text(Tag tag);

}  // namespace kerb::hal::zvt
