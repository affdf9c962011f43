#include "hal/zvt/tlv.hpp"

#include <fmt/format.h>

namespace kerb::hal::zvt {
namespace {

constexpr int kDeepestTlv = 8;
constexpr int kMostTagOctets = 4;

struct TlvHead {
  Tlv object;
  std::uint8_t first = 0;  // octet of the tag
  bool is_template() const { return (first & 0x20U) != 0; }
  bool is_private() const { return (first & 0xC0U) == 0xC0U; }
};

// Moves past the tag. Empty when it has no end within four octets.
std::optional<Tag> take_tag(ByteView octets, std::size_t& at) {
  Tag tag = octets[at++];
  if ((tag & 0x1FU) != 0x1FU) return tag;
  for (int more = 1; more < kMostTagOctets; ++more) {
    if (at >= octets.size()) return std::nullopt;
    const std::uint8_t octet = octets[at++];
    tag = tag << 8U | octet;
    if ((octet & 0x80U) == 0) return tag;
  }
  return std::nullopt;
}

tl::expected<std::size_t, std::string_view> take_length(ByteView octets, std::size_t& at) {
  if (at >= octets.size()) return tl::make_unexpected("has no length");
  const std::uint8_t first = octets[at++];
  if (first < 0x80U) return first;
  const std::size_t count = first & 0x7FU;
  if (count == 0) return tl::make_unexpected("has no definite length");
  if (count > 2) return tl::make_unexpected("has a length of more than two octets");
  if (octets.size() - at < count) return tl::make_unexpected("has half a length");
  std::size_t length = 0;
  for (std::size_t i = 0; i < count; ++i) length = length << 8U | octets[at++];
  return length;
}

// The object at `at`, and moves past it. Without looking into it.
tl::expected<TlvHead, std::string> take_head(ByteView octets, std::size_t& at) {
  TlvHead head;
  head.first = octets[at];
  const auto tag = take_tag(octets, at);
  if (!tag) return tl::make_unexpected(std::string("a TLV tag has no end"));
  const auto length = take_length(octets, at);
  if (!length) {
    return tl::make_unexpected(fmt::format("TLV {} {}", tag_text(*tag), length.error()));
  }
  if (*length > octets.size() - at) {
    return tl::make_unexpected(fmt::format("TLV {} says {} octets and has {}", tag_text(*tag),
                                           *length, octets.size() - at));
  }
  head.object = {*tag, octets.subspan(at, *length), false};
  at += *length;
  return head;
}

std::optional<std::string> fault_at_depth(ByteView octets, int depth) {
  for (std::size_t at = 0; at < octets.size();) {
    const auto head = take_head(octets, at);
    if (!head) return head.error();
    if (!head->is_template() || head->is_private()) continue;
    if (depth == kDeepestTlv) return std::string("TLV is nested too deeply");
    if (auto fault = fault_at_depth(head->object.value, depth + 1)) return fault;
  }
  return std::nullopt;
}

}  // namespace

std::optional<std::string> fault_in_tlvs(ByteView octets) {
  return fault_at_depth(octets, 1);
}

TlvResult read_tlvs(ByteView octets) {
  std::vector<Tlv> objects;
  for (std::size_t at = 0; at < octets.size();) {
    auto head = take_head(octets, at);
    if (!head) return tl::make_unexpected(std::move(head.error()));
    if (head->is_template()) {
      auto fault = fault_in_tlvs(head->object.value);
      head->object.constructed = !fault;
      if (fault && !head->is_private()) return tl::make_unexpected(std::move(*fault));
    }
    objects.push_back(head->object);
  }
  return objects;
}

std::optional<ByteView> find_tlv(ByteView octets, std::initializer_list<Tag> path) {
  ByteView level = octets;
  for (const Tag wanted : path) {
    std::optional<ByteView> found;
    for (std::size_t at = 0; at < level.size() && !found;) {
      const auto head = take_head(level, at);
      if (!head) return std::nullopt;
      if (head->object.tag == wanted) found = head->object.value;
    }
    if (!found) return std::nullopt;
    level = *found;
  }
  return level;
}

void append_tlv(Bytes& out, Tag tag, ByteView value) {
  for (unsigned shift = 32; shift > 0;) {
    shift -= 8;
    if (tag >> shift != 0 || shift == 0) out.push_back(static_cast<std::uint8_t>(tag >> shift));
  }
  if (value.size() >= 0x100) {
    out.push_back(0x82);
    out.push_back(static_cast<std::uint8_t>(value.size() >> 8U & 0xFFU));
  } else if (value.size() >= 0x80) {
    out.push_back(0x81);
  }
  out.push_back(static_cast<std::uint8_t>(value.size() & 0xFFU));
  out.insert(out.end(), value.begin(), value.end());
}

std::string tag_text(Tag tag) {
  Bytes octets;
  for (unsigned shift = 32; shift > 0;) {
    shift -= 8;
    if (tag >> shift != 0 || shift == 0) octets.push_back(static_cast<std::uint8_t>(tag >> shift));
  }
  return to_hex(octets);
}

}  // namespace kerb::hal::zvt
