#include "payment/emv/dol.hpp"

#include <algorithm>

namespace kerb::payment::emv {
namespace {

constexpr std::size_t kMostOctets = 252;

bool is_template(Tag tag) {
  hal::Bytes octets;
  append_tag(octets, tag);
  return (octets.front() & 0x20U) != 0;
}

}  // namespace

std::string_view dol_fault_word(DolFault fault) {
  return fault == DolFault::malformed ? "malformed" : "asks for too much";
}

tl::expected<std::vector<DolEntry>, DolFault> parse_dol(hal::ByteView dol) {
  std::vector<DolEntry> entries;
  std::size_t total = 0;
  for (std::size_t at = 0; at < dol.size();) {
    const auto tag = read_tag(dol, at);
    if (!tag || at >= dol.size()) return tl::make_unexpected(DolFault::malformed);
    const std::size_t length = dol[at++];
    total += length;
    if (total > kMostOctets) return tl::make_unexpected(DolFault::too_long);
    entries.push_back({*tag, length});
  }
  return entries;
}

hal::Bytes dol_value(const DolEntry& entry, const DataObjects& objects) {
  const auto stored = objects.get(entry.tag);
  if (!stored || is_template(entry.tag)) return hal::Bytes(entry.length, 0x00);
  const TagEntry* known = find_tag(entry.tag);
  const Format format = known != nullptr ? known->format : Format::binary;
  const std::size_t kept = std::min(stored->size(), entry.length);
  const auto pad = static_cast<std::ptrdiff_t>(entry.length - kept);
  if (format == Format::numeric) {
    hal::Bytes value(entry.length, 0x00);
    std::copy(stored->end() - static_cast<std::ptrdiff_t>(kept), stored->end(),
              value.begin() + pad);
    return value;
  }
  hal::Bytes value(entry.length, format == Format::compressed_numeric ? 0xFF : 0x00);
  std::copy_n(stored->begin(), kept, value.begin());
  return value;
}

hal::Bytes build_dol(const std::vector<DolEntry>& entries, const DataObjects& objects) {
  hal::Bytes all;
  for (const DolEntry& entry : entries) {
    const hal::Bytes value = dol_value(entry, objects);
    all.insert(all.end(), value.begin(), value.end());
  }
  return all;
}

}  // namespace kerb::payment::emv
