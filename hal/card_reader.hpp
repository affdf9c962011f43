// A contactless reader: it finds a card in its field, carries command and response APDUs, drops the
// field, and shows the four lights. It knows nothing of payment; what the octets mean is
// payment/emv.
//
// Threading: one worker thread calls everything; only cancel() may come from another thread. A
// reader that is unplugged, a service that restarts and a card that leaves early are normal events:
// each is an answer here, never an exception, and the next wait_for_card() finds the reader again
// when it is back.
#pragma once

#include <cstdint>
#include <string>
#include <tl/expected.hpp>

#include "hal/bytes.hpp"
#include "hal/clock.hpp"

namespace kerb::hal {

enum class ReaderFault {
  no_card,        // nobody tapped before the time-out
  card_gone,      // the card left the field during an exchange
  several_cards,  // two cards answered: show "one card only"
  unreadable,     // a card is there but does not speak ISO 14443-4
  reader_gone,    // unplugged, switched off, or its service is down
  cancelled,      // cancel() was called
};

// Why a call failed, with the driver's own words for the log ("SCARD_W_REMOVED_CARD").
struct ReaderFailure {
  ReaderFault fault;
  std::string detail;
};

template <typename T>
using ReaderResult = tl::expected<T, ReaderFailure>;

// A card in the field, powered and ready for APDUs.
struct CardInField {
  Bytes atr;  // as PC/SC part 3 builds it for contactless cards; may be empty
  Bytes uid;  // 4, 7 or 10 octets, first on the air first; empty when the reader hides it
  bool speaks_apdu = true;  // false: a storage card (charging card), only its uid is of use
};

// EMV Contactless Book A, 9: four lights in a row.
enum class Lights {
  off,
  idle,           // first light blinks 200 ms every 5 s
  ready_to_read,  // first light steady
  card_read,      // all four in sequence, at least 750 ms
  alert,          // none; the alert tone carries it
};

class CardReader {
 public:
  virtual ~CardReader() = default;

  // For logs and `kerb doctor`: "ACS ACR1552 00 00".
  virtual std::string name() const = 0;

  // True while the reader itself answers. Cheap; never waits for a card.
  virtual bool present() = 0;

  // Waits for a card and powers it. Faults: no_card, several_cards, unreadable, reader_gone,
  // cancelled.
  virtual ReaderResult<CardInField> wait_for_card(Millis timeout) = 0;

  // One command, one response including SW1 SW2 (2 to 258 octets). 61xx and 6Cxx are followed
  // inside. Faults: card_gone, reader_gone, unreadable.
  virtual ReaderResult<Bytes> transceive(ByteView command) = 0;

  // Drops the field and keeps it off for `hold`, which may be 0; the card must be found anew. A phone
  // needs this before it can be presented again, and no card is powered while its bank is asked.
  virtual void field_off(Millis hold) = 0;

  // Returns when the card has left or the time is over: true when it left.
  virtual bool wait_for_removal(Millis timeout) = 0;

  virtual void show(Lights) {}

  // Ends a running or the next wait_for_card() with `cancelled`. Any thread.
  virtual void cancel() = 0;
};

}  // namespace kerb::hal
