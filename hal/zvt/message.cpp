#include "hal/zvt/message.hpp"

#include <fmt/format.h>

#include <array>
#include <cassert>

#include "hal/zvt/bcd.hpp"

namespace kerb::hal::zvt {
namespace {

constexpr std::uint8_t kLengthNibbles = 0xF0;

}  // namespace

std::optional<ByteView> Message::bitmap(std::uint8_t tag) const {
  for (const Part& part : parts) {
    if (part.kind == Part::Kind::bitmap && part.tag == tag) return value(part);
  }
  return std::nullopt;
}

std::optional<ByteView> Message::find(Part::Kind kind) const {
  for (const Part& part : parts) {
    if (part.kind == kind) return value(part);
  }
  return std::nullopt;
}

std::optional<std::uint64_t> Message::number(std::uint8_t tag) const {
  const auto octets = bitmap(tag);
  if (!octets) return std::nullopt;
  return from_bcd(*octets);
}

std::optional<std::uint8_t> Message::octet(std::uint8_t tag) const {
  const auto octets = bitmap(tag);
  if (!octets || octets->empty()) return std::nullopt;
  return (*octets)[0];
}

std::optional<std::uint8_t> Message::octet(Part::Kind kind) const {
  const auto octets = find(kind);
  if (!octets || octets->empty()) return std::nullopt;
  return (*octets)[0];
}

std::optional<ByteView> Message::tlv(std::initializer_list<Tag> path) const {
  for (const Part& part : parts) {
    if (part.kind != Part::Kind::bitmap || part.tag != bmp::kTlv) continue;
    if (auto found = find_tlv(value(part), path)) return found;
  }
  return std::nullopt;
}

Writer& Writer::password(std::uint32_t digits) {
  append_bcd(frame_.data, digits, 3);
  return *this;
}

Writer& Writer::octet(std::uint8_t value) {
  frame_.data.push_back(value);
  return *this;
}

Writer& Writer::octets(ByteView value) {
  frame_.data.insert(frame_.data.end(), value.begin(), value.end());
  return *this;
}

Writer& Writer::currency(std::uint16_t number) {
  append_bcd(frame_.data, number, 2);
  return *this;
}

Writer& Writer::bitmap(std::uint8_t tag, ByteView value) {
  const BitmapRule& rule = bitmap_rule(tag);
  assert(rule.form != Form::unknown);
  if (rule.form == Form::tlv) {
    append_tlv(frame_.data, tag, value);
    return *this;
  }
  frame_.data.push_back(tag);
  const auto digit = [&](std::size_t divisor) {
    frame_.data.push_back(
        static_cast<std::uint8_t>(kLengthNibbles | (value.size() / divisor % 10)));
  };
  if (rule.form == Form::fixed) {
    assert(value.size() == rule.size);
  } else {
    assert(value.size() < (rule.form == Form::ll ? 100U : 1000U));
    if (rule.form == Form::lll) digit(100);
    digit(10);
    digit(1);
  }
  return octets(value);
}

Writer& Writer::bitmap(std::uint8_t tag, std::string_view text) {
  return bitmap(tag, ByteView(reinterpret_cast<const std::uint8_t*>(text.data()), text.size()));
}

Writer& Writer::flag(std::uint8_t tag, std::uint8_t value) {
  return bitmap(tag, ByteView(&value, 1));
}

Writer& Writer::digits(std::uint8_t tag, std::uint64_t number) {
  Bytes value;
  append_bcd(value, number, bitmap_rule(tag).size);
  return bitmap(tag, value);
}

Writer& Writer::objects(ByteView tlvs) {
  if (!tlvs.empty()) bitmap(bmp::kTlv, tlvs);
  return *this;
}

}  // namespace kerb::hal::zvt
