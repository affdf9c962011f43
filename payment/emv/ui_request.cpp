#include "payment/emv/ui_request.hpp"

#include <algorithm>

namespace kerb::payment::emv {

std::string_view message_word(Message message) {
  switch (message) {
    case Message::approved:
      return "Approved";
    case Message::not_authorised:
      return "Not authorised";
    case Message::enter_pin:
      return "Enter PIN";
    case Message::processing_error:
      return "Processing error";
    case Message::remove_card:
      return "Remove card";
    case Message::welcome:
      return "Welcome";
    case Message::present_card:
      return "Present card";
    case Message::processing:
      return "Processing";
    case Message::card_read_ok:
      return "Card read OK, remove card";
    case Message::insert_or_swipe:
      return "Insert or swipe card";
    case Message::one_card_only:
      return "Present one card only";
    case Message::approved_sign:
      return "Approved, sign";
    case Message::authorising:
      return "Authorising, please wait";
    case Message::other_card:
      return "Insert, swipe or try another card";
    case Message::insert_card:
      return "Insert card";
    case Message::clear_display:
      return "Clear display";
    case Message::see_phone:
      return "See phone for instructions";
    case Message::present_again:
      return "Present card again";
    case Message::none:
      break;
  }
  return "none";
}

std::array<std::uint8_t, 13> octets_of(const UiRequest& request) {
  std::array<std::uint8_t, 13> octets{};
  octets[0] = static_cast<std::uint8_t>(request.message);
  octets[1] = static_cast<std::uint8_t>(request.status);
  auto tenths = std::clamp<std::int64_t>(request.hold.count() / 100, 0, 999'999);
  for (std::size_t at = 4; at >= 2; --at, tenths /= 100) {
    octets[at] = static_cast<std::uint8_t>(tenths % 100 / 10 * 16 + tenths % 10);
  }
  const std::size_t letters = std::min<std::size_t>(request.language.size(), 8);
  std::copy_n(request.language.begin(), letters, octets.begin() + 5);
  return octets;
}

}  // namespace kerb::payment::emv
