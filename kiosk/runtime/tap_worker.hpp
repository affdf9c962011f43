// The thread that lives with the card reader: it waits for cards as the station wishes, runs the
// EMV transaction, and reports what came of it. The reader may vanish and come back at any time.
//
// A card that was read is told so at once: the lights, then the field goes off, then the report, on
// which the station beeps and asks the bank. The field stays off until the station wishes for
// another card, and a card that still lies there is not read a second time.
#pragma once

#include <atomic>
#include <optional>
#include <thread>

#include "hal/card_reader.hpp"
#include "hal/clock.hpp"
#include "kiosk/runtime/card_watch.hpp"
#include "kiosk/runtime/mailbox.hpp"
#include "kiosk/station/tap.hpp"
#include "payment/emv/terminal.hpp"
#include "payment/emv/transaction.hpp"

namespace kerb::kiosk {

class TapWorker final : public CardWatch {
 public:
  // `time_zone`: an IANA name; the card is told the local date.
  TapWorker(hal::CardReader& reader, const hal::Clock& clock, payment::emv::Terminal terminal,
            std::string time_zone, Reports reports);
  ~TapWorker() override;

  // Takes effect at once, also while the reader waits for a card. Any thread.
  void wish(const ReaderWish& wish) override;

 private:
  void work();
  void serve(const ReaderWish& wish);
  void read(const ReaderWish& wish, const hal::CardInField& card);
  payment::emv::TapOutcome transact(const payment::Money& amount);
  void report_read(const ReaderWish& wish, TapResult result);
  void report_failed(TapFailed failed, hal::Millis field_off = hal::Millis{0});
  TapResult charging_card(const hal::CardInField& card) const;
  bool field_is_free();
  void light(hal::Lights lights);
  void report_ready(bool ready);

  hal::CardReader& reader_;
  const hal::Clock& clock_;
  const payment::emv::Terminal terminal_;
  const std::string time_zone_;
  const Reports reports_;
  Mailbox<ReaderWish> wishes_;
  std::uint32_t counter_ = 0;
  std::optional<bool> ready_;
  std::optional<hal::Lights> lit_;  // as the reader was told; nothing: not yet, or it was gone
  hal::Monotonic lit_at_{};
  std::optional<hal::Monotonic> lies_there_since_;  // a card that has to leave before the next
  std::thread thread_;                              // last: it uses the others
};

}  // namespace kerb::kiosk
