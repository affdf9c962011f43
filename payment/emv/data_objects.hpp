// The data objects of one transaction: what the terminal brings, what the card told. Two stores
// with one way to read: a card can never overwrite what the terminal says, and a card that says the
// same thing twice is wrong about one of them.
#pragma once

#include <initializer_list>
#include <map>
#include <optional>
#include <string>

#include "payment/emv/tag.hpp"
#include "payment/secret.hpp"

namespace kerb::payment::emv {

class DataObjects {
 public:
  // A value of the terminal or kernel; setting again replaces it.
  void set(Tag tag, hal::ByteView value);

  // Every primitive object in the content of a response template. A fault (in words, without
  // values) is a card data error: malformed TLV; a primitive object for the second time
  // (C-3 5.4.2.2); a length that the tag cannot have; digits that are none. Empty values count as
  // absent. An object that only the terminal may supply is not taken from a card.
  tl::expected<void, std::string> store_from_card(hal::ByteView content);

  // Valid until the next change. Empty optional: absent.
  std::optional<hal::ByteView> get(Tag tag) const;
  bool has(Tag tag) const { return get(tag).has_value(); }
  // The first tag of the list that is absent.
  std::optional<Tag> first_missing(std::initializer_list<Tag> tags) const;
  // One octet of a value; 0 when it is absent or shorter.
  std::uint8_t octet(Tag tag, std::size_t index) const;

 private:
  tl::expected<void, std::string> store_one(const Tlv& object);
  std::map<Tag, Secret> terminal_;
  std::map<Tag, Secret> card_;
};

// True when every nibble is a digit (n), or digits filled up with F on the right (cn).
bool well_formed(Format format, hal::ByteView value);

}  // namespace kerb::payment::emv
