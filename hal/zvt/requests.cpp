#include "hal/zvt/requests.hpp"

#include <algorithm>
#include <cassert>

#include "hal/zvt/characters.hpp"

namespace kerb::hal::zvt {
namespace {

constexpr std::uint8_t kTerminalDecides = 0x40;  // how the card is read, purses excluded
constexpr std::uint8_t kMoreStatus = 0x04;       // service byte of a status enquiry
constexpr std::uint8_t kOnlyStatusAgain = 0x03;  // service byte: 04 0F again, and no paper
constexpr Tag kReference = 0xE9;
constexpr Tag kPurpose = 0x1F62;
constexpr Tag kToken = 0x1F63;

Bytes octets_in(std::string_view text) {
  return {text.begin(), text.end()};
}

Bytes reference_objects(std::string_view reference) {
  Bytes objects;
  if (reference.empty()) return objects;
  Bytes inner;
  append_tlv(inner, kPurpose, octets_in("AC"));
  append_tlv(inner, kToken, octets_in(reference));
  append_tlv(objects, kReference, inner);
  return objects;
}

Frame booking(Command command, const ReservationName& of, std::optional<std::uint64_t> amount,
              Bytes objects = {}) {
  Writer writer(command);
  writer.flag(bmp::kPaymentType, kTerminalDecides)
      .digits(bmp::kReceipt, of.receipt)
      .digits(bmp::kCurrency, of.currency);
  if (amount) writer.digits(bmp::kAmount, *amount);
  if (const auto trace = from_hex(of.trace); trace && trace->size() == 3) {
    writer.bitmap(bmp::kTrace, *trace);
  }
  if (of.authorisation.size() == bitmap_rule(bmp::kAuthorisation).size) {
    writer.bitmap(bmp::kAuthorisation, of.authorisation);
  }
  const Bytes reference = reference_objects(of.reference);
  objects.insert(objects.end(), reference.begin(), reference.end());
  return writer.objects(objects).frame();
}

}  // namespace

Frame registration(Password password, std::uint8_t config, std::uint16_t currency,
                   bool offer_utf8) {
  Bytes objects;
  if (offer_utf8) objects = {0x27, 0x03, 0x14, 0x01, 0xFE};
  return Writer(kRegistration)
      .password(password)
      .octet(config)
      .currency(currency)
      .objects(objects)
      .frame();
}

Frame log_off() {
  return Writer(kLogOff).frame();
}

Frame status_enquiry(Password password) {
  return Writer(kStatusEnquiry).password(password).flag(bmp::kService, kMoreStatus).frame();
}

Frame card_enquiry(Password password) {
  constexpr std::uint8_t kNoVersionMoreStatus = 0x05;
  const Bytes detect{0x1F, 0x72, 0x01, 0x01};
  return Writer(kStatusEnquiry)
      .password(password)
      .flag(bmp::kService, kNoVersionMoreStatus)
      .objects(detect)
      .frame();
}

Frame feig_system() {
  return Writer(kFeigSystem).octet(0x00).octet(0x01).frame();
}

Frame diagnosis(std::optional<std::uint8_t> kind) {
  Bytes objects;
  if (kind) objects = {0x1B, 0x01, *kind};
  return Writer(kDiagnosis).objects(objects).frame();
}

Frame initialisation(Password password) {
  return Writer(kInitialisation).password(password).frame();
}

Frame set_terminal_id(Password password, std::string_view id) {
  const Bytes digits = from_hex(id).value_or(Bytes{});
  assert(digits.size() == bitmap_rule(bmp::kTerminalId).size);
  return Writer(kSetTerminalId).password(password).bitmap(bmp::kTerminalId, digits).frame();
}

Frame set_clock(Password password, const WallClock& now) {
  const auto six = [](int first, int second, int third) {
    return static_cast<std::uint64_t>(first * 10'000 + second * 100 + third);
  };
  return Writer(kSetClock)
      .password(password)
      .digits(bmp::kDateWithYear, six(now.year % 100, now.month, now.day))
      .digits(bmp::kTime, six(now.hour, now.minute, now.second))
      .frame();
}

Frame end_of_day(Password password) {
  return Writer(kEndOfDay).password(password).frame();
}

Frame repeat_receipt(Password password) {
  return Writer(kRepeatReceipt).password(password).flag(bmp::kService, kOnlyStatusAgain).frame();
}

Frame abort_command() {
  return Writer(kAbortCommand).frame();
}

Frame reservation(std::uint64_t amount, std::uint16_t currency, std::string_view reference) {
  return Writer(kReservation)
      .flag(bmp::kPaymentType, kTerminalDecides)
      .digits(bmp::kCurrency, currency)
      .digits(bmp::kAmount, amount)
      .objects(reference_objects(reference))
      .frame();
}

Frame reservation_extension(const ReservationName& of, std::uint64_t more) {
  constexpr std::uint8_t kExtension = 0x03;
  return booking(kReservation, of, more, {0x1F, 0x06, 0x01, kExtension});
}

Frame partial_reversal(const ReservationName& of, std::uint64_t unused) {
  return booking(kPartialReversal, of, unused);
}

Frame book_total(const ReservationName& of, std::uint64_t used) {
  return booking(kBookTotal, of, used);
}

Frame reservation_reversal(const ReservationName& of) {
  return booking(kReservationReversal, of, std::nullopt);
}

Frame open_reservations() {
  const Bytes all{0xFF, 0xFF};
  return Writer(kPartialReversal).bitmap(bmp::kReceipt, all).frame();
}

Frame reversal(Password password, std::uint16_t receipt) {
  return Writer(kReversal).password(password).digits(bmp::kReceipt, receipt).frame();
}

Frame refund(Password password, std::uint64_t amount, std::uint16_t currency) {
  return Writer(kRefund)
      .password(password)
      .digits(bmp::kAmount, amount)
      .digits(bmp::kCurrency, currency)
      .flag(bmp::kPaymentType, kTerminalDecides)
      .frame();
}

Frame display_text(std::uint8_t seconds, const std::vector<std::string_view>& lines) {
  constexpr std::uint8_t kDuration = 0xF0;
  constexpr std::size_t kMostLines = 8;
  constexpr std::size_t kLongestLine = 99;
  Writer writer(kDisplayText);
  writer.flag(kDuration, seconds);
  for (std::size_t i = 0; i < std::min(kMostLines, lines.size()); ++i) {
    Bytes line = octets_of_text(lines[i], Charset::cp437);
    line.resize(std::min(line.size(), kLongestLine));
    writer.bitmap(static_cast<std::uint8_t>(kDuration + 1 + i), line);
  }
  return writer.frame();
}

Frame positive() {
  return {kPositive, {}, false};
}

Frame negative(std::uint8_t reason) {
  return {static_cast<Command>(kNegative | reason), {}, false};
}

}  // namespace kerb::hal::zvt
