#include "hal/simulated/terminal/till.hpp"

#include <algorithm>

#include "hal/zvt/bcd.hpp"
#include "hal/zvt/bitmaps.hpp"
#include "hal/zvt/characters.hpp"

namespace kerb::hal::simulated::terminal {
namespace {

constexpr std::uint8_t kUtf8 = 0xFE;
constexpr zvt::Tag kPermitted = 0x26;
constexpr zvt::Tag kPermittedCommand = 0x0A;
constexpr zvt::Tag kCharacterSets = 0x27;
constexpr zvt::Tag kCharacterSet = 0x14;

std::vector<zvt::Command> commands_in(ByteView list) {
  std::vector<zvt::Command> commands;
  const auto objects = zvt::read_tlvs(list);
  if (!objects) return commands;
  for (const zvt::Tlv& object : *objects) {
    if (object.tag != kPermittedCommand || object.value.size() != 2) continue;
    commands.push_back(static_cast<zvt::Command>(object.value[0] << 8U | object.value[1]));
  }
  return commands;
}

bool offers_utf8(ByteView list) {
  const auto objects = zvt::read_tlvs(list);
  return objects && std::any_of(objects->begin(), objects->end(), [](const zvt::Tlv& object) {
           return object.tag == kCharacterSet && object.value.size() == 1 &&
                  object.value[0] == kUtf8;
         });
}

}  // namespace

bool Till::permits(zvt::Command command) const {
  return std::find(permitted.begin(), permitted.end(), command) != permitted.end();
}

Till registered_till(const zvt::Message& registration, const Profile& profile) {
  Till till;
  till.registered = true;
  till.config = registration.octet(zvt::Part::Kind::config).value_or(kConfigLoggedOff);
  till.tags = registration.has(zvt::bmp::kTlv);
  till.sequence = profile.sequence && registration.tlv({0x1F73}).has_value();
  if (const auto list = registration.tlv({kPermitted})) till.permitted = commands_in(*list);
  if (const auto list = registration.tlv({kCharacterSets})) till.utf8 = offers_utf8(*list);
  if (const auto width = registration.tlv({0x12}); width && width->size() == 1) {
    till.paper_width = static_cast<int>(zvt::from_bcd(*width).value_or(0));
  }
  if (const auto longest = registration.tlv({0x1A}); longest && longest->size() == 2) {
    till.longest = std::size_t{(*longest)[0]} << 8U | (*longest)[1];
  }
  return till;
}

Bytes text_for(const Till& till, std::string_view utf8) {
  return zvt::octets_of_text(utf8, till.utf8 ? zvt::Charset::utf8 : zvt::Charset::cp437);
}

}  // namespace kerb::hal::simulated::terminal
