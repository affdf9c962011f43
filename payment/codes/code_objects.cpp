#include "payment/codes/code_objects.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "payment/codes/code_text.hpp"

namespace kerb::payment::codes {
namespace {

constexpr std::size_t kLongestObjects = 512;  // octets; EMVCo's limit of a whole payload
constexpr std::size_t kLongestValue = 99;     // characters

tl::unexpected<hal::Error> bad_object(std::string remedy) {
  return hal::failure("codes.object", "reading the objects of a payment code", std::move(remedy));
}

int two_digits(std::string_view text) {
  return (text[0] - '0') * 10 + (text[1] - '0');
}

}  // namespace

const CodeObject* find(const CodeObjects& objects, int id) {
  const auto found = std::find_if(objects.begin(), objects.end(),
                                  [&](const CodeObject& one) { return one.id == id; });
  return found == objects.end() ? nullptr : &*found;
}

std::string value_of(const CodeObjects& objects, int id) {
  const CodeObject* object = find(objects, id);
  return object == nullptr ? std::string() : object->value;
}

hal::Result<std::string> written(const CodeObjects& objects) {
  std::string text;
  for (const CodeObject& object : objects) {
    const bool plain = is_plain(object.value);
    const std::size_t length = plain ? characters_in(object.value) : 0;
    if (object.id < 0 || object.id > 99 || length == 0 || length > kLongestValue) {
      return hal::failure("codes.object", "writing the objects of a payment code",
                          fmt::format("Object {} has 1 to 99 plain characters.", object.id));
    }
    text += fmt::format("{:02}{:02}{}", object.id, length, object.value);
  }
  return text;
}

hal::Result<CodeObjects> read_objects(std::string_view text) {
  if (text.size() > kLongestObjects) return bad_object("It has at most 512 octets.");
  if (!is_plain(text)) return bad_object("It is plain UTF-8 on one line.");
  CodeObjects objects;
  while (!text.empty()) {
    if (text.size() < 4 || !is_digits(text.substr(0, 4))) {
      return bad_object("Every object begins with four digits: id and length.");
    }
    const int id = two_digits(text);
    const int length = two_digits(text.substr(2));
    const auto value = first_characters(text.substr(4), static_cast<std::size_t>(length));
    if (length == 0 || !value) {
      return bad_object(fmt::format("Object {:02} has as many characters as it says.", id));
    }
    if (find(objects, id) != nullptr) {
      return bad_object(fmt::format("Object {:02} is there once.", id));
    }
    objects.push_back({id, std::string(*value)});
    text.remove_prefix(4 + value->size());
  }
  return objects;
}

std::uint16_t code_checksum(std::string_view text) {
  unsigned crc = 0xFFFF;
  for (const char c : text) {
    crc ^= static_cast<unsigned>(static_cast<unsigned char>(c)) << 8U;
    for (int bit = 0; bit < 8; ++bit) {
      crc = (crc & 0x8000U) != 0 ? (crc << 1U) ^ 0x1021U : crc << 1U;
    }
    crc &= 0xFFFFU;
  }
  return static_cast<std::uint16_t>(crc);
}

}  // namespace kerb::payment::codes
