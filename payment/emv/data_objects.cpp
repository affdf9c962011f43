#include "payment/emv/data_objects.hpp"

namespace kerb::payment::emv {

bool well_formed(Format format, hal::ByteView value) {
  if (format != Format::numeric && format != Format::compressed_numeric) return true;
  bool filled = false;
  for (const std::uint8_t octet : value) {
    for (const unsigned shift : {4U, 0U}) {
      const unsigned nibble = octet >> shift & 0x0FU;
      if (nibble == 0x0FU && format == Format::compressed_numeric) {
        filled = true;
      } else if (nibble > 9 || filled) {
        return false;
      }
    }
  }
  return true;
}

void DataObjects::set(Tag tag, hal::ByteView value) {
  terminal_.insert_or_assign(tag, Secret(hal::Bytes(value.begin(), value.end())));
}

tl::expected<void, std::string> DataObjects::store_one(const Tlv& object) {
  if (card_.count(object.tag) != 0) {
    return tl::make_unexpected(tag_hex(object.tag) + " twice");
  }
  const TagEntry* known = find_tag(object.tag);
  if (known != nullptr && known->source == Source::terminal) return {};
  if (known != nullptr && !object.value.empty()) {
    if (object.value.size() < known->shortest || object.value.size() > known->longest) {
      return tl::make_unexpected(tag_hex(object.tag) + " of " +
                                 std::to_string(object.value.size()) + " octets");
    }
    if (!well_formed(known->format, object.value)) {
      return tl::make_unexpected(tag_hex(object.tag) + " is not digits");
    }
  }
  card_.emplace(object.tag, Secret(hal::Bytes(object.value.begin(), object.value.end())));
  return {};
}

tl::expected<void, std::string> DataObjects::store_from_card(hal::ByteView content) {
  const auto objects = parse_primitives(content);
  if (!objects) {
    return tl::make_unexpected("TLV " + std::string(tlv_fault_word(objects.error())));
  }
  for (const Tlv& object : *objects) {
    if (auto stored = store_one(object); !stored) return stored;
  }
  return {};
}

std::optional<hal::ByteView> DataObjects::get(Tag tag) const {
  for (const auto* store : {&terminal_, &card_}) {
    const auto found = store->find(tag);
    if (found != store->end() && !found->second.empty()) return found->second.reveal();
  }
  return std::nullopt;
}

std::optional<Tag> DataObjects::first_missing(std::initializer_list<Tag> tags) const {
  for (const Tag tag : tags) {
    if (!has(tag)) return tag;
  }
  return std::nullopt;
}

std::uint8_t DataObjects::octet(Tag tag, std::size_t index) const {
  const auto value = get(tag);
  return value && index < value->size() ? (*value)[index] : std::uint8_t{0};
}

}  // namespace kerb::payment::emv
