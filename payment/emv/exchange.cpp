#include "payment/emv/exchange.hpp"

#include <openssl/crypto.h>

#include "payment/emv/bit_names.hpp"

namespace kerb::payment::emv {
namespace {

constexpr std::size_t kLongestResponse = 258;

std::vector<ShownObject> show_dol(const std::vector<DolEntry>& dol, const DataObjects& objects) {
  std::vector<ShownObject> shown;
  shown.reserve(dol.size());
  for (const DolEntry& entry : dol)
    shown.push_back(show_object(entry.tag, dol_value(entry, objects)));
  return shown;
}

hal::Bytes with_data(std::initializer_list<std::uint8_t> header, hal::ByteView data) {
  hal::Bytes octets(header);
  octets.push_back(static_cast<std::uint8_t>(data.size()));
  octets.insert(octets.end(), data.begin(), data.end());
  octets.push_back(0x00);
  return octets;
}

bool is_response(hal::ByteView octets) {
  if (octets.size() < 2 || octets.size() > kLongestResponse) return false;
  const std::uint8_t sw1 = octets[octets.size() - 2];
  return sw1 > 0x60U && ((sw1 & 0xF0U) == 0x60U || (sw1 & 0xF0U) == 0x90U);
}

struct Loss {
  std::string_view word;
  Level1 error;
};
Loss loss(hal::ReaderFault fault) {
  switch (fault) {
    case hal::ReaderFault::reader_gone:
      return {"reader lost", Level1::time_out};
    case hal::ReaderFault::unreadable:
      return {"answer is garbled", Level1::transmission};
    case hal::ReaderFault::cancelled:
      return {"cancelled", Level1::time_out};
    case hal::ReaderFault::several_cards:
      return {"several cards", Level1::protocol};
    case hal::ReaderFault::no_card:
    case hal::ReaderFault::card_gone:
      break;
  }
  return {"card left", Level1::time_out};
}

}  // namespace

ShownObject show_object(Tag tag, hal::ByteView value) {
  const TagEntry* known = find_tag(tag);
  ShownObject shown{tag, known != nullptr ? std::string(known->name) : "unknown", {}, {}};
  if (known != nullptr && known->shown) {
    shown.value = hal::to_hex(value);
    shown.bits = bits_of(tag, value);
    return shown;
  }
  shown.value = "(" + std::to_string(value.size()) + " octets)";
  if (tag != tag::kPan || !well_formed(Format::compressed_numeric, value)) return shown;
  std::string digits = hal::to_hex(value);
  while (!digits.empty() && digits.back() == 'F') digits.pop_back();
  constexpr std::size_t kClear = 10;
  if (digits.size() >= 13) {
    shown.value = digits.substr(0, 6);
    for (std::size_t i = kClear; i < digits.size(); ++i) shown.value += "•";
    shown.value += digits.substr(digits.size() - 4);
  }
  OPENSSL_cleanse(digits.data(), digits.size());
  return shown;
}

std::vector<ShownObject> show_response(hal::ByteView content) {
  std::vector<ShownObject> shown;
  const auto objects = parse_primitives(content);
  if (!objects) return shown;
  for (const Tlv& object : *objects) shown.push_back(show_object(object.tag, object.value));
  return shown;
}

tl::expected<Response, Outcome> Exchange::send(const Command& command) {
  auto answer = transceive_(command.octets);
  if (!answer) {
    tell(command, nullptr);
    const Loss lost = loss(answer.error().fault);
    return tl::make_unexpected(
        present_again(std::string(lost.word) + " at " + command.name, lost.error));
  }
  if (!is_response(*answer)) {
    tell(command, nullptr);
    OPENSSL_cleanse(answer->data(), answer->size());
    return tl::make_unexpected(
        present_again("answer is garbled at " + command.name, Level1::protocol));
  }
  Response response;
  response.sw = static_cast<std::uint16_t>((*answer)[answer->size() - 2] << 8U | answer->back());
  answer->pop_back();
  answer->pop_back();
  response.octets = Secret(std::move(*answer));
  tell(command, &response);
  return response;
}

void Exchange::tell(const Command& command, const Response* response) const {
  if (!observer_) return;
  Step step;
  step.name = command.name;
  step.command = hal::to_hex(hal::ByteView(command.octets).first(4));
  step.sent = command.shown;
  if (response != nullptr) {
    step.answered = true;
    step.sw = response->sw;
    step.length = response->content().size();
    step.received = show_response(response->content());
    if (const auto parsed = parse_primitives(response->content()); !parsed) {
      step.note = "answer is no valid TLV: " + std::string(tlv_fault_word(parsed.error()));
    }
  }
  observer_(step);
}

Command select_command(std::string name, hal::ByteView df_name, hal::ByteView extended_selection) {
  hal::Bytes data(df_name.begin(), df_name.end());
  data.insert(data.end(), extended_selection.begin(), extended_selection.end());
  return {std::move(name),
          with_data({0x00, 0xA4, 0x04, 0x00}, data),
          {show_object(tag::kDfName, df_name)}};
}

Command get_processing_options_command(const std::vector<DolEntry>& pdol,
                                       const DataObjects& objects) {
  hal::Bytes data;
  append_tlv(data, 0x83, build_dol(pdol, objects));
  return {"GET PROCESSING OPTIONS", with_data({0x80, 0xA8, 0x00, 0x00}, data),
          show_dol(pdol, objects)};
}

Command read_record_command(std::uint8_t sfi, std::uint8_t record) {
  return {"READ RECORD " + std::to_string(record) + " of file " + std::to_string(sfi),
          {0x00, 0xB2, record, static_cast<std::uint8_t>(static_cast<unsigned>(sfi) << 3U | 0x04U),
           0x00},
          {}};
}

Command generate_ac_command(std::uint8_t p1, const std::vector<DolEntry>& cdol,
                            const DataObjects& objects) {
  return {"GENERATE AC", with_data({0x80, 0xAE, p1, 0x00}, build_dol(cdol, objects)),
          show_dol(cdol, objects)};
}

}  // namespace kerb::payment::emv
