// The PN532 as libnfc drives it. Every call here is finite as long as the chip answers or is
// silent; one that sends an octet now and then keeps the library busy for ever, and one that sets
// the wrong bit makes it abort(). That is why this is a process of its own.
#pragma once

#include <nfc/nfc.h>

#include <memory>
#include <vector>

#include "hal/libnfc/connection.hpp"
#include "hal/libnfc/target.hpp"

namespace kerb::hal::libnfc::child {

// One thread; abort() from another.
class Chip {
 public:
  // Empty when no PN532 answers there.
  static std::unique_ptr<Chip> open(const Connection& connection);
  ~Chip();
  Chip(const Chip&) = delete;
  Chip& operator=(const Chip&) = delete;

  // Asks it something harmless.
  ReaderResult<void> ask();

  // Everything that is in the field, up to two cards. The field goes off and on first unless
  // nothing was there the last time; so each card is found, whatever was said to it before.
  // A single card is powered and ready for APDUs afterwards. Faults: reader_gone, cancelled.
  ReaderResult<std::vector<Target>> look();

  // One command to the card that the last look() has powered; at most 264 octets in answer, or
  // card_gone. Faults: card_gone, unreadable, reader_gone.
  ReaderResult<Bytes> exchange(ByteView command);

  // Is the card still there that was powered? False, too, when there is none that can be asked: a
  // storage card has no harmless question.
  bool card_stays();

  ReaderResult<void> field_off(Millis hold);

  // Ends a look() that is running. Any thread.
  void abort();

 private:
  Chip(nfc_context* context, nfc_device* device) : context_(context), device_(device) {}

  ReaderResult<void> renew_field(Millis off);
  ReaderResult<void> collect(nfc_modulation modulation, std::vector<Target>& cards);
  ReaderResult<bool> select(nfc_modulation modulation, Target& card);
  tl::unexpected<ReaderFailure> failed(int status) const;

  nfc_context* const context_;
  nfc_device* const device_;
  bool touched_ = false;   // a card was selected since the field came on
  bool speaking_ = false;  // the one that is powered has APDUs
};

}  // namespace kerb::hal::libnfc::child
