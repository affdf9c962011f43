#include "hal/pcsc/reader.hpp"

#include <fmt/format.h>
#include <algorithm>
#include <thread>

#include "hal/apdu.hpp"
#include "hal/pcsc/atr.hpp"
#include "hal/pcsc/reader_names.hpp"
#include "hal/pcsc/status_code.hpp"

namespace kerb::hal::pcsc {
namespace {

constexpr Millis kPauseWhileGone{500};
// A card that came while the one before it was being powered down is met without power.
constexpr Millis kPowerAgainAfter{20};
constexpr int kPowerAgainAtMost = 3;
// The service announces readers that come and go under this name.
constexpr const char* kPlugAndPlay = "\\\\?PnP?\\Notification";

Millis remaining(std::chrono::steady_clock::time_point deadline) {
  const auto left = deadline - std::chrono::steady_clock::now();
  return std::max(Millis{0}, std::chrono::ceil<Millis>(left));
}

tl::unexpected<ReaderFailure> fault(ReaderFault fault, std::string detail) {
  return tl::make_unexpected(ReaderFailure{fault, std::move(detail)});
}

bool reader_away(DWORD state) {
  return (state & (SCARD_STATE_UNKNOWN | SCARD_STATE_UNAVAILABLE)) != 0;
}

// pcscd counts insertions and removals in the upper half: a card that was swapped between two looks
// shows.
DWORD event_counter(DWORD state) {
  return state >> 16U;
}

SCARD_READERSTATE watch(const char* name, DWORD known) {
  SCARD_READERSTATE watched{};
  watched.szReader = name;
  watched.dwCurrentState = known;
  return watched;
}

}  // namespace

Result<std::unique_ptr<Reader>> Reader::create(std::string name_part) {
  const bool printable = std::all_of(name_part.begin(), name_part.end(), [](char c) {
    return static_cast<unsigned char>(c) >= 0x20 && c != 0x7F;
  });
  if (!printable || name_part.size() >= MAX_READERNAME) {
    return failure(
        "reader.bad_name", "looking for a PC/SC reader by its name",
        fmt::format("give printable text of at most {} octets, a part of what `kerb doctor` lists",
                    MAX_READERNAME - 1));
  }
  return std::unique_ptr<Reader>(new Reader(std::move(name_part)));
}

Reader::Reader(std::string name_part) : wanted_(std::move(name_part)) {}

std::string Reader::name() const {
  if (!name_.empty()) return name_;
  return wanted_.empty() ? "PC/SC reader" : wanted_;
}

bool Reader::present() {
  return find_reader().has_value();
}

ReaderResult<CardInField> Reader::wait_for_card(Millis timeout) {
  link_.reset();
  const Deadline deadline = std::chrono::steady_clock::now() + timeout;
  auto card = find_card(deadline);
  told_gone_ = !card && card.error().fault == ReaderFault::reader_gone;
  return card;
}

ReaderResult<void> Reader::find_reader() {
  LONG status = context_.establish();
  if (status != SCARD_S_SUCCESS) return tl::make_unexpected(lost(status, "calling the service"));
  std::vector<std::string> names;
  status = context_.list(names);
  if (status != SCARD_S_SUCCESS) return tl::make_unexpected(lost(status, "listing the readers"));
  // The one in use stays in use when others are plugged in.
  if (std::find(names.begin(), names.end(), name_) == names.end()) {
    auto chosen = choose_reader(names, wanted_);
    if (!chosen) {
      return fault(ReaderFault::reader_gone,
                   fmt::format("no reader named \"{}\" among {}", wanted_, names.size()));
    }
    name_ = std::move(*chosen);
  }
  return look_at_reader();
}

// A reader whose plug was pulled stays in the list until the system has noticed.
ReaderResult<void> Reader::look_at_reader() {
  SCARD_READERSTATE watched = watch(name_.c_str(), SCARD_STATE_UNAWARE);
  const LONG status = context_.wait_for_change(watched, Millis{0}, Context::Interruptible::no);
  if (status != SCARD_S_SUCCESS) return tl::make_unexpected(lost(status, "looking at the reader"));
  if (!reader_away(watched.dwEventState)) return {};
  return fault(ReaderFault::reader_gone, name_ + " is listed but does not answer");
}

ReaderResult<void> Reader::find_reader_again(Deadline deadline) {
  auto found = find_reader();
  if (found || !told_gone_) return found;
  const Millis pause = std::min(kPauseWhileGone, remaining(deadline));
  bool cancelled = false;
  if (context_.established()) {
    SCARD_READERSTATE watched = watch(kPlugAndPlay, SCARD_STATE_UNAWARE);
    const auto status = context_.wait_for_change(watched, pause, Context::Interruptible::yes);
    if (service_lost(status)) lost(status, "waiting for a reader");
    cancelled = status == SCARD_E_CANCELLED;
  } else {
    cancelled = context_.pause(pause);
  }
  if (cancelled) return fault(ReaderFault::cancelled, "cancelled while the reader is gone");
  return find_reader();
}

ReaderResult<CardInField> Reader::find_card(Deadline deadline) {
  if (context_.take_interruption())
    return fault(ReaderFault::cancelled, "cancelled before the wait");
  const auto found = find_reader_again(deadline);
  if (!found) return tl::make_unexpected(found.error());
  SCARD_READERSTATE watched = watch(name_.c_str(), SCARD_STATE_UNAWARE);
  for (;;) {
    const LONG status =
        context_.wait_for_change(watched, remaining(deadline), Context::Interruptible::yes);
    if (status == SCARD_E_TIMEOUT && remaining(deadline) > Millis{0}) continue;
    if (status != SCARD_S_SUCCESS) {
      return tl::make_unexpected(lost(status, "waiting for a card"));
    }
    const DWORD state = watched.dwEventState;
    watched.dwCurrentState = state;
    if (reader_away(state)) return fault(ReaderFault::reader_gone, name_ + " was unplugged");
    if ((state & SCARD_STATE_PRESENT) == 0) continue;
    seen_ = state;
    if ((state & SCARD_STATE_MUTE) != 0) {
      return fault(ReaderFault::unreadable, "SCARD_STATE_MUTE: a card that does not answer");
    }
    auto card = power_card();
    // Whoever only brushed past the reader has not tapped yet.
    if (card || card.error().fault != ReaderFault::card_gone) return card;
  }
}

ReaderResult<CardInField> Reader::power_card() {
  auto link = CardLink::connect(context_.handle(), name_);
  for (int again = 0; again < kPowerAgainAtMost; ++again) {
    if (link || link.error() != SCARD_W_UNPOWERED_CARD) break;
    if (context_.pause(kPowerAgainAfter)) {
      return fault(ReaderFault::cancelled, "cancelled while a card was being powered");
    }
    link = CardLink::connect(context_.handle(), name_);
  }
  if (!link) {
    const LONG status = link.error();
    if (status == SCARD_E_SHARING_VIOLATION && told_gone_ && context_.pause(kPauseWhileGone)) {
      return fault(ReaderFault::cancelled, "cancelled while another program has the reader");
    }
    return tl::make_unexpected(lost(status, "powering the card"));
  }
  CardInField card;
  card.atr = link->atr();
  card.speaks_apdu = !names_storage_card(card.atr);
  auto uid = link->uid();
  if (!uid && service_lost(uid.error())) {
    return tl::make_unexpected(lost(uid.error(), "asking for the uid"));
  }
  // A reader that refuses the question has a card without a uid, not a broken card; one whose card
  // has gone says so at the next command.
  if (uid) card.uid = std::move(*uid);
  link_ = std::move(*link);
  return card;
}

ReaderResult<Bytes> Reader::transceive(ByteView command) {
  if (!link_) return fault(ReaderFault::card_gone, "no card is powered");
  LONG status = SCARD_S_SUCCESS;
  auto response = exchange_apdu(command, [&](ByteView octets) -> ReaderResult<Bytes> {
    auto answer = link_->transmit(octets);
    if (answer) return std::move(*answer);
    status = answer.error();
    return tl::make_unexpected(failure_of(status, "exchanging an APDU"));
  });
  if (response || response.error().fault == ReaderFault::unreadable) return response;
  link_.reset();
  if (service_lost(status)) context_.release();
  // The answer to a pulled plug is the same as to a card that was taken away: only the reader
  // knows.
  if (response.error().fault == ReaderFault::card_gone && !present()) {
    response.error().fault = ReaderFault::reader_gone;
  }
  // The service's own time-out in the middle of an exchange is a card that stopped answering.
  if (response.error().fault == ReaderFault::no_card)
    response.error().fault = ReaderFault::card_gone;
  return response;
}

void Reader::field_off(Millis hold) {
  if (!link_) return;
  link_.reset();
  std::this_thread::sleep_for(hold);
}

bool Reader::wait_for_removal(Millis timeout) {
  const Deadline deadline = std::chrono::steady_clock::now() + timeout;
  if (!context_.established() || name_.empty()) return true;
  // The first look returns at once. Later ones wait, and are looked at after a time-out as well: as
  // long as pcscd's counter stands at zero, a card that was swapped quickly is no change to it.
  SCARD_READERSTATE watched = watch(name_.c_str(), SCARD_STATE_UNAWARE);
  for (;;) {
    const LONG status =
        context_.wait_for_change(watched, remaining(deadline), Context::Interruptible::no);
    if (status != SCARD_S_SUCCESS && status != SCARD_E_TIMEOUT) {
      lost(status, "waiting for the card to leave");
      break;
    }
    const DWORD state = watched.dwEventState;
    if (reader_away(state) || (state & SCARD_STATE_PRESENT) == 0) break;
    if (seen_ == SCARD_STATE_UNAWARE) seen_ = state;
    if (event_counter(state) != event_counter(seen_)) break;
    watched.dwCurrentState = state;
    if (remaining(deadline) == Millis{0}) return false;
  }
  link_.reset();
  seen_ = SCARD_STATE_UNAWARE;
  return true;
}

void Reader::cancel() {
  context_.interrupt();
}

ReaderFailure Reader::lost(LONG status, std::string_view doing) {
  if (service_lost(status)) {
    link_.reset();
    context_.release();
  }
  return failure_of(status, doing);
}

}  // namespace kerb::hal::pcsc
