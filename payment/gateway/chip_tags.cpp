#include "payment/gateway/chip_tags.hpp"

#include <array>
#include <map>

namespace kerb::payment::gateway {

namespace {

constexpr std::size_t kLongestHex = 252;
constexpr std::uint32_t kAmountAuthorised = 0x9F02;

// Mandatory for both schemes, in the order of the guide.
constexpr std::array<std::uint32_t, 14> kMandatory = {0x9A,   0x9C,   0x5F2A, 0x9F1A, 0x9F02,
                                                      0x9F03, 0x9F36, 0x82,   0x84,   0x95,
                                                      0x9F10, 0x9F26, 0x9F33, 0x9F37};
// Optional for Visa, mandatory for Mastercard.
constexpr std::array<std::uint32_t, 2> kMastercardToo = {0x9F27, 0x9F34};
// Sent if there is room, most useful first.
constexpr std::array<std::uint32_t, 4> kVisaOptional = {0x9F6E, 0x5F34, 0x9F27, 0x9F34};
constexpr std::array<std::uint32_t, 4> kMastercardOptional = {0x5F34, 0x9F6E, 0x9F60, 0x96};

hal::Bytes tag_octets(std::uint32_t tag) {
  hal::Bytes octets;
  for (int shift = 16; shift >= 0; shift -= 8) {
    const auto octet = static_cast<std::uint8_t>(tag >> shift & 0xFFU);
    if (!octets.empty() || octet != 0) octets.push_back(octet);
  }
  return octets;
}

std::string tag_name(std::uint32_t tag) {
  return hal::to_hex(tag_octets(tag));
}

// Reads the list front to back; every step checks what is left.
class TlvList {
 public:
  explicit TlvList(hal::ByteView octets) : rest_(octets) {}
  bool done() const { return rest_.empty(); }

  // Tags of up to three octets, lengths of up to two.
  std::optional<std::uint32_t> tag() {
    std::uint32_t tag = 0;
    for (int i = 0; i < 3; ++i) {
      const auto octet = next();
      if (!octet) return std::nullopt;
      tag = tag << 8 | *octet;
      const bool last = i == 0 ? (*octet & 0x1FU) != 0x1FU : (*octet & 0x80U) == 0;
      if (last) return tag;
    }
    return std::nullopt;
  }

  std::optional<hal::ByteView> value() {
    const auto first = next();
    if (!first || *first == 0x80 || *first > 0x81) return std::nullopt;
    const auto length = *first == 0x81 ? next() : first;
    if (!length || *length > rest_.size()) return std::nullopt;
    const hal::ByteView value = rest_.first(*length);
    rest_ = rest_.subspan(*length);
    return value;
  }

 private:
  std::optional<std::uint8_t> next() {
    if (rest_.empty()) return std::nullopt;
    const std::uint8_t octet = rest_.front();
    rest_ = rest_.subspan(1);
    return octet;
  }
  hal::ByteView rest_;
};

using Objects = std::map<std::uint32_t, hal::ByteView>;

tl::unexpected<hal::Error> bad_tags(const std::string& what) {
  return hal::failure("gateway.chip_tags", "choosing the chip data for the bank: " + what,
                      "tap the card again; if it happens with every card, report it with the log");
}

hal::Result<Objects> read_objects(hal::ByteView tlv) {
  Objects objects;
  TlvList list(tlv);
  while (!list.done()) {
    const auto tag = list.tag();
    const auto value = tag ? list.value() : std::nullopt;
    if (!value) return bad_tags("the list of data objects is malformed");
    if (!objects.emplace(*tag, *value).second) return bad_tags("tag " + tag_name(*tag) + " twice");
  }
  return objects;
}

std::string as_hex(std::uint32_t tag, hal::ByteView value) {
  hal::Bytes octets = tag_octets(tag);
  if (value.size() > 0x7F) octets.push_back(0x81);
  octets.push_back(static_cast<std::uint8_t>(value.size()));
  octets.insert(octets.end(), value.begin(), value.end());
  return hal::to_hex(octets);
}

// 9F02 is n12: twelve digits, the amount in minor units.
bool says_amount(hal::ByteView value, const Money& amount) {
  const std::string digits = std::to_string(amount.minor());
  if (amount.minor() < 0 || digits.size() > 12 || value.size() != 6) return false;
  return hal::to_hex(value) == std::string(12 - digits.size(), '0') + digits;
}

}  // namespace

hal::Result<std::string> select_chip_tags(hal::ByteView tlv, Scheme scheme, const Money& amount) {
  const hal::Result<Objects> objects = read_objects(tlv);
  if (!objects) return tl::make_unexpected(objects.error());
  const bool mastercard = scheme == Scheme::mastercard;

  std::vector<std::uint32_t> mandatory(kMandatory.begin(), kMandatory.end());
  if (mastercard) mandatory.insert(mandatory.end(), kMastercardToo.begin(), kMastercardToo.end());
  std::string hex;
  for (const std::uint32_t tag : mandatory) {
    const auto object = objects->find(tag);
    if (object == objects->end()) return bad_tags("tag " + tag_name(tag) + " is missing");
    hex += as_hex(tag, object->second);
  }
  if (!says_amount(objects->at(kAmountAuthorised), amount)) {
    return bad_tags("the card signed another amount");
  }
  if (hex.size() > kLongestHex) return bad_tags("the mandatory objects are too long");
  for (const std::uint32_t tag : mastercard ? kMastercardOptional : kVisaOptional) {
    const auto object = objects->find(tag);
    if (object == objects->end()) continue;
    const std::string more = as_hex(tag, object->second);
    if (hex.size() + more.size() <= kLongestHex) hex += more;
  }
  return hex;
}

}  // namespace kerb::payment::gateway
