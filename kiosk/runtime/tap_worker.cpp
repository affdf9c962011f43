#include "kiosk/runtime/tap_worker.hpp"

#include <openssl/rand.h>
#include <unicode/calendar.h>
#include <unicode/timezone.h>

#include <cstdlib>
#include <utility>

#include "payment/emv/track2.hpp"

namespace kerb::kiosk {
namespace {

constexpr hal::Millis kWaitForCard{500};  // how soon a reader that came back is noticed
constexpr hal::Millis kPresenceCheck{500};
constexpr hal::Millis kReaderPause{250};
constexpr hal::Millis kRemoval{1'500};

payment::emv::LocalTime local_time(hal::Utc at, const std::string& time_zone) {
  UErrorCode problem = U_ZERO_ERROR;
  const std::unique_ptr<icu::Calendar> calendar(icu::Calendar::createInstance(
      icu::TimeZone::createTimeZone(icu::UnicodeString::fromUTF8(time_zone)), problem));
  calendar->setTime(static_cast<UDate>(at.time_since_epoch().count()), problem);
  const auto part = [&](UCalendarDateFields field) { return calendar->get(field, problem); };
  return {.year = part(UCAL_YEAR),
          .month = part(UCAL_MONTH) + 1,
          .day = part(UCAL_DAY_OF_MONTH),
          .hour = part(UCAL_HOUR_OF_DAY),
          .minute = part(UCAL_MINUTE),
          .second = part(UCAL_SECOND)};
}

TapHint hint_for(payment::emv::OutcomeKind kind) {
  switch (kind) {
    case payment::emv::OutcomeKind::online_request:
    case payment::emv::OutcomeKind::try_again:
      return TapHint::again;
    case payment::emv::OutcomeKind::see_phone:
      return TapHint::see_phone;
    case payment::emv::OutcomeKind::approved_offline:  // a no_pin_kiosk() asks for none
    case payment::emv::OutcomeKind::declined_by_card:
    case payment::emv::OutcomeKind::other_card:
    case payment::emv::OutcomeKind::other_interface:
    case payment::emv::OutcomeKind::needs_device:
      return TapHint::other_card;
  }
  return TapHint::other_card;
}

// ISO 14443-3: four octets that begin with 08 are drawn anew at every tap, so they name nobody.
bool changes_every_time(const hal::Bytes& uid) {
  return uid.size() == 4 && uid.front() == 0x08;
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
      reader_.show(hal::Lights::off);
      report_ready(reader_.present());
      wishes_.wait(kPresenceCheck);
      continue;
    }
    serve(wish);
  }
}

void TapWorker::serve(const ReaderWish& wish) {
  report_ready(reader_.present());
  reader_.show(wish.mode == ReaderWish::Mode::purchase ? hal::Lights::ready_to_read
                                                       : hal::Lights::idle);
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
      reports_.tapped(TapFailed{TapHint::one_card_only});
      reader_.wait_for_removal(kRemoval);
      return;
    case hal::ReaderFault::card_gone:
    case hal::ReaderFault::unreadable:
      reports_.tapped(TapFailed{TapHint::again});
      reader_.wait_for_removal(kRemoval);
      return;
  }
}

void TapWorker::read(const ReaderWish& wish, const hal::CardInField& card) {
  if (wish.mode == ReaderWish::Mode::purchase) reports_.tapped(CardSeen{});
  if (!card.speaks_apdu) {
    reports_.tapped(charging_card(card));
    reader_.wait_for_removal(kRemoval);
    return;
  }
  payment::emv::Transaction transaction;
  transaction.amount = wish.amount;
  transaction.at = local_time(clock_.utc(), time_zone_);
  transaction.counter = ++counter_ % 100'000'000;
  if (RAND_bytes(transaction.unpredictable_number.data(),
                 static_cast<int>(transaction.unpredictable_number.size())) != 1) {
    std::abort();  // a predictable number would let a recorded card pay
  }
  payment::emv::TapOutcome outcome = payment::emv::run(
      terminal_, transaction, [&](hal::ByteView command) { return reader_.transceive(command); });
  if (outcome.kind == payment::emv::OutcomeKind::online_request) {
    reader_.show(hal::Lights::card_read);
    reports_.tapped(CardRead{std::move(*outcome.presentation), transaction.amount});
  } else {
    reader_.show(hal::Lights::alert);
    reports_.tapped(TapFailed{hint_for(outcome.kind)});
  }
  if (outcome.field_off > hal::Millis{0}) reader_.field_off(outcome.field_off);
  reader_.wait_for_removal(kRemoval);
}

TapResult TapWorker::charging_card(const hal::CardInField& card) const {
  if (card.uid.size() < 4 || changes_every_time(card.uid)) return TapFailed{TapHint::other_card};
  const std::string uid = hal::to_hex(card.uid);
  return ChargingCardRead{
      {uid},
      {payment::Scheme::other, "Charging card", uid.substr(uid.size() - 4),
       payment::emv::card_fingerprint(payment::Secret(card.uid), terminal_.identity_key)}};
}

void TapWorker::report_ready(bool ready) {
  if (ready == ready_) return;
  ready_ = ready;
  reports_.reader_ready(ready);
}

}  // namespace kerb::kiosk
