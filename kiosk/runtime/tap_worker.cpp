#include "kiosk/runtime/tap_worker.hpp"

#include <openssl/rand.h>

#include <cstdlib>
#include <utility>

#include "kiosk/runtime/local_time.hpp"
#include "payment/emv/track2.hpp"
#include "payment/tapped_card.hpp"

namespace kerb::kiosk {
namespace {

constexpr hal::Millis kWaitForCard{500};  // how soon a reader that came back is noticed
constexpr hal::Millis kPresenceCheck{500};
constexpr hal::Millis kReaderPause{250};
constexpr hal::Millis kRemoval{1'500};    // then a card that was not read is tried again
constexpr hal::Millis kRemovalLook{500};  // how soon another wish is noticed meanwhile
constexpr hal::Seconds kLongestStay{30};  // a reader that never sees a card leave must go on
constexpr hal::Millis kDecision{1'000};   // the station's, about a card that pays
// EMV Contactless Book A, 9: three more lights, 125 ms apart, and then all four for 750 ms.
constexpr hal::Millis kCardReadLights{3 * 125 + 750};

TapHint hint_for(payment::emv::OutcomeKind kind) {
  switch (kind) {
    case payment::emv::OutcomeKind::online_request:
    case payment::emv::OutcomeKind::try_again:
      return TapHint::again;
    case payment::emv::OutcomeKind::see_phone:
      return TapHint::see_phone;
    case payment::emv::OutcomeKind::approved_offline:  // a no_pin_kiosk() asks for none
    case payment::emv::OutcomeKind::declined_by_card:
      return TapHint::card_refused;
    case payment::emv::OutcomeKind::needs_device:
      return TapHint::device_only;
    case payment::emv::OutcomeKind::other_interface:
      return TapHint::insert;
    case payment::emv::OutcomeKind::other_card:
      return TapHint::other_card;
  }
  return TapHint::other_card;
}

}  // namespace

TapWorker::TapWorker(hal::CardReader& reader, const hal::Clock& clock,
                     payment::emv::Terminal terminal, std::string time_zone, Reports reports)
    : reader_(reader),
      clock_(clock),
      terminal_(std::move(terminal)),
      time_zone_(std::move(time_zone)),
      reports_(std::move(reports)),
      wishes_(64),
      thread_([this] { work(); }) {}

TapWorker::~TapWorker() {
  wishes_.close();
  reader_.cancel();
  thread_.join();
}

void TapWorker::wish(const ReaderWish& wish) {
  wishes_.offer(wish);
  reader_.cancel();
}

void TapWorker::work() {
  ReaderWish wish;
  while (!wishes_.closed()) {
    for (const ReaderWish& newest : wishes_.take()) wish = newest;
    if (wish.mode == ReaderWish::Mode::off) {
      light(hal::Lights::off);
      report_ready(reader_.present());
      wishes_.wait(kPresenceCheck);
      continue;
    }
    serve(wish);
  }
}

void TapWorker::serve(const ReaderWish& wish) {
  report_ready(reader_.present());
  if (!field_is_free()) return;
  light(wish.mode == ReaderWish::Mode::purchase ? hal::Lights::ready_to_read : hal::Lights::idle);
  const auto card = reader_.wait_for_card(kWaitForCard);
  if (card) {
    report_ready(true);
    return read(wish, *card);
  }
  switch (card.error().fault) {
    case hal::ReaderFault::no_card:
      report_ready(true);
      return;
    case hal::ReaderFault::cancelled:
      return;
    case hal::ReaderFault::reader_gone:
      report_ready(false);
      wishes_.wait(kReaderPause);
      return;
    case hal::ReaderFault::several_cards:
      return report_failed({TapHint::one_card_only});
    case hal::ReaderFault::card_gone:
    case hal::ReaderFault::unreadable:
      return report_failed({TapHint::again});
  }
}

// What the last tap left in the field has left, or is tried again.
bool TapWorker::field_is_free() {
  if (!lies_there_since_) return true;
  const bool left = reader_.wait_for_removal(kRemovalLook) ||
                    clock_.monotonic() - *lies_there_since_ >= kLongestStay;
  if (left) lies_there_since_.reset();
  return left;
}

void TapWorker::read(const ReaderWish& wish, const hal::CardInField& card) {
  if (wish.mode == ReaderWish::Mode::purchase) reports_.tapped(CardSeen{});
  payment::emv::TapOutcome outcome;
  if (card.speaks_apdu) outcome = transact(wish.amount);
  switch (payment::kind_of({card.uid, card.speaks_apdu, outcome.no_payment_application})) {
    case payment::TappedKind::charging_card:
      return report_read(wish, charging_card(card));
    case payment::TappedKind::changing_number:
      return report_failed({TapHint::changing_number});
    case payment::TappedKind::unknown:
      return report_failed({TapHint::other_card});
    case payment::TappedKind::payment:
      break;
  }
  if (outcome.kind == payment::emv::OutcomeKind::online_request) {
    return report_read(wish, CardRead{std::move(*outcome.presentation), wish.amount});
  }
  report_failed({hint_for(outcome.kind), outcome.scheme_not_taken}, outcome.field_off);
}

payment::emv::TapOutcome TapWorker::transact(const payment::Money& amount) {
  payment::emv::Transaction transaction;
  transaction.amount = amount;
  transaction.at = local_time(clock_.utc(), time_zone_);
  transaction.counter = ++counter_ % 100'000'000;
  if (RAND_bytes(transaction.unpredictable_number.data(),
                 static_cast<int>(transaction.unpredictable_number.size())) != 1) {
    std::abort();  // a predictable number would let a recorded card pay
  }
  return payment::emv::run(terminal_, transaction,
                           [&](hal::ByteView command) { return reader_.transceive(command); });
}

void TapWorker::report_read(const ReaderWish& wish, TapResult result) {
  light(hal::Lights::card_read);
  reader_.field_off(hal::Millis{0});
  lies_there_since_ = clock_.monotonic();
  reports_.tapped(std::move(result));
  // Looking for the card to leave would bring the field back while the bank is asked.
  if (wish.mode == ReaderWish::Mode::purchase) wishes_.wait(kDecision);
}

void TapWorker::report_failed(TapFailed failed, hal::Millis field_off) {
  light(hal::Lights::alert);
  const TapHint hint = failed.hint;
  reports_.tapped(std::move(failed));
  if (field_off > hal::Millis{0}) reader_.field_off(field_off);
  // It may do when it was not read well, when a phone is unlocked, or when the other one is gone.
  const bool same_card_may_do =
      hint == TapHint::again || hint == TapHint::see_phone || hint == TapHint::one_card_only;
  if (!reader_.wait_for_removal(kRemoval) && !same_card_may_do) {
    lies_there_since_ = clock_.monotonic();
  }
}

TapResult TapWorker::charging_card(const hal::CardInField& card) const {
  const std::string uid = hal::to_hex(card.uid);
  return ChargingCardRead{
      {uid},
      {payment::Scheme::other, "Charging card", uid.substr(uid.size() - 4),
       payment::emv::card_fingerprint(payment::Secret(card.uid), terminal_.identity_key)}};
}

// The last of a tap's lights are not cut short by what rests.
void TapWorker::light(hal::Lights lights) {
  if (lights == lit_) return;
  const hal::Monotonic now = clock_.monotonic();
  const bool news = lights == hal::Lights::card_read || lights == hal::Lights::alert;
  if (!news && lit_ == hal::Lights::card_read && now - lit_at_ < kCardReadLights) return;
  reader_.show(lights);
  lit_ = lights;
  lit_at_ = now;
}

void TapWorker::report_ready(bool ready) {
  if (!ready) lit_.reset();
  if (ready == ready_) return;
  ready_ = ready;
  reports_.reader_ready(ready);
}

}  // namespace kerb::kiosk
