// Orders that move money: with a card, on a reservation, back.
#include "hal/simulated/terminal/terminal.hpp"
#include "hal/zvt/bcd.hpp"

namespace kerb::hal::simulated::terminal {
namespace {

constexpr std::uint8_t kWrongCurrency = 0x6F;
constexpr std::uint8_t kStoreFull = 0x6A;
constexpr std::uint8_t kTooMuch = 0xC3;
constexpr std::uint8_t kTooLittle = 0xC8;
constexpr std::uint8_t kReversedAlready = 0xB4;
constexpr std::uint8_t kCannotReverse = 0xB5;
constexpr std::uint8_t kWrongAmount = 0xB7;
constexpr std::uint8_t kNoReservation = 0xB8;
constexpr std::uint8_t kNoPrinterPaper = 0xCC;
constexpr std::uint8_t kNotForDebit = 0x67;
constexpr std::uint8_t kNotForCredit = 0x68;
constexpr std::uint8_t kPresent = 0x0A;
constexpr std::uint8_t kExtension = 0x03;     // of tag 1F06
constexpr std::uint8_t kTerminalsOwn = 0x64;  // results from here on need no host
// Terminal states with which it pays: ready, clock wrong, card inserted.
constexpr bool pays_in(std::uint8_t status) {
  return status == 0x00 || status == 0x62 || status == 0xDC;
}

}  // namespace

bool Terminal::currency_fits() const {
  const auto currency = order().number(zvt::bmp::kCurrency);
  return !order().has(zvt::bmp::kCurrency) || currency == settings_.currency;
}

// Why nothing can be paid here and now, whatever the card; 0: it can.
std::uint8_t Terminal::hindrance() const {
  if (!pays_in(status_)) return status_;
  if (turnover_.full()) return kStoreFull;
  const bool own_printer = (till_.config & kReceiptsByTill) == 0;
  return own_printer && !paper_ ? kNoPrinterPaper : std::uint8_t{0};
}

// A till that mirrors another receipt number than the last one took no notice of it.
void Terminal::heed_mirrored_receipt() {
  if (!unconfirmed_) return;
  const auto mirrored = order().tlv({0x1F1F});
  const ReceiptNumber last = turnover_.at(*unconfirmed_).receipt;
  if (mirrored && zvt::from_bcd(*mirrored) != last) {
    turnover_.take_back(*unconfirmed_);
    ++taken_back_;
  }
  unconfirmed_.reset();
}

void Terminal::order_card_payment(Moment now) {
  accept(now);
  heed_mirrored_receipt();
  if (!currency_fits()) return line_up_wrong_currency();
  if (const std::uint8_t result = hindrance(); result != 0) {
    return line_up_refusal(result, 0, {}, now);
  }
  if (order().number(zvt::bmp::kAmount).value_or(0) == 0) {
    return line_up_refusal(kTooLittle, 0, {}, now);
  }
  const auto purpose = order().tlv({0x1F06});
  if (purpose && !purpose->empty() && (*purpose)[0] == kExtension) return line_up_host();
  if (!card_) line_up_progress(kPresent);
  const auto seconds = order().octet(zvt::bmp::kTimeout);
  const Millis patience = seconds ? Millis(Seconds(*seconds)) : settings_.card_patience;
  dialogue_->steps.push_back({.kind = Step::Kind::card, .pause = patience});
}

void Terminal::line_up_wrong_currency() {
  Saying abort(zvt::kAbort);
  abort.fields.octet(kWrongCurrency).digits(zvt::bmp::kCurrency, settings_.currency);
  line_up(Step::Kind::last, std::move(abort));
}

// What terminal and host say to this card, in the order in which they look at it.
std::uint8_t Terminal::verdict(const Card& card, Cents amount) {
  if (card.result >= kTerminalsOwn) return card.result;
  if (card.most != 0 && amount > card.most) return kTooMuch;
  const std::uint8_t hosts = host_.answer();
  return hosts != 0 ? hosts : card.result;
}

void Terminal::decide(Moment now) {
  switch (order().command) {
    case zvt::kAuthorisation:
    case zvt::kReservation:
    case zvt::kRefund:
      return dialogue_->card ? decide_card_payment(now) : decide_extension(now);
    case zvt::kEndOfDay:
      return decide_day(now);
    default:
      return decide_change(now);
  }
}

void Terminal::decide_card_payment(Moment now) {
  constexpr std::uint8_t kDeclined = 0x1D;
  const Card card = *dialogue_->card;
  const auto amount = static_cast<Cents>(order().number(zvt::bmp::kAmount).value_or(0));
  remove_card();
  last_read_.reset();
  if (const std::uint8_t result = verdict(card, amount); result != 0) {
    return line_up_refusal(result, card.shown != 0 ? card.shown : kDeclined,
                           card.words.empty() ? "Zahlung nicht möglich" : card.words, now);
  }
  const Utc at = clock(now);
  const std::size_t payment =
      order().command == zvt::kReservation ? turnover_.reserve(amount, card, at)
      : order().command == zvt::kRefund    ? turnover_.refund(amount, card, at)
                                           : turnover_.purchase(amount, card, at);
  turnover_.authorise(payment, host_.authorise());
  line_up_payment(payment);
}

// The reservation that the order means, if it is open and the order's other words of it are right.
tl::expected<std::size_t, std::uint8_t> Terminal::reservation() const {
  const auto receipt = order().number(zvt::bmp::kReceipt);
  const auto trace = order().number(zvt::bmp::kTrace);
  std::optional<std::size_t> held;
  if (receipt) {
    held = turnover_.open_with(static_cast<ReceiptNumber>(*receipt));
    const bool known = turnover_.latest_with(static_cast<ReceiptNumber>(*receipt)).has_value();
    if (!held) return tl::make_unexpected(known ? kReversedAlready : kNoReservation);
  } else if (trace) {
    held = turnover_.open_with_trace(static_cast<TraceNumber>(*trace));
  }
  if (!held) return tl::make_unexpected(kNoReservation);
  const Payment& payment = turnover_.at(*held);
  const auto authorisation = order().bitmap(zvt::bmp::kAuthorisation);
  const bool other =
      (trace && *trace != payment.trace) ||
      (authorisation &&
       !std::equal(authorisation->begin(), authorisation->end(), payment.authorisation.begin(),
                   payment.authorisation.end(), [](std::uint8_t one, char two) {
                     return one == static_cast<std::uint8_t>(two);
                   }));
  if (other) return tl::make_unexpected(kNoReservation);
  return *held;
}

// The amount is what the hold grows by. The driver is not there, so no card is asked for.
void Terminal::decide_extension(Moment now) {
  const auto held = reservation();
  if (!held) return line_up_refusal(held.error(), 0, {}, now);
  const auto more = static_cast<Cents>(order().number(zvt::bmp::kAmount).value_or(0));
  const Payment& payment = turnover_.at(*held);
  if (const std::uint8_t result = verdict(payment.card, payment.held + more); result != 0) {
    return line_up_refusal(result, 0, {}, now);
  }
  line_up_payment(turnover_.extend(*held, more, clock(now)));
}

void Terminal::order_change(Moment now) {
  const auto receipt = order().bitmap(zvt::bmp::kReceipt);
  const bool enquiry = order().command == zvt::kPartialReversal && receipt &&
                       (*receipt)[0] == 0xFF && (*receipt)[1] == 0xFF;
  accept(now);
  if (enquiry) return line_up_open();
  heed_mirrored_receipt();
  if (!currency_fits()) return line_up_wrong_currency();
  if (turnover_.full()) return line_up_refusal(kStoreFull, 0, {}, now);
  line_up_host();
}

// The answer to the enquiry is an abort in every case.
void Terminal::line_up_open() {
  const std::vector<ReceiptNumber> open = turnover_.open();
  Saying abort(zvt::kAbort);
  abort.fields.octet(kNoReservation);
  constexpr std::uint8_t kNone[] = {0xFF, 0xFF};
  if (open.empty()) {
    abort.fields.bitmap(zvt::bmp::kReceipt, kNone);
  } else {
    abort.fields.digits(zvt::bmp::kReceipt, open.front());
    Bytes list;
    const Profile::Enquiry way = settings_.profile.enquiry;
    const std::size_t first = way == Profile::Enquiry::all_listed ? 0 : 1;
    for (std::size_t at = first; at < open.size(); ++at) {
      Bytes number;
      zvt::append_bcd(number, open[at], 2);
      zvt::append_tlv(list, 0x08, number);
    }
    const bool listed = way != Profile::Enquiry::first_only && till_.tags && !list.empty();
    if (listed) abort.object(0x23, list);
  }
  line_up(Step::Kind::last, std::move(abort));
}

void Terminal::decide_change(Moment now) {
  const auto payment = order().command == zvt::kReversal ? reversed(now) : booked(now);
  if (!payment) return line_up_refusal(payment.error(), 0, {}, now);
  line_up_payment(*payment);
}

tl::expected<std::size_t, std::uint8_t> Terminal::reversed(Moment now) {
  const auto receipt = order().number(zvt::bmp::kReceipt);
  const auto paid =
      receipt ? turnover_.latest_with(static_cast<ReceiptNumber>(*receipt)) : std::nullopt;
  if (!paid) return tl::make_unexpected(kCannotReverse);
  const Payment& payment = turnover_.at(*paid);
  if (payment.reversed || payment.deal == Deal::reversal) {
    return tl::make_unexpected(kReversedAlready);
  }
  const auto amount = order().number(zvt::bmp::kAmount);
  const bool moved = payment.deal == Deal::purchase || payment.deal == Deal::refund ||
                     payment.deal == Deal::partial_reversal || payment.deal == Deal::book_total;
  if (!moved || (amount && static_cast<Cents>(*amount) != payment.amount)) {
    return tl::make_unexpected(kCannotReverse);
  }
  if (const std::uint8_t result = host_.answer(); result != 0) return tl::make_unexpected(result);
  return turnover_.reverse(*paid, clock(now));
}

tl::expected<std::size_t, std::uint8_t> Terminal::booked(Moment now) {
  const auto held = reservation();
  if (!held) return held;
  const Payment& payment = turnover_.at(*held);
  const auto amount = static_cast<Cents>(
      order().number(zvt::bmp::kAmount).value_or(static_cast<std::uint64_t>(payment.held)));
  const bool debit = !payment.card.null_filling;
  const zvt::Command other = debit ? zvt::kBookTotal : zvt::kPartialReversal;
  if (settings_.bookings_by_card && order().command == other) {
    return tl::make_unexpected(debit ? kNotForDebit : kNotForCredit);
  }
  Cents takes = 0;
  Deal deal = Deal::release;
  if (order().command == zvt::kPartialReversal) {
    deal = Deal::partial_reversal;
    takes = payment.held - (order().has(zvt::bmp::kAmount) ? amount : 0);
  } else if (order().command == zvt::kBookTotal) {
    deal = Deal::book_total;
    takes = amount;
  } else if (debit) {
    return tl::make_unexpected(kCannotReverse);
  }
  if (takes < 0 || takes > payment.held) return tl::make_unexpected(kWrongAmount);
  if (const std::uint8_t result = host_.answer(); result != 0) return tl::make_unexpected(result);
  return turnover_.book(*held, deal, takes, clock(now));
}

}  // namespace kerb::hal::simulated::terminal
