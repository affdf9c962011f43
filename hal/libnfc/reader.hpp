// A PN532 on a serial port, driven by libnfc in a process of its own. It comes up without the chip,
// and finds it when it comes (back): a child that ends, is silent or babbles is killed and started
// again, and the kiosk sees a reader that is gone for a moment.
//
// The chip has no lights, so show() does nothing.
#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <string>

#include "hal/card_reader.hpp"
#include "hal/error.hpp"
#include "hal/libnfc/child_process.hpp"
#include "hal/libnfc/connection.hpp"
#include "hal/libnfc/wakener.hpp"

namespace kerb::hal::libnfc {

// Threading as CardReader says. No call takes longer than the time that it was given and half a
// second; an APDU may take four seconds. A reader that is gone is told at once the first time; after that
// wait_for_card() first waits for the next attempt, at most a second, so that the caller may simply
// loop.
class Reader final : public CardReader {
 public:
  explicit Reader(Connection connection, std::filesystem::path program = child_program());

  std::string name() const override;
  // Waits a third of a second at most for a child that was just started.
  bool present() override;
  ReaderResult<CardInField> wait_for_card(Millis timeout) override;
  ReaderResult<Bytes> transceive(ByteView command) override;
  void field_off(Millis hold) override;
  // Also true when the reader is gone: the card has to be found anew in any case.
  bool wait_for_removal(Millis timeout) override;
  void cancel() override;

 private:
  using Deadline = ChildProcess::Deadline;

  ReaderResult<void> await_attempt(Deadline deadline);
  ReaderResult<void> start_child();
  ReaderResult<void> await_ready(Deadline deadline, std::optional<int> wake = std::nullopt);
  ReaderResult<Frame> ask(const Frame& question, Millis within);
  ReaderResult<Frame> answer_to_wait(Deadline deadline);
  ReaderResult<Frame> sound(Frame answer);
  ReaderResult<CardInField> found(const Frame& answer);
  ReaderResult<Bytes> exchange(ByteView command);
  tl::unexpected<ReaderFailure> lost(const std::string& why);

  const Connection connection_;
  const std::filesystem::path program_;
  Wakener cancelled_;
  std::optional<ChildProcess> child_;
  bool ready_ = false;    // the child has said so
  bool powered_ = false;  // a card that APDUs may be sent to
  Deadline ready_by_{};
  Deadline next_attempt_{};
  Millis pause_{0};      // before the attempt after the next failure
  std::string trouble_;  // of the last attempt
};

}  // namespace kerb::hal::libnfc
