// What the terminal is going to say: messages are put in line here and leave one by one, each when
// the one before has been answered.
#include <fmt/format.h>

#include <algorithm>

#include "hal/simulated/terminal/terminal.hpp"
#include "hal/zvt/bcd.hpp"

namespace kerb::hal::simulated::terminal {
namespace {

constexpr std::uint8_t kPleaseWait = 0x17;
constexpr std::uint8_t kWaitsForHost = 0x04;
constexpr std::uint8_t kFewMinutes = 0x03;
constexpr std::uint8_t kContactlessOnline = 0x60;  // BMP 19 of a payment's 04 0F
constexpr Millis kHostReminder{10'000};
// Bitmaps that Kerb itself has no use for.
constexpr std::uint8_t kCardSequence = 0x17;
constexpr std::uint8_t kNetworkCardType = 0x8C;
constexpr std::size_t kContractLength = 15;

struct Stamp {
  std::uint64_t date = 0;      // MMDD
  std::uint64_t time_day = 0;  // HHMMSS
};

Stamp stamp_of(Utc at) {
  const auto day = std::chrono::floor<std::chrono::days>(at);
  const std::chrono::year_month_day date(day);
  const std::chrono::hh_mm_ss time(std::chrono::floor<Seconds>(at - day));
  return {static_cast<unsigned>(date.month()) * 100U + static_cast<unsigned>(date.day()),
          static_cast<std::uint64_t>(time.hours().count() * 10'000 + time.minutes().count() * 100 +
                                     time.seconds().count())};
}

// Acquirers put lines like these on receipts, with CR between them.
constexpr std::string_view kAcquirersText =
    "AS-Proc-Code= 00 076 06\rCapt.-Ref.= 0099\rAID59= 081520\r DAUER   7 TAGE";

}  // namespace

void Terminal::line_up(Step::Kind kind, Saying saying) {
  dialogue_->steps.push_back({.kind = kind, .saying = std::move(saying)});
}

// To a till that asked for it. The text, and T4 in minutes before it, only to one that reads tags.
void Terminal::line_up_progress(std::uint8_t status, const std::string& words) {
  if (!words.empty()) shown_ = {words};
  if (!till_.wants_intermediate()) return;
  Saying progress(zvt::kIntermediateStatus);
  progress.fields.octet(status);
  const bool text = !words.empty() && till_.tags;
  if (text || till_.sequence) progress.fields.octet(text ? kFewMinutes : 0x00);
  if (text) {
    Bytes lines;
    zvt::append_tlv(lines, 0x07, text_for(till_, words));
    progress.object(0x24, lines);
  }
  line_up(Step::Kind::message, std::move(progress));
}

// A host that takes long is reported again and again, which keeps T4 from running out.
void Terminal::line_up_host() {
  line_up_progress(kPleaseWait);
  Millis left = host_.pace();
  while (left > kHostReminder) {
    dialogue_->steps.push_back({.kind = Step::Kind::pause, .pause = kHostReminder});
    line_up_progress(kWaitsForHost);
    left -= kHostReminder;
  }
  if (left > Millis{0}) dialogue_->steps.push_back({.kind = Step::Kind::pause, .pause = left});
  dialogue_->steps.push_back({.kind = Step::Kind::decide});
}

void Terminal::add_date_and_time(Saying& status, Utc at) {
  const Stamp stamp = stamp_of(at);
  status.fields.digits(zvt::bmp::kDate, stamp.date).digits(zvt::bmp::kTime, stamp.time_day);
}

Letterhead Terminal::letterhead() const {
  const int width = till_.paper_width > 0 ? till_.paper_width : settings_.profile.paper_width;
  return {settings_.terminal_id, settings_.contract, width};
}

void Terminal::line_up_paper(const Paper& paper, bool of_payment) {
  if (!till_.prints(of_payment)) return;
  const Profile& profile = settings_.profile;
  const bool blocks =
      tags() && (profile.print == Profile::Print::blocks ||
                 (profile.print == Profile::Print::as_allowed && till_.permits(zvt::kPrintBlock)));
  for (Saying& message : blocks ? as_blocks(paper, till_) : as_lines(paper, till_)) {
    line_up(Step::Kind::print, std::move(message));
  }
}

void Terminal::line_up_abort(std::uint8_t result) {
  Saying abort(zvt::kAbort);
  abort.fields.octet(result);
  line_up(Step::Kind::last, std::move(abort));
}

void Terminal::line_up_refusal(std::uint8_t result, std::uint8_t shown, const std::string& words,
                               Moment now) {
  if (shown != 0) line_up_progress(shown, words);
  Saying status(zvt::kStatusInformation);
  status.fields.flag(zvt::bmp::kResult, result);
  if (const auto amount = order().number(zvt::bmp::kAmount)) {
    status.fields.digits(zvt::bmp::kAmount, *amount);
  }
  status.fields.digits(zvt::bmp::kTerminalId, settings_.terminal_id);
  add_date_and_time(status, clock(now));
  if (till_.tags && !words.empty()) {
    status.object(0x1F16, Bytes{result}).object(0x1F17, text_for(till_, words));
  }
  line_up(Step::Kind::status, std::move(status));
  if (dialogue_->card && dialogue_->card->pays()) {
    const auto amount = static_cast<Cents>(order().number(zvt::bmp::kAmount).value_or(0));
    line_up_paper(refusal(*dialogue_->card, amount, result, clock(now), letterhead()), true);
  }
  line_up_abort(result);
}

void Terminal::add_objects(Saying& status, const Payment& payment) const {
  if (!till_.tags) return;
  Bytes way;
  zvt::append_tlv(way, 0x1F11, Bytes{0x01});  // online
  zvt::append_tlv(way, 0x1F12, Bytes{0x02});  // contactless
  status.object(0x2F, way);
  Bytes applications;
  for (const Bytes& application : payment.card.applications) {
    zvt::append_tlv(applications, 0x43, application);
  }
  if (applications.empty()) return;
  status.object(0x60, applications);
  // With the card's own transaction, not with the booking that follows without it.
  if (!payment.original) {
    const std::string application = "EMV-AID " + to_hex(payment.card.applications.front());
    status.object(0x46, text_for(till_, application));
    status.object(0x47, text_for(till_, application));
  }
}

void Terminal::add_field(Saying& status, const Payment& payment, std::uint8_t tag) const {
  zvt::Writer& fields = status.fields;
  const Card& card = payment.card;
  const Stamp stamp = stamp_of(payment.at);
  switch (tag) {
    case zvt::bmp::kResult:
      fields.flag(tag, 0x00);
      break;
    case zvt::bmp::kAmount:
      fields.digits(tag, static_cast<std::uint64_t>(payment.amount));
      break;
    case zvt::bmp::kCurrency:
      if (order().has(tag)) fields.digits(tag, settings_.currency);
      break;
    case zvt::bmp::kTime:
      fields.digits(tag, stamp.time_day);
      break;
    case zvt::bmp::kDate:
      fields.digits(tag, stamp.date);
      break;
    case zvt::bmp::kPan:
      fields.bitmap(tag, card.number);
      break;
    case kCardSequence:
      if (card.sequence != 0) fields.digits(tag, card.sequence);
      break;
    case zvt::bmp::kReceipt:
      fields.digits(tag, payment.receipt);
      break;
    case zvt::bmp::kTurnover:
    case zvt::bmp::kTrace:
      fields.digits(tag, payment.trace);
      break;
    case zvt::bmp::kOriginalTrace:
      if (payment.original) fields.digits(tag, *payment.original);
      break;
    case zvt::bmp::kAuthorisation:
      if (!payment.authorisation.empty()) fields.bitmap(tag, payment.authorisation);
      break;
    case zvt::bmp::kPaymentType:
      fields.flag(tag, kContactlessOnline);
      break;
    case zvt::bmp::kTerminalId:
      fields.digits(tag, settings_.terminal_id);
      break;
    case zvt::bmp::kExpiry:
      fields.bitmap(tag, card.expiry);
      break;
    case zvt::bmp::kCardType:
      fields.flag(tag, card.kind);
      break;
    case kNetworkCardType:
      fields.flag(tag, card.network);
      break;
    case zvt::bmp::kCardName:
      fields.bitmap(tag, card.brand + '\0');
      break;
    case zvt::bmp::kContract: {
      std::string contract = settings_.contract;
      contract.resize(kContractLength, ' ');
      fields.bitmap(tag, contract);
      break;
    }
    case zvt::bmp::kAdditionalText:
      if (payment.original) fields.bitmap(tag, kAcquirersText);
      break;
    case zvt::bmp::kTlv:
      add_objects(status, payment);
      break;
    default:
      break;
  }
}

Saying Terminal::status_of(const Payment& payment) const {
  Saying status(zvt::kStatusInformation);
  for (const std::uint8_t tag : settings_.profile.fields) add_field(status, payment, tag);
  if (settings_.by_receipt) {
    Bytes receipt_number;
    zvt::append_bcd(receipt_number, payment.receipt, 2);
    status.object(0x1F1F, receipt_number);
  }
  return status;
}

// An approval: the till learns of it, prints, and only then it stands.
void Terminal::line_up_payment(std::size_t payment) {
  dialogue_->payment = payment;
  const Payment& made = turnover_.at(payment);
  const bool status_first = settings_.profile.order == Profile::Order::status_first;
  if (status_first) line_up(Step::Kind::status, status_of(made));
  if (settings_.profile.merchant_copy) {
    line_up_paper(receipt(made, Copy::merchant, letterhead()), true);
  }
  line_up_paper(receipt(made, Copy::customer, letterhead()), true);
  if (!status_first) line_up(Step::Kind::status, status_of(made));
  line_up_completion();
}

}  // namespace kerb::hal::simulated::terminal
