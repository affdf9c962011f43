// Data Object Lists (EMV Book 3, 5.4): a card asks for values by tag and length and gets them
// concatenated, cut or padded to exactly that length.
#pragma once

#include "payment/emv/data_objects.hpp"

namespace kerb::payment::emv {

struct DolEntry {
  Tag tag = 0;
  std::size_t length = 0;
};

enum class DolFault {
  malformed,  // ends within an entry, or a malformed tag
  too_long,   // asks for more than 252 octets: no short command carries that
};
std::string_view dol_fault_word(DolFault fault);

tl::expected<std::vector<DolEntry>, DolFault> parse_dol(hal::ByteView dol);

// The value as this entry wants it. Numeric keeps its right end and is padded with 00 on the left;
// compressed numeric keeps its left end and is padded with FF on the right; everything else keeps
// its left end and is padded with 00 on the right. Absent and constructed objects are all zeros.
hal::Bytes dol_value(const DolEntry& entry, const DataObjects& objects);

// All values in order.
hal::Bytes build_dol(const std::vector<DolEntry>& entries, const DataObjects& objects);

}  // namespace kerb::payment::emv
