#include "hal/simulated/cards/emv_card.hpp"

#include <algorithm>
#include <optional>

#include "hal/simulated/cards/octets.hpp"
#include "hal/simulated/cards/ppse.hpp"

namespace kerb::hal::simulated::cards {
namespace {

struct CommandApdu {
  std::uint8_t cla = 0;
  std::uint8_t ins = 0;
  std::uint8_t p1 = 0;
  std::uint8_t p2 = 0;
  ByteView data;
};

// Short form, cases 1 to 4 (ISO/IEC 7816-4, 5.1): header, then nothing, Le, Lc data, or Lc data Le.
std::optional<CommandApdu> parse(ByteView octets) {
  if (octets.size() < 4) return std::nullopt;
  CommandApdu command{octets[0], octets[1], octets[2], octets[3], {}};
  if (octets.size() <= 5) return command;
  const std::size_t length = octets[4];
  if (length == 0 || (octets.size() != 5 + length && octets.size() != 6 + length)) {
    return std::nullopt;
  }
  command.data = octets.subspan(5, length);
  return command;
}

Bytes status(std::uint16_t word) {
  return with_status({}, word);
}

}  // namespace

// PC/SC part 3, 3.1.3.2.3.1: 3B 8n 80 01, historical octets, check octet over everything after 3B.
Bytes EmvCard::atr() const {
  Bytes atr = hex("3B8880010073C84013009000");
  std::uint8_t check = 0;
  for (std::size_t i = 1; i < atr.size(); ++i) check ^= atr[i];
  atr.push_back(check);
  return atr;
}

void EmvCard::power_up() {
  selected_ = Selected::nothing;
  began_ = false;
  answered_ = false;
}

Bytes EmvCard::answer(ByteView octets) {
  const auto command = parse(octets);
  if (!command) return status(kWrongLength);
  if (command->cla != 0x00 && command->cla != 0x80) return status(kClassNotSupported);
  switch (command->cla << 8U | command->ins) {
    case 0x00A4:
      return select(command->p1, command->p2, command->data);
    case 0x00B2:
      if (!command->data.empty()) return status(kWrongLength);
      return read_record(command->p1, command->p2);
    case 0x80A8:
      return begin(command->p1, command->p2, command->data);
    case 0x80AE:
      return cryptogram(command->p1, command->p2, command->data);
    default:
      return status(kInstructionNotSupported);
  }
}

Bytes EmvCard::select(std::uint8_t p1, std::uint8_t p2, ByteView name) {
  if (p1 != 0x04) return status(kWrongParameters);
  if (p2 != 0x00) return status(p2 == 0x02 ? kFileNotFound : kWrongParameters);
  if (name.size() < 5 || name.size() > 16) return status(kWrongLength);
  began_ = false;
  answered_ = false;
  if (std::equal(name.begin(), name.end(), kDirectoryName.begin(), kDirectoryName.end())) {
    selected_ = Selected::directory;
    return with_status(directory(), kOk);
  }
  const Bytes& aid = application().aid;
  if (name.size() <= aid.size() && std::equal(name.begin(), name.end(), aid.begin())) {
    selected_ = Selected::application;
    return with_status(control_information(), kOk);
  }
  return status(kFileNotFound);
}

Bytes EmvCard::directory() const {
  const Application& mine = application();
  return directory_answer({{mine.aid, mine.label, 1, {mine.kernel}}});
}

Bytes EmvCard::control_information() const {
  const Application& mine = application();
  return application_answer(mine.aid, mine.label, mine.pdol);
}

Bytes EmvCard::begin(std::uint8_t p1, std::uint8_t p2, ByteView data) {
  if (selected_ != Selected::application || began_) return status(kConditionsNotSatisfied);
  if (p1 != 0 || p2 != 0) return status(kWrongParameters);
  if (data.size() < 2 || data[0] != 0x83) return status(kWrongData);
  const std::size_t header = data[1] == 0x81 ? 3 : 2;
  if (data.size() < header || data[header - 1] != data.size() - header) return status(kWrongData);
  Bytes response = processing_options(data.subspan(header));
  began_ = response.size() > 2;
  return response;
}

Bytes EmvCard::read_record(std::uint8_t number, std::uint8_t p2) const {
  if (!began_) return status(kConditionsNotSatisfied);
  if ((p2 & 0x07U) != 0x04 || number == 0) return status(kWrongParameters);
  const auto found = records_.find({static_cast<std::uint8_t>(p2 >> 3U), number});
  if (found == records_.end()) return status(kRecordNotFound);
  return with_status(found->second, kOk);
}

Bytes EmvCard::cryptogram(std::uint8_t p1, std::uint8_t p2, ByteView data) {
  if (!began_ || answered_) return status(kConditionsNotSatisfied);
  if (p2 != 0) return status(kWrongParameters);
  Bytes response = generate_ac(p1, data);
  answered_ = response.size() > 2;
  return response;
}

Bytes EmvCard::generate_ac(std::uint8_t /*p1*/, ByteView /*data*/) {
  return status(kInstructionNotSupported);
}

void EmvCard::put_record(std::uint8_t sfi, std::uint8_t number, const Bytes& content) {
  records_[{sfi, number}] = tlv(0x70, content);
}

Bytes EmvCard::next_atc() {
  ++atc_;
  return {static_cast<std::uint8_t>(atc_ >> 8U), static_cast<std::uint8_t>(atc_ & 0xFFU)};
}

// Number, separator, 12/2049, service code 201 (chip, no restriction), discretionary digits.
Bytes EmvCard::track2() const {
  std::string digits = who_.number + "D4912" + "201" + "0000012345";
  if (digits.size() % 2 != 0) digits += 'F';
  return hex(digits);
}

}  // namespace kerb::hal::simulated::cards
