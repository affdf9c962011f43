#include "hal/zvt/card_seen.hpp"

#include <algorithm>

namespace kerb::hal::zvt {
namespace {

constexpr Tag kApplication = 0x60;
constexpr Tag kApplications = 0x62;
constexpr Tag kApplicationId = 0x43;
constexpr Tag kUid = 0x4C;

// [EV]: Feig lists these for cards that no bank issued.
constexpr std::string_view kNoPayment[] = {"A00000083", "A00000066"};

bool is_payment(ByteView aid) {
  const std::string text = to_hex(aid);
  return std::none_of(std::begin(kNoPayment), std::end(kNoPayment),
                      [&](std::string_view prefix) { return text.starts_with(prefix); });
}

bool has_payment(ByteView application) {
  const auto objects = read_tlvs(application);
  if (!objects) return false;
  return std::any_of(objects->begin(), objects->end(), [](const Tlv& object) {
    return object.tag == kApplicationId && is_payment(object.value);
  });
}

// Terminals fill it up to ten octets from the left.
std::string uid_text(ByteView octets) {
  while (!octets.empty() && octets[0] == 0) octets = octets.subspan(1);
  return to_hex(octets);
}

}  // namespace

std::optional<CardSeen> card_in(const Message& message) {
  const auto more = message.bitmap(bmp::kTlv);
  if (!more) return std::nullopt;
  CardSeen seen;
  bool any = false;
  for (const Tlv& object : read_tlvs(*more).value_or(std::vector<Tlv>{})) {
    if (object.tag == kUid && object.value.size() <= 10) {
      seen.uid = uid_text(object.value);
      any = any || !seen.uid.empty();
    } else if (object.tag == kApplication) {
      any = true;
      seen.payment = seen.payment || has_payment(object.value);
    } else if (object.tag == kApplications) {
      for (const Tlv& one : read_tlvs(object.value).value_or(std::vector<Tlv>{})) {
        any = true;
        seen.payment = seen.payment || (one.tag == kApplication && has_payment(one.value));
      }
    }
  }
  if (!any) return std::nullopt;
  return seen;
}

}  // namespace kerb::hal::zvt
