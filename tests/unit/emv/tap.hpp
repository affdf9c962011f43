// A desk for taps: a kiosk's terminal, a transaction, and virtual cards to hold against it.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>

#include "hal/simulated/virtual_card.hpp"
#include "payment/emv/transaction.hpp"

namespace kerb::payment::emv::desk {

inline Secret identity_key() {
  return Secret(hal::Bytes(32, 0x5A));
}

inline Terminal terminal(std::int64_t cvm_limit_cents = 5000) {
  return *no_pin_kiosk("DE", Currency{}, Money(cvm_limit_cents, Currency{}), identity_key());
}

// With the test authority's keys: Mastercard answers are then signed (CDA). The certificate that it
// has taken back is on the list.
inline Terminal trusting_terminal() {
  Terminal kiosk = terminal();
  for (const auto& authority : hal::simulated::test_authorities()) {
    kiosk.ca_keys.push_back(
        {authority.rid, authority.index, authority.modulus, authority.exponent});
    kiosk.revoked.push_back({authority.rid, authority.index, authority.revoked_serial});
  }
  return kiosk;
}

inline Transaction transaction(std::int64_t cents = 4999) {
  Transaction tap;
  tap.amount = Money(cents, Currency{});
  tap.at = {2026, 11, 22, 9, 41, 7};
  tap.unpredictable_number = {0x12, 0x34, 0x56, 0x78};
  tap.counter = 42;
  return tap;
}

inline Transceive hold(hal::simulated::VirtualCard& card) {
  return [&card](hal::ByteView command) -> hal::ReaderResult<hal::Bytes> {
    return card.answer(command);
  };
}

// The card leaves before it has answered command number `stays` (0: the first).
inline Transceive hold_for(hal::simulated::VirtualCard& card, int stays) {
  return [&card, left = stays](hal::ByteView command) mutable -> hal::ReaderResult<hal::Bytes> {
    if (left-- <= 0) {
      return tl::make_unexpected(hal::ReaderFailure{hal::ReaderFault::card_gone, "test"});
    }
    return card.answer(command);
  };
}

inline TapOutcome tap(hal::simulated::CardKind kind, const Terminal& kiosk = terminal(),
                      const Transaction& what = transaction(), const Observer& observer = {}) {
  const auto card = hal::simulated::make_card(kind);
  card->power_up();
  return run(kiosk, what, hold(*card), observer);
}

// A tap whose every answer passes through `alter` first. One card of each kind is enough for all of
// them: the field going off resets it.
using Alter = std::function<void(int command, hal::Bytes& answer)>;
inline TapOutcome tap_altered(hal::simulated::CardKind kind, const Terminal& kiosk,
                              const Alter& alter) {
  static std::map<hal::simulated::CardKind, std::shared_ptr<hal::simulated::VirtualCard>> cards;
  auto& card = cards[kind];
  if (!card) card = hal::simulated::make_card(kind);
  card->power_up();
  int count = 0;
  return run(kiosk, transaction(), [&](hal::ByteView command) -> hal::ReaderResult<hal::Bytes> {
    hal::Bytes answer = card->answer(command);
    alter(count++, answer);
    return answer;
  });
}

}  // namespace kerb::payment::emv::desk
