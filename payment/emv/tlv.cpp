#include "payment/emv/tlv.hpp"

#include <algorithm>

namespace kerb::payment::emv {
namespace {

constexpr std::size_t kMostObjects = 256;
constexpr int kDeepest = 8;
constexpr std::size_t kUsualOctets = 4;  // of an object at least: one growth instead of six

// The form of several octets, of which `first` was read.
tl::expected<std::size_t, TlvFault> read_long_length(std::size_t first, hal::ByteView octets,
                                                     std::size_t& at) {
  if (first == 0x80U) return tl::make_unexpected(TlvFault::indefinite_length);
  const std::size_t count = first & 0x7FU;
  if (count > 2) return tl::make_unexpected(TlvFault::bad_length);
  if (octets.size() - at < count) return tl::make_unexpected(TlvFault::truncated);
  std::size_t length = 0;
  for (std::size_t i = 0; i < count; ++i) length = length << 8U | octets[at++];
  return length;
}

tl::expected<void, TlvFault> collect(hal::ByteView octets, int depth,
                                     std::vector<Tlv>& primitives) {
  if (depth > kDeepest) return tl::make_unexpected(TlvFault::too_deep);
  const auto level = parse_tlvs(octets);
  if (!level) return tl::make_unexpected(level.error());
  for (const Tlv& object : *level) {
    if (object.constructed()) {
      if (auto inner = collect(object.value, depth + 1, primitives); !inner) return inner;
    } else {
      primitives.push_back(object);
    }
    if (primitives.size() > kMostObjects) return tl::make_unexpected(TlvFault::too_many);
  }
  return {};
}

}  // namespace

std::string_view tlv_fault_word(TlvFault fault) {
  switch (fault) {
    case TlvFault::truncated:
      return "runs past the end";
    case TlvFault::bad_tag:
      return "malformed tag";
    case TlvFault::bad_length:
      return "length too long";
    case TlvFault::indefinite_length:
      return "indefinite length";
    case TlvFault::too_deep:
      return "nested too deeply";
    case TlvFault::too_many:
      return "too many objects";
  }
  return "malformed";
}

tl::expected<Tag, TlvFault> read_tag(hal::ByteView octets, std::size_t& at) {
  if (at >= octets.size()) return tl::make_unexpected(TlvFault::truncated);
  Tag tag = octets[at++];
  if ((tag & 0x1FU) != 0x1FU) return tag;
  for (int more = 0; more < 3; ++more) {
    if (at >= octets.size()) return tl::make_unexpected(TlvFault::truncated);
    const std::uint8_t octet = octets[at++];
    if (more == 0 && octet == 0x80U) return tl::make_unexpected(TlvFault::bad_tag);
    tag = tag << 8U | octet;
    if ((octet & 0x80U) == 0) return tag;
  }
  return tl::make_unexpected(TlvFault::bad_tag);
}

tl::expected<std::vector<Tlv>, TlvFault> parse_tlvs(hal::ByteView octets) {
  std::vector<Tlv> objects;
  objects.reserve(std::min(kMostObjects, octets.size() / kUsualOctets));
  for (std::size_t at = 0; at < octets.size();) {
    if (octets[at] == 0) {
      ++at;
      continue;
    }
    const std::size_t start = at;
    const auto tag = read_tag(octets, at);
    if (!tag) return tl::make_unexpected(tag.error());
    if (at >= octets.size()) return tl::make_unexpected(TlvFault::truncated);
    std::size_t length = octets[at++];
    if (length >= 0x80U) {
      const auto longer = read_long_length(length, octets, at);
      if (!longer) return tl::make_unexpected(longer.error());
      length = *longer;
    }
    if (length > octets.size() - at) return tl::make_unexpected(TlvFault::truncated);
    if (objects.size() == kMostObjects) return tl::make_unexpected(TlvFault::too_many);
    objects.push_back(
        {*tag, octets.subspan(at, length), octets.subspan(start, at - start + length)});
    at += length;
  }
  return objects;
}

tl::expected<std::vector<Tlv>, TlvFault> parse_primitives(hal::ByteView octets) {
  std::vector<Tlv> primitives;
  if (auto done = collect(octets, 1, primitives); !done) return tl::make_unexpected(done.error());
  return primitives;
}

const Tlv* find_tlv(const std::vector<Tlv>& objects, Tag tag) {
  for (const Tlv& object : objects) {
    if (object.tag == tag) return &object;
  }
  return nullptr;
}

void append_tag(hal::Bytes& out, Tag tag) {
  for (int shift = 24; shift >= 0; shift -= 8) {
    const auto rest = tag >> static_cast<unsigned>(shift);
    if (rest != 0 || shift == 0) out.push_back(static_cast<std::uint8_t>(rest & 0xFFU));
  }
}

void append_tlv(hal::Bytes& out, Tag tag, hal::ByteView value) {
  append_tag(out, tag);
  if (value.size() >= 0x100) {
    out.push_back(0x82);
    out.push_back(static_cast<std::uint8_t>(value.size() >> 8U & 0xFFU));
  } else if (value.size() >= 0x80) {
    out.push_back(0x81);
  }
  out.push_back(static_cast<std::uint8_t>(value.size() & 0xFFU));
  out.insert(out.end(), value.begin(), value.end());
}

}  // namespace kerb::payment::emv
