// Which fields a message has, by its command: PA00P015, ch. 2 and 3.
#include <fmt/format.h>

#include <array>

#include "hal/zvt/bcd.hpp"
#include "hal/zvt/commands.hpp"
#include "hal/zvt/message.hpp"

namespace kerb::hal::zvt {
namespace {

using PartKind = Part::Kind;
using Trouble = std::optional<Error>;

constexpr std::uint8_t kWrongCurrency = 0x6F;

Error malformed(Command command, std::string_view what) {
  return {"zvt.malformed",
          fmt::format("reading {:02X} {:02X}: {}", command >> 8U, command & 0xFFU, what),
          "is this a terminal that speaks ZVT, and is the right kind set in [terminal]?"};
}

// Fields from `at` on; a fault leaves the message as it was believed until there.
class Decoder {
 public:
  explicit Decoder(Message& message) : message_(message) {}

  std::size_t left() const { return message_.data.size() - at_; }
  std::uint8_t peek(std::size_t ahead = 0) const { return message_.data[at_ + ahead]; }
  void add(PartKind kind, std::size_t size, std::uint8_t tag = 0) {
    message_.parts.push_back(
        {kind, tag, static_cast<std::uint32_t>(at_), static_cast<std::uint32_t>(size)});
    at_ += size;
  }
  Trouble must(PartKind kind, std::size_t size) {
    if (left() < size) return malformed(message_.command, "a field before the bitmaps is missing");
    add(kind, size);
    return std::nullopt;
  }
  void maybe(PartKind kind, std::size_t size) {
    if (left() >= size) add(kind, size);
  }
  void back_to(std::size_t at, std::size_t parts) {
    at_ = at;
    message_.parts.resize(parts);
  }
  std::size_t at() const { return at_; }
  void skip(std::size_t count) { at_ += count; }

  Trouble bitmaps() {
    while (left() > 0) {
      if (auto trouble = one_bitmap()) return trouble;
    }
    return std::nullopt;
  }
  // Bitmaps when it is so to the end, else one opaque part.
  void bitmaps_or_opaque() {
    const std::size_t start = at_;
    const std::size_t parts = message_.parts.size();
    if (!bitmaps()) return;
    back_to(start, parts);
    add(PartKind::opaque, left());
  }

 private:
  Trouble one_bitmap() {
    const std::uint8_t tag = message_.data[at_++];
    const BitmapRule& rule = bitmap_rule(tag);
    std::size_t size = rule.size;
    if (rule.form == Form::unknown) {
      Error error = malformed(message_.command, fmt::format("bitmap {:02X} is not known", tag));
      error.code = "zvt.unknown_bitmap";
      return error;
    }
    if (rule.form == Form::ll || rule.form == Form::lll) {
      const auto length = nibble_length(rule.form == Form::ll ? 2 : 3);
      if (!length) return broken(tag, "has a length that is no number");
      size = *length;
    } else if (rule.form == Form::tlv) {
      const auto length = ber_length();
      if (!length) return broken(tag, "has a broken length");
      size = *length;
    }
    if (size > left()) {
      return broken(tag, fmt::format("says {} octets and has {}", size, left()));
    }
    add(PartKind::bitmap, size, tag);
    return check(message_.parts.back());
  }

  std::optional<std::size_t> nibble_length(std::size_t digits) {
    if (left() < digits) return std::nullopt;
    std::size_t length = 0;
    for (std::size_t i = 0; i < digits; ++i) {
      const std::uint8_t octet = message_.data[at_++];
      if ((octet & 0xF0U) != 0xF0U || (octet & 0x0FU) > 9) return std::nullopt;
      length = length * 10 + (octet & 0x0FU);
    }
    return length;
  }

  std::optional<std::size_t> ber_length() {
    if (left() == 0) return std::nullopt;
    const std::uint8_t first = message_.data[at_++];
    if (first < 0x80U) return first;
    const std::size_t count = first & 0x7FU;
    if (count == 0 || count > 2 || left() < count) return std::nullopt;
    std::size_t length = 0;
    for (std::size_t i = 0; i < count; ++i) length = length << 8U | message_.data[at_++];
    return length;
  }

  // What money hangs on is right, and is there once.
  Trouble check(const Part& part) const {
    const ByteView value = message_.value(part);
    if (part.tag == bmp::kTlv) {
      if (const auto fault = fault_in_tlvs(value)) return malformed(message_.command, *fault);
    }
    if (part.tag == bmp::kAmount && !from_bcd(value)) return broken(part.tag, "is no number");
    // An abort may list several receipts (PA00P015, 2.10: open reservations).
    const bool once = part.tag == bmp::kAmount || part.tag == bmp::kResult ||
                      (part.tag == bmp::kReceipt && message_.command != kAbort);
    if (!once) return std::nullopt;
    for (const Part& other : message_.parts) {
      if (&other != &part && other.kind == PartKind::bitmap && other.tag == part.tag) {
        return broken(part.tag, "is there twice");
      }
    }
    return std::nullopt;
  }

  Error broken(std::uint8_t tag, std::string_view what) const {
    return malformed(message_.command,
                     fmt::format("bitmap {:02X} ({}) {}", tag, bitmap_rule(tag).name, what));
  }

