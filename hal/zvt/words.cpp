#include "hal/zvt/words.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "hal/zvt/bcd.hpp"
#include "hal/zvt/card_numbers.hpp"
#include "hal/zvt/codes.hpp"
#include "hal/zvt/commands.hpp"
#include "hal/zvt/day_totals.hpp"

namespace kerb::hal::zvt {
namespace {

constexpr std::size_t kLongestWords = 4'000;

struct TagRule {
  Tag tag;
  Shown shown;
  std::string_view name;
};

constexpr TagRule kTags[] = {
    {0x07, Shown::text, "text"},
    {0x08, Shown::digits, "receipt"},
    {0x09, Shown::octets, "print attribute"},
    {0x0A, Shown::octets, "command"},
    {0x10, Shown::digits, "display lines"},
    {0x11, Shown::digits, "characters in a display line"},
    {0x12, Shown::digits, "characters in a line"},
    {0x14, Shown::octets, "charset"},
    {0x15, Shown::text, "language"},
    {0x1A, Shown::octets, "longest message"},
    {0x1B, Shown::octets, "diagnosis"},
    {0x1C, Shown::octets, "part of a file"},
    {0x1D, Shown::octets, "file"},
    {0x1E, Shown::octets, "place in a file"},
    {0x23, Shown::objects, "open reservations"},
    {0x24, Shown::objects, "display"},
    {0x25, Shown::objects, "print"},
    {0x26, Shown::objects, "commands"},
    {0x27, Shown::objects, "charsets"},
    {0x2D, Shown::objects, "file"},
    {0x2F, Shown::objects, "payment"},
    {0x34, Shown::objects, "date and time"},
    {0x40, Shown::octets, "EMV parameter"},
    {0x41, Shown::octets, "card type"},
    {0x43, Shown::octets, "application"},
    {0x45, Shown::octets, "receipt parameter"},
    {0x46, Shown::text, "EMV print of the driver"},
    {0x47, Shown::text, "EMV print of the merchant"},
    {0x4C, Shown::secret, "UID"},
    {0x57, Shown::secret, "track 2"},
    {0x5A, Shown::secret, "card number"},
    {0x60, Shown::objects, "application"},
    {0x62, Shown::objects, "applications"},
    {0xE4, Shown::objects, "device"},
    {0xE9, Shown::objects, "reference"},
    {0x1F00, Shown::octets, "size of a file"},
    {0x1F04, Shown::octets, "receipt parameter"},
    {0x1F05, Shown::octets, "transaction receipt"},
    {0x1F06, Shown::octets, "reservation"},
    {0x1F07, Shown::octets, "receipt kind"},
    {0x1F0B, Shown::amount, "highest reservation"},
    {0x1F0E, Shown::digits, "date"},
    {0x1F0F, Shown::digits, "time"},
    {0x1F10, Shown::octets, "CVM"},
    {0x1F11, Shown::octets, "online"},
    {0x1F12, Shown::octets, "card technology"},
    {0x1F14, Shown::secret, "card identification"},
    {0x1F15, Shown::octets, "card reading"},
    {0x1F16, Shown::octets, "extended result"},
    {0x1F17, Shown::text, "extended result text"},
    {0x1F1F, Shown::digits, "receipt synchronisation"},
    {0x1F26, Shown::octets, "end of day parameter"},
    {0x1F2B, Shown::digits, "trace"},
    {0x1F37, Shown::octets, "receipt information"},
    {0x1F40, Shown::text, "device name"},
    {0x1F41, Shown::text, "software"},
    {0x1F42, Shown::octets, "serial"},
    {0x1F43, Shown::octets, "device state"},
    {0x1F44, Shown::digits, "terminal"},
    {0x1F45, Shown::octets, "ATS"},
    {0x1F4C, Shown::octets, "kind of field"},
    {0x1F4D, Shown::octets, "ATQ"},
    {0x1F4F, Shown::octets, "answer to request"},
    {0x1F50, Shown::octets, "SAK"},
    {0x1F5B, Shown::octets, "timeout"},
    {0x1F60, Shown::octets, "technologies"},
    {0x1F62, Shown::text, "purpose"},
    {0x1F63, Shown::text, "reference"},
    {0x1F70, Shown::octets, "partial approval"},
    {0x1F72, Shown::octets, "card detection"},
    {0x1F73, Shown::digits, "sequence"},
    {0x5F20, Shown::secret, "name on the card"},
    {0x5F24, Shown::secret, "expiry"},
    {0x9F1F, Shown::secret, "track 1"},
    {0x9F6B, Shown::secret, "track 2"},
};

const TagRule* tag_rule(Tag tag) {
  const auto* const found = std::find_if(std::begin(kTags), std::end(kTags),
                                         [&](const TagRule& rule) { return rule.tag == tag; });
  return found == std::end(kTags) ? nullptr : found;
}

std::string quoted(ByteView value, Charset charset) {
  std::string text = without_card_numbers(text_of(value, charset));
  std::replace(text.begin(), text.end(), '\n', '/');
  const std::size_t last = text.find_last_not_of(' ');
  text.resize(last == std::string::npos ? 0 : last + 1);
  return '"' + text + '"';
}

// Hex shows BCD, but hides ASCII: a card number in ASCII would stand there as 34 31 31 31.
std::string hex_words(ByteView value) {
  if (holds_card_number(value)) return fmt::format("({} octets with digits)", value.size());
  return without_card_numbers(to_hex(value));
}

std::string amount_words(ByteView value) {
  constexpr std::uint64_t kMinor = 100;
  const auto number = from_bcd(value);
  if (!number) return to_hex(value);
  return fmt::format("{}.{:02}", *number / kMinor, *number % kMinor);
}

std::string totals_words(ByteView value) {
  const auto totals = day_totals_in(value);
  if (!totals) return hex_words(value);
  std::string text = fmt::format("receipts {} to {}", totals->first_receipt, totals->last_receipt);
  for (const KindTotal& kind : totals->kinds) {
    if (kind.count == 0 && kind.amount == 0) continue;
    text += fmt::format(", {} {} {}.{:02}", kind.count, kind.name, kind.amount / 100,
                        kind.amount % 100);
  }
  if (!totals->rest.empty()) text += ", " + hex_words(totals->rest);
  return text;
}

class Narrator {
 public:
  explicit Narrator(Charset charset) : charset_(charset) {}

