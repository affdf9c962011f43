// The alphabet of a merchant-presented code (EMVCo QR Code Specification for Payment Systems,
// Merchant-Presented Mode 1.1, 3.2): objects one after another, each an id of two digits, a length
// of two digits, and so many characters. A value may hold objects of its own.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "hal/error.hpp"

namespace kerb::payment::codes {

struct CodeObject {
  int id = 0;         // 0 to 99
  std::string value;  // 1 to 99 characters of plain UTF-8
};
using CodeObjects = std::vector<CodeObject>;

// Null: there is none.
const CodeObject* find(const CodeObjects& objects, int id);
// Empty: there is none.
std::string value_of(const CodeObjects& objects, int id);

// Errors: codes.object, when a value is empty, too long or not plain.
hal::Result<std::string> written(const CodeObjects& objects);

// Takes hostile text; at most 512 octets. Errors: codes.object, with what is wrong: an id that is
// there twice, a length that is none or goes beyond the end.
hal::Result<CodeObjects> read_objects(std::string_view text);

// CRC-16 with polynomial 1021 and start FFFF (ISO/IEC 13239 as EMVCo uses it).
std::uint16_t code_checksum(std::string_view text);

}  // namespace kerb::payment::codes