  Message& message_;
  std::size_t at_ = 0;
};

Trouble with_password(Decoder& decoder) {
  if (auto trouble = decoder.must(PartKind::password, 3)) return trouble;
  return decoder.bitmaps();
}

Trouble registration(Decoder& decoder) {
  if (auto trouble = decoder.must(PartKind::password, 3)) return trouble;
  if (auto trouble = decoder.must(PartKind::config, 1)) return trouble;
  decoder.maybe(PartKind::currency, 2);
  return decoder.bitmaps();
}

Trouble maybe_password(Decoder& decoder) {
  decoder.maybe(PartKind::password, 3);
  return decoder.bitmaps();
}

Trouble read_card(Decoder& decoder) {
  decoder.maybe(PartKind::timeout, 1);
  return decoder.bitmaps();
}

// Terminals leave out T4 before the texts though the table does not let them.
Trouble intermediate(Decoder& decoder) {
  if (auto trouble = decoder.must(PartKind::status, 1)) return trouble;
  const std::size_t start = decoder.at();
  decoder.maybe(PartKind::timeout, 1);
  auto trouble = decoder.bitmaps();
  if (!trouble) return trouble;
  decoder.back_to(start, 1);
  return decoder.bitmaps() ? trouble : std::nullopt;
}

Trouble abort(Decoder& decoder) {
  if (decoder.left() == 0) return std::nullopt;
  const bool wrong_currency = decoder.peek() == kWrongCurrency;
  decoder.add(PartKind::result, 1);
  if (wrong_currency && decoder.left() >= 2 && decoder.peek() != bmp::kCurrency &&
      decoder.peek() != bmp::kTlv) {
    decoder.add(PartKind::currency, 2);
  }
  return decoder.bitmaps();
}

// [PO]: a line may end in a TLV that says whose receipt it is.
Trouble print_line(Decoder& decoder) {
  constexpr std::array<std::uint8_t, 5> kReceiptKind{0x06, 0x04, 0x1F, 0x07, 0x01};
  constexpr std::size_t kTail = kReceiptKind.size() + 1;
  if (auto trouble = decoder.must(PartKind::attribute, 1)) return trouble;
  bool tail = decoder.left() >= kTail;
  for (std::size_t i = 0; tail && i < kReceiptKind.size(); ++i) {
    tail = decoder.peek(decoder.left() - kTail + i) == kReceiptKind[i];
  }
  decoder.add(PartKind::text, decoder.left() - (tail ? kTail : 0));
  return decoder.bitmaps();
}

bool starts_with_software(const Decoder& decoder) {
  if (decoder.left() < 3) return false;
  std::size_t length = 0;
  for (std::size_t i = 0; i < 3; ++i) {
    const std::uint8_t octet = decoder.peek(i);
    if ((octet & 0xF0U) != 0xF0U || (octet & 0x0FU) > 9) return false;
    length = length * 10 + (octet & 0x0FU);
  }
  return decoder.left() - 3 > length;  // the status follows
}

Trouble status_completion(Decoder& decoder) {
  if (decoder.left() == 0) return std::nullopt;
  if (starts_with_software(decoder)) {
    std::size_t length = 0;
    for (std::size_t i = 0; i < 3; ++i) length = length * 10 + (decoder.peek(i) & 0x0FU);
    decoder.skip(3);
    decoder.add(PartKind::software, length);
  }
  decoder.add(PartKind::status, 1);
  return decoder.bitmaps();
}

Trouble completion(Decoder& decoder, Command running) {
  if (running == kStatusEnquiry) return status_completion(decoder);
  if (running == kFeigSystem) {
    if (decoder.left() > 0) decoder.add(PartKind::opaque, decoder.left());
    return std::nullopt;
  }
  auto trouble = decoder.bitmaps();
  if (!trouble || running != 0) return trouble;
  decoder.back_to(0, 0);
  if (!status_completion(decoder)) return std::nullopt;
  decoder.back_to(0, 0);
  decoder.add(PartKind::opaque, decoder.left());
  return std::nullopt;
}

Trouble fields(Message& message, Command running) {
  Decoder decoder(message);
  switch (message.command) {
    case kRegistration:
      return registration(decoder);
    case kStatusEnquiry:
    case kResetTerminal:
    case kPrintConfiguration:
      return maybe_password(decoder);
    case kTurnoverTotals:
    case kReprint:
    case kSetTerminalId:
    case kRepeatReceipt:
    case kReversal:
    case kRefund:
    case kEndOfDay:
    case kSetClock:
    case kInitialisation:
    case 0x0814:  // Feig: send files
      return with_password(decoder);
    case kReadCard:
      return read_card(decoder);
    case kIntermediateStatus:
      return intermediate(decoder);
    case kAbort:
      return abort(decoder);
    case kPrintLine:
      return print_line(decoder);
    case kCompletion:
      return completion(decoder, running);
    case kAuthorisation:
    case kLogOff:
    case kReservation:
    case kPartialReversal:
    case kBookTotal:
    case kReservationReversal:
    case kExternalReversal:
    case kDiagnosis:
    case kAbortCommand:
    case kDisplayText:
    case kStatusInformation:
    case kPrintBlock:
      return decoder.bitmaps();
    default:
      if (decoder.left() > 0) decoder.bitmaps_or_opaque();
      return std::nullopt;
  }
}

}  // namespace

Result<Message> decode(Frame frame, Command running) {
  Message message;
  message.command = frame.command;
  message.data = std::move(frame.data);
  message.long_form = frame.long_form;
  constexpr std::size_t kUsualParts = 20;
  message.parts.reserve(kUsualParts);
  if (auto trouble = fields(message, running)) return tl::make_unexpected(std::move(*trouble));
  return message;
}

}  // namespace kerb::hal::zvt
