#include "hal/simulated/cards/octets.hpp"

#include <cstdlib>

namespace kerb::hal::simulated::cards {
namespace {

void put_tag(Bytes& out, std::uint32_t tag) {
  if (tag > 0xFFFFU) out.push_back(static_cast<std::uint8_t>(tag >> 16U & 0xFFU));
  if (tag > 0xFFU) out.push_back(static_cast<std::uint8_t>(tag >> 8U & 0xFFU));
  out.push_back(static_cast<std::uint8_t>(tag & 0xFFU));
}

}  // namespace

Bytes tlv(std::uint32_t tag, ByteView value) {
  Bytes out;
  put_tag(out, tag);
  if (value.size() > 0x7F) out.push_back(0x81);
  if (value.size() > 0xFF) std::abort();
  out.push_back(static_cast<std::uint8_t>(value.size()));
  out.insert(out.end(), value.begin(), value.end());
  return out;
}

Bytes join(std::initializer_list<Bytes> parts) {
  Bytes all;
  for (const Bytes& part : parts) all.insert(all.end(), part.begin(), part.end());
  return all;
}

Bytes hex(std::string_view text) {
  auto octets = from_hex(text);
  if (!octets) std::abort();
  return std::move(*octets);
}

Bytes ascii(std::string_view text) {
  return {text.begin(), text.end()};
}

Bytes with_status(Bytes data, std::uint16_t status) {
  data.push_back(static_cast<std::uint8_t>(status >> 8U));
  data.push_back(static_cast<std::uint8_t>(status & 0xFFU));
  return data;
}

Bytes dol(std::span<const DolField> fields) {
  Bytes out;
  for (const DolField& field : fields) {
    put_tag(out, field.tag);
    out.push_back(static_cast<std::uint8_t>(field.length));
  }
  return out;
}

std::size_t dol_length(std::span<const DolField> fields) {
  std::size_t total = 0;
  for (const DolField& field : fields) total += field.length;
  return total;
}

ByteView dol_value(std::span<const DolField> fields, ByteView data, std::uint32_t tag) {
  std::size_t at = 0;
  for (const DolField& field : fields) {
    if (field.tag == tag) return data.subspan(at, field.length);
    at += field.length;
  }
  std::abort();
}

bool digits_only(ByteView octets) {
  for (const std::uint8_t octet : octets) {
    if (octet >> 4U > 9 || (octet & 0x0FU) > 9) return false;
  }
  return true;
}

}  // namespace kerb::hal::simulated::cards
