// A contactless reader behind the PC/SC service, as most USB readers are. It comes up without the
// service and without the reader, and finds both when they come (back).
//
// Limits of PC/SC: a reader picks one of two cards by itself, so several_cards is never answered;
// its lights are its own, so show() does nothing.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "hal/card_reader.hpp"
#include "hal/error.hpp"
#include "hal/pcsc/card_link.hpp"
#include "hal/pcsc/context.hpp"

namespace kerb::hal::pcsc {

// Threading as CardReader says. A reader that is gone is told at once the first time; after that
// each wait_for_card() first waits up to half a second for its return, so that the caller may
// simply loop.
class Reader final : public CardReader {
 public:
  // `name_part`: any part of the reader's name, in upper or lower case; empty takes the first
  // contactless one. Whether it is plugged in does not matter here. Errors: reader.bad_name.
  static Result<std::unique_ptr<Reader>> create(std::string name_part);

  // The reader in use, or what is being looked for.
  std::string name() const override;
  bool present() override;
  ReaderResult<CardInField> wait_for_card(Millis timeout) override;
  ReaderResult<Bytes> transceive(ByteView command) override;
  void field_off(Millis hold) override;
  // Also true when the reader or the service is gone: the card has to be found anew in any case.
  bool wait_for_removal(Millis timeout) override;
  // Blocks for as long as the worker takes to notice: some milliseconds, 0.2 s at the very most.
  void cancel() override;

 private:
  using Deadline = std::chrono::steady_clock::time_point;

  explicit Reader(std::string name_part);

  ReaderResult<void> find_reader();
  ReaderResult<void> look_at_reader();
  ReaderResult<void> find_reader_again(Deadline deadline);
  ReaderResult<CardInField> find_card(Deadline deadline);
  ReaderResult<CardInField> power_card();
  ReaderFailure lost(LONG status, std::string_view doing);

  const std::string wanted_;
  std::string name_;
  Context context_;
  std::optional<CardLink> link_;  // after context_: ends before it
  bool told_gone_ = false;
  DWORD seen_ =
      SCARD_STATE_UNAWARE;  // the reader's state when the card was found, with its event counter
};

}  // namespace kerb::hal::pcsc
