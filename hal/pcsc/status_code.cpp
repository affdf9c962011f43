#include "hal/pcsc/status_code.hpp"

#include <fmt/format.h>

#include <array>

namespace kerb::hal::pcsc {
namespace {

struct Meaning {
  LONG status;
  std::string_view name;
  ReaderFault fault;
  bool service_lost = false;
};

using enum ReaderFault;
constexpr bool kServiceLost = true;

// NOLINTBEGIN(google-runtime-int) LONG is the library's own type
constexpr std::array kMeanings = {
    Meaning{SCARD_E_TIMEOUT, "SCARD_E_TIMEOUT", no_card},
    Meaning{SCARD_E_CANCELLED, "SCARD_E_CANCELLED", cancelled},
    Meaning{SCARD_E_SYSTEM_CANCELLED, "SCARD_E_SYSTEM_CANCELLED", cancelled},
    // The first exchange after a removal is "not transacted", each later one "removed".
    Meaning{SCARD_E_NOT_TRANSACTED, "SCARD_E_NOT_TRANSACTED", card_gone},
    Meaning{SCARD_W_REMOVED_CARD, "SCARD_W_REMOVED_CARD", card_gone},
    Meaning{SCARD_E_NO_SMARTCARD, "SCARD_E_NO_SMARTCARD", card_gone},
    Meaning{SCARD_W_RESET_CARD, "SCARD_W_RESET_CARD", card_gone},
    Meaning{SCARD_E_COMM_DATA_LOST, "SCARD_E_COMM_DATA_LOST", card_gone},
    Meaning{SCARD_W_UNSUPPORTED_CARD, "SCARD_W_UNSUPPORTED_CARD", unreadable},
    Meaning{SCARD_W_UNRESPONSIVE_CARD, "SCARD_W_UNRESPONSIVE_CARD", unreadable},
    Meaning{SCARD_W_UNPOWERED_CARD, "SCARD_W_UNPOWERED_CARD", unreadable},
    Meaning{SCARD_E_PROTO_MISMATCH, "SCARD_E_PROTO_MISMATCH", unreadable},
    Meaning{SCARD_E_CARD_UNSUPPORTED, "SCARD_E_CARD_UNSUPPORTED", unreadable},
    Meaning{SCARD_E_UNKNOWN_CARD, "SCARD_E_UNKNOWN_CARD", unreadable},
    Meaning{SCARD_E_INVALID_ATR, "SCARD_E_INVALID_ATR", unreadable},
    Meaning{SCARD_E_INSUFFICIENT_BUFFER, "SCARD_E_INSUFFICIENT_BUFFER", unreadable},
    Meaning{SCARD_E_PCI_TOO_SMALL, "SCARD_E_PCI_TOO_SMALL", unreadable},
    Meaning{SCARD_E_READER_UNAVAILABLE, "SCARD_E_READER_UNAVAILABLE", reader_gone},
    Meaning{SCARD_E_UNKNOWN_READER, "SCARD_E_UNKNOWN_READER", reader_gone},
    Meaning{SCARD_E_NO_READERS_AVAILABLE, "SCARD_E_NO_READERS_AVAILABLE", reader_gone},
    Meaning{SCARD_E_SHARING_VIOLATION, "SCARD_E_SHARING_VIOLATION", reader_gone},
    Meaning{SCARD_E_NOT_READY, "SCARD_E_NOT_READY", reader_gone},
    Meaning{SCARD_E_READER_UNSUPPORTED, "SCARD_E_READER_UNSUPPORTED", reader_gone},
    Meaning{SCARD_E_DUPLICATE_READER, "SCARD_E_DUPLICATE_READER", reader_gone},
    Meaning{SCARD_E_UNSUPPORTED_FEATURE, "SCARD_E_UNSUPPORTED_FEATURE", reader_gone},
    Meaning{SCARD_E_CANT_DISPOSE, "SCARD_E_CANT_DISPOSE", reader_gone},
    Meaning{SCARD_E_NO_SERVICE, "SCARD_E_NO_SERVICE", reader_gone, kServiceLost},
    Meaning{SCARD_E_SERVICE_STOPPED, "SCARD_E_SERVICE_STOPPED", reader_gone, kServiceLost},
    Meaning{SCARD_E_SERVER_TOO_BUSY, "SCARD_E_SERVER_TOO_BUSY", reader_gone, kServiceLost},
    Meaning{SCARD_E_NO_ACCESS, "SCARD_E_NO_ACCESS", reader_gone, kServiceLost},
    Meaning{SCARD_W_SECURITY_VIOLATION, "SCARD_W_SECURITY_VIOLATION", reader_gone, kServiceLost},
    Meaning{SCARD_E_INVALID_HANDLE, "SCARD_E_INVALID_HANDLE", reader_gone, kServiceLost},
    Meaning{SCARD_E_INVALID_PARAMETER, "SCARD_E_INVALID_PARAMETER", reader_gone, kServiceLost},
    Meaning{SCARD_E_INVALID_VALUE, "SCARD_E_INVALID_VALUE", reader_gone, kServiceLost},
    Meaning{SCARD_E_INVALID_TARGET, "SCARD_E_INVALID_TARGET", reader_gone, kServiceLost},
    Meaning{SCARD_E_NO_MEMORY, "SCARD_E_NO_MEMORY", reader_gone, kServiceLost},
    Meaning{SCARD_F_COMM_ERROR, "SCARD_F_COMM_ERROR", reader_gone, kServiceLost},
    Meaning{SCARD_F_INTERNAL_ERROR, "SCARD_F_INTERNAL_ERROR", reader_gone, kServiceLost},
    Meaning{SCARD_F_UNKNOWN_ERROR, "SCARD_F_UNKNOWN_ERROR", reader_gone, kServiceLost},
    Meaning{SCARD_F_WAITED_TOO_LONG, "SCARD_F_WAITED_TOO_LONG", reader_gone, kServiceLost},
    Meaning{SCARD_P_SHUTDOWN, "SCARD_P_SHUTDOWN", reader_gone, kServiceLost},
};
// NOLINTEND(google-runtime-int)

const Meaning* meaning_of(LONG status) {
  const auto* found = std::find_if(kMeanings.begin(), kMeanings.end(),
                                   [status](const Meaning& m) { return m.status == status; });
  return found == kMeanings.end() ? nullptr : found;
}

}  // namespace

std::string status_name(LONG status) {
  if (status == SCARD_S_SUCCESS) return "SCARD_S_SUCCESS";
  const Meaning* meaning = meaning_of(status);
  if (meaning != nullptr) return std::string(meaning->name);
  return fmt::format("status 0x{:08X}", static_cast<std::uint32_t>(status));
}

ReaderFailure failure_of(LONG status, std::string_view doing) {
  const Meaning* meaning = meaning_of(status);
  return {meaning != nullptr ? meaning->fault : reader_gone,
          fmt::format("{} while {}", status_name(status), doing)};
}

bool service_lost(LONG status) {
  if (status == SCARD_S_SUCCESS) return false;
  const Meaning* meaning = meaning_of(status);
  return meaning == nullptr || meaning->service_lost;
}

}  // namespace kerb::hal::pcsc