  std::string value(Shown shown, ByteView octets, int depth) const {
    switch (shown) {
      case Shown::secret:
        return fmt::format("({} octets, not shown)", octets.size());
      case Shown::amount:
        return amount_words(octets);
      case Shown::text:
        return quoted(octets, charset_);
      case Shown::result:
        return octets.empty() ? "" : with_words(octets[0], result_words(octets[0]));
      case Shown::totals:
        return totals_words(octets);
      case Shown::objects:
        return objects(octets, depth);
      case Shown::digits:
      case Shown::octets:
        break;
    }
    return hex_words(octets);
  }

  std::string objects(ByteView octets, int depth) const {
    const auto read = read_tlvs(octets);
    if (!read) return hex_words(octets);
    std::string text = "{";
    for (const Tlv& object : *read) {
      if (text.size() > kLongestWords) break;
      if (text.size() > 1) text += ", ";
      text += tag_text(object.tag);
      const TagRule* const rule = tag_rule(object.tag);
      if (rule) text += fmt::format(" {}", rule->name);
      const bool opened =
          object.constructed && depth < 8 && (!rule || rule->shown != Shown::secret);
      text += ' ' + (opened ? objects(object.value, depth + 1)
                            : value(plain(rule), object.value, depth + 1));
    }
    return text + '}';
  }

  std::string part(const Message& message, const Part& part) const {
    const ByteView octets = message.value(part);
    switch (part.kind) {
      case Part::Kind::bitmap: {
        const BitmapRule& rule = bitmap_rule(part.tag);
        return fmt::format("{} {}", rule.name, value(rule.shown, octets, 0));
      }
      case Part::Kind::password:
        return "password ***";
      case Part::Kind::config:
        return fmt::format("config {}", to_hex(octets));
      case Part::Kind::currency:
        return fmt::format("currency {}", to_hex(octets));
      case Part::Kind::timeout:
        return fmt::format("timeout {}", to_hex(octets));
      case Part::Kind::status:
        return fmt::format("status {}", with_words(octets[0], message.command == kIntermediateStatus
                                                                  ? intermediate_words(octets[0])
                                                                  : terminal_words(octets[0])));
      case Part::Kind::result:
        return fmt::format("result {}", with_words(octets[0], result_words(octets[0])));
      case Part::Kind::software:
        return fmt::format("software {}", quoted(octets, charset_));
      case Part::Kind::attribute:
        return fmt::format("attribute {}", to_hex(octets));
      case Part::Kind::text:
        return fmt::format("text {}", quoted(octets, charset_));
      case Part::Kind::opaque:
        break;
    }
    return hex_words(octets);
  }

 private:
  // A template that holds no TLV is shown as octets.
  static Shown plain(const TagRule* rule) {
    return !rule || rule->shown == Shown::objects ? Shown::octets : rule->shown;
  }

  Charset charset_;
};

}  // namespace

std::string words_for(const Message& message, Charset charset) {
  std::string text = fmt::format("{:02X} {:02X}", message.command >> 8U, message.command & 0xFFU);
  const std::string_view name = command_name(message.command);
  if (!name.empty()) text += fmt::format(" {}", name);
  if (is_negative(message.command)) {
    const auto reason = static_cast<std::uint8_t>(message.command & 0xFFU);
    if (const auto words = result_words(reason); reason != 0 && !words.empty()) {
      text += fmt::format(" ({})", words);
    }
  }
  const Narrator narrator(charset);
  std::string_view separator = ": ";
  for (const Part& part : message.parts) {
    if (text.size() > kLongestWords) break;
    text += separator;
    text += narrator.part(message, part);
    separator = ", ";
  }
  if (text.size() <= kLongestWords) return text;
  std::size_t end = kLongestWords;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80U) --end;
  return text.substr(0, end) + "…";
}

}  // namespace kerb::hal::zvt
