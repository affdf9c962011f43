#include "payment/emv/outcome_parameters.hpp"

#include <algorithm>

namespace kerb::payment::emv {
namespace {

// Longer ones are cut: FF would say "not asked for".
std::uint8_t tenths(hal::Millis time, std::int64_t most) {
  return static_cast<std::uint8_t>(std::clamp<std::int64_t>(time.count() / 100, 0, most));
}

}  // namespace

std::array<std::uint8_t, 8> octets_of(const OutcomeParameters& parameters) {
  const auto flag = [](bool set, unsigned bit) { return set ? bit : 0U; };
  const auto flags = flag(parameters.ui_on_outcome, 0x80U) | flag(parameters.ui_on_restart, 0x40U) |
                     flag(parameters.data_record, 0x20U) |
                     flag(parameters.discretionary_data, 0x10U) | flag(parameters.receipt, 0x08U);
  constexpr std::uint8_t kNoFieldOff = 0xFF;
  return {static_cast<std::uint8_t>(parameters.status),
          static_cast<std::uint8_t>(parameters.start),
          static_cast<std::uint8_t>(parameters.online_response),
          static_cast<std::uint8_t>(parameters.cvm),
          static_cast<std::uint8_t>(flags),
          static_cast<std::uint8_t>(parameters.alternate_interface),
          parameters.field_off ? tenths(*parameters.field_off, 254) : kNoFieldOff,
          tenths(parameters.removal_timeout, 255)};
}

std::string_view status_word(Status status) {
  switch (status) {
    case Status::approved:
      return "approved";
    case Status::declined:
      return "declined";
    case Status::online_request:
      return "online request";
    case Status::end_application:
      return "end application";
    case Status::select_next:
      return "select next";
    case Status::try_another_interface:
      return "try another interface";
    case Status::try_again:
      return "try again";
  }
  return "unknown";
}

std::string_view start_word(Start start) {
  switch (start) {
    case Start::a:
      return "A";
    case Start::b:
      return "B";
    case Start::c:
      return "C";
    case Start::d:
      return "D";
    case Start::none:
      break;
  }
  return "none";
}

std::string_view cvm_word(Cvm cvm) {
  switch (cvm) {
    case Cvm::no_cvm:
      return "no CVM";
    case Cvm::signature:
      return "signature";
    case Cvm::online_pin:
      return "online PIN";
    case Cvm::device:
      return "verified on the device";
    case Cvm::none:
      break;
  }
  return "none";
}

}  // namespace kerb::payment::emv
