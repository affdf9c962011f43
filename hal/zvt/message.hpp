// One ZVT message taken apart, and put together again to the same octet. Which fields stand before
// the bitmaps depends on the command, and for a completion (06 0F) on the command that it
// completes; everything else is bitmaps in any order. What a table does not know is kept as it
// came.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string_view>
#include <vector>

#include "hal/error.hpp"
#include "hal/zvt/bitmaps.hpp"
#include "hal/zvt/frame.hpp"
#include "hal/zvt/tlv.hpp"

namespace kerb::hal::zvt {

// A field of a message, by where its value stands in Message::data.
struct Part {
  enum class Kind : std::uint8_t {
    bitmap,     // `tag` names it
    password,   // 3 octets
    config,     // config byte of a registration
    currency,   // bare, in a registration and after result 6F
    timeout,    // seconds to wait for a card; minutes of T4 in an intermediate status
    status,     // of 04 FF, and of the terminal in the completion of 05 01
    result,     // of an abort
    software,   // LLLVAR in the completion of 05 01
    attribute,  // of a print line
    text,       // of a print line
    opaque,     // whatever it is
  };
  Kind kind = Kind::bitmap;
  std::uint8_t tag = 0;
  std::uint32_t at = 0;
  std::uint32_t size = 0;
};

class Message {
 public:
  Command command = 0;
  Bytes data;
  std::vector<Part> parts;
  bool long_form = false;

  ByteView value(const Part& part) const { return ByteView(data).subspan(part.at, part.size); }
  bool has(std::uint8_t tag) const { return bitmap(tag).has_value(); }
  // The first with this tag.
  std::optional<ByteView> bitmap(std::uint8_t tag) const;
  std::optional<ByteView> find(Part::Kind kind) const;
  // Digits of a bitmap; empty when it is missing or holds no digits.
  std::optional<std::uint64_t> number(std::uint8_t tag) const;
  // First octet of a bitmap, or of a field before the bitmaps.
  std::optional<std::uint8_t> octet(std::uint8_t tag) const;
  std::optional<std::uint8_t> octet(Part::Kind kind) const;
  // An object within bitmap 06, along a path of templates.
  std::optional<ByteView> tlv(std::initializer_list<Tag> path) const;

  Frame frame() const { return {command, data, long_form}; }
};

// `running`: the command that a completion ends, 0 when it is not known; then the fields are found
// by what fits. Errors: zvt.unknown_bitmap (answer 84 83), zvt.malformed (a field runs past the end,
// broken TLV, an amount that is no number, an amount or result twice).
Result<Message> decode(Frame frame, Command running = 0);

// Puts a message together in the order of the calls. Values that do not fit their bitmap are bugs
// of the caller.
class Writer {
 public:
  explicit Writer(Command command) { frame_.command = command; }

  // Fields before the bitmaps.
  Writer& password(std::uint32_t digits);
  Writer& octet(std::uint8_t value);
  Writer& octets(ByteView value);
  Writer& currency(std::uint16_t number);

  // Bitmaps, with the length that the table gives them.
  Writer& bitmap(std::uint8_t tag, ByteView value);
  Writer& bitmap(std::uint8_t tag, std::string_view text);
  Writer& flag(std::uint8_t tag, std::uint8_t value);
  Writer& digits(std::uint8_t tag, std::uint64_t number);
  // Bitmap 06 around TLV objects; nothing when there are none.
  Writer& objects(ByteView tlvs);

  const Frame& frame() const { return frame_; }

 private:
  Frame frame_;
};

}  // namespace kerb::hal::zvt
