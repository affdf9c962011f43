// Orders about the terminal itself: who the till is, how the terminal is, its clock, texts, names.
#include <fmt/format.h>

#include <algorithm>

#include "hal/simulated/terminal/terminal.hpp"
#include "hal/zvt/bcd.hpp"
#include "hal/zvt/characters.hpp"

namespace kerb::hal::simulated::terminal {
namespace {

constexpr zvt::Command kServiceMode = 0x0850;
constexpr zvt::Command kWrongCurrencyAnswer = 0x841E;
constexpr std::uint8_t kOtherCurrency = 0x6F;
constexpr std::uint8_t kNotPossible = 0x83;
constexpr std::uint8_t kBadOrder = 0x9A;
constexpr std::uint8_t kDayIsOpen = 0xF0;
constexpr std::uint8_t kWithoutSoftware = 0x02;  // service byte of 05 01
constexpr std::uint8_t kWithMore = 0x04;
constexpr std::uint8_t kWantsInitialisation = 0x01;
constexpr std::uint8_t kWantsDiagnosis = 0x02;
constexpr std::uint8_t kDiagnosis = 0xC9;
constexpr std::uint8_t kInitialises = 0xCA;
constexpr std::uint8_t kStateInitialise = 0x51;
constexpr std::uint8_t kStateClock = 0x62;
constexpr std::uint8_t kStateDiagnose = 0xC2;
constexpr std::uint8_t kStateActivate = 0xE4;
constexpr Millis kRestart{3'000};
constexpr std::size_t kMostLines = 8;

bool one_of(std::uint8_t octet, std::initializer_list<std::uint8_t> list) {
  return std::find(list.begin(), list.end(), octet) != list.end();
}

// YYMMDD and HHMMSS. Nothing for what is in no calendar.
std::optional<Utc> moment_of(std::uint64_t date, std::uint64_t time_day) {
  const std::chrono::year_month_day day(std::chrono::year(2000 + static_cast<int>(date / 10'000)),
                                        std::chrono::month(static_cast<unsigned>(date / 100 % 100)),
                                        std::chrono::day(static_cast<unsigned>(date % 100)));
  const std::uint64_t hours = time_day / 10'000;
  const std::uint64_t minutes = time_day / 100 % 100;
  const std::uint64_t seconds = time_day % 100;
  if (!day.ok() || hours > 23 || minutes > 59 || seconds > 59) return std::nullopt;
  return Utc(std::chrono::sys_days(day)) + std::chrono::hours(hours) + Minutes(minutes) +
         Seconds(seconds);
}

}  // namespace

const Terminal::OrderRule* Terminal::rule_for(zvt::Command command) {
  static const std::vector<OrderRule> rules = {
      {zvt::kRegistration, &Terminal::order_registration},
      {zvt::kAuthorisation, &Terminal::order_card_payment},
      {zvt::kReservation, &Terminal::order_card_payment},
      {zvt::kRefund, &Terminal::order_card_payment},
      {zvt::kPartialReversal, &Terminal::order_change},
      {zvt::kBookTotal, &Terminal::order_change},
      {zvt::kReservationReversal, &Terminal::order_change},
      {zvt::kExternalReversal, &Terminal::order_change},
      {zvt::kReversal, &Terminal::order_change},
      {zvt::kStatusEnquiry, &Terminal::order_status},
      {zvt::kReadCard, &Terminal::order_read_card},
      {zvt::kLogOff, &Terminal::order_log_off},
      {zvt::kRepeatReceipt, &Terminal::order_repeat},
      {zvt::kReprint, &Terminal::order_reprint},
      {zvt::kTurnoverTotals, &Terminal::order_totals},
      {zvt::kEndOfDay, &Terminal::order_end_of_day},
      {zvt::kDiagnosis, &Terminal::order_diagnosis},
      {zvt::kInitialisation, &Terminal::order_initialisation},
      {zvt::kSetTerminalId, &Terminal::order_set_terminal},
      {zvt::kSetClock, &Terminal::order_set_clock},
      {zvt::kResetTerminal, &Terminal::order_restart},
      {zvt::kPrintConfiguration, &Terminal::order_configuration},
      {zvt::kDisplayText, &Terminal::order_text},
      {zvt::kSetLanguage, &Terminal::order_nothing},
      {kServiceMode, &Terminal::order_service_mode},
      {zvt::kFeigSystem, &Terminal::order_system},
  };
  const auto found = std::find_if(rules.begin(), rules.end(),
                                  [&](const OrderRule& rule) { return rule.command == command; });
  return found == rules.end() ? nullptr : &*found;
}

bool Terminal::password_fits(const zvt::Message& order) const {
  const auto said = order.find(zvt::Part::Kind::password);
  if (!said || !settings_.password) return true;
  return zvt::from_bcd(*said) == *settings_.password;
}

void Terminal::order_registration(Moment now) {
  const auto currency = order().find(zvt::Part::Kind::currency);
  if (currency && zvt::from_bcd(*currency) != settings_.currency) {
    zvt::Writer answer(kWrongCurrencyAnswer);
    answer.octet(kOtherCurrency).digits(zvt::bmp::kCurrency, settings_.currency);
    return send(answer.frame(), false, now);
  }
  till_ = {};
  accept(now);
  till_ = registered_till(order(), settings_.profile);
  Saying completion(zvt::kCompletion);
  completion.fields
      .flag(zvt::bmp::kPaymentType,
            static_cast<std::uint8_t>(settings_.profile.registered | wanted_))
      .digits(zvt::bmp::kTerminalId, settings_.terminal_id)
      .digits(zvt::bmp::kCurrency, settings_.currency);
  if (till_.utf8) {
    Bytes sets;
    zvt::append_tlv(sets, 0x14, Bytes{0xFE});
    completion.object(0x27, sets);
  }
  if (const auto permitted = order().tlv({0x26})) completion.object(0x26, *permitted);
  line_up(Step::Kind::last, std::move(completion));
}

void Terminal::order_log_off(Moment now) {
  accept(now);
  till_ = {};
  till_.logged_off = true;
}

void Terminal::add_device(Saying& completion, Moment now) const {
  const Profile& profile = settings_.profile;
  const auto octets = [](std::string_view text) { return Bytes(text.begin(), text.end()); };
  Bytes terminal;
  zvt::append_bcd(terminal, settings_.terminal_id, 4);
  completion.object(0x1F44, terminal);
  Bytes device;
  Bytes serial;
  for (unsigned shift = 32; shift > 0; shift -= 8) {
    serial.push_back(static_cast<std::uint8_t>(settings_.serial >> (shift - 8)));
  }
  zvt::append_tlv(device, 0x1F40, octets(profile.device));
  zvt::append_tlv(device, 0x1F41, octets(profile.software));
  zvt::append_tlv(device, 0x1F42, serial);
  zvt::append_tlv(device, 0x1F43, Bytes{status_});
  completion.object(0xE4, device);
  const auto day = std::chrono::floor<std::chrono::days>(clock(now));
  const std::chrono::year_month_day date(day);
  const std::chrono::hh_mm_ss time(std::chrono::floor<Seconds>(clock(now) - day));
  const auto number = [](auto value) { return static_cast<std::uint64_t>(value); };
  Bytes date_octets;
  zvt::append_bcd(date_octets,
                  number(static_cast<int>(date.year())) * 10'000 +
                      number(static_cast<unsigned>(date.month())) * 100 +
                      number(static_cast<unsigned>(date.day())),
                  4);
  Bytes time_octets;
  zvt::append_bcd(time_octets,
                  number(time.hours().count()) * 10'000 + number(time.minutes().count()) * 100 +
                      number(time.seconds().count()),
                  3);
  Bytes both;
  zvt::append_tlv(both, 0x1F0E, date_octets);
  zvt::append_tlv(both, 0x1F0F, time_octets);
  completion.object(0x34, both);
}

void Terminal::order_status(Moment now) {
  const auto asked = order().tlv({0x1F72});
  if (asked && !settings_.tells_cards) return refuse(kNotPossible, now);
  accept(now);
  const std::uint8_t service = order().octet(zvt::bmp::kService).value_or(0);
  Saying completion(zvt::kCompletion);
  if ((service & kWithoutSoftware) == 0) {
    const std::string& software = settings_.profile.software;
    for (const std::size_t divisor : {100U, 10U, 1U}) {
      completion.fields.octet(static_cast<std::uint8_t>(0xF0U | (software.size() / divisor % 10)));
    }
    completion.fields.octets(Bytes(software.begin(), software.end()));
  }
  completion.fields.octet(status_);
  const bool looks = asked && !asked->empty() && (*asked)[0] == 0x01;
  if (looks && card_ && !settings_.passes_over_cards) add_field_card(completion);
  const bool more = (service & kWithMore) != 0 || settings_.profile.tlv_unasked;
  if (tags() && more) add_device(completion, now);
  line_up(Step::Kind::last, std::move(completion));
}

// Feig: device, software, terminal and temperature, as text of fixed widths.
void Terminal::order_system(Moment now) {
  const Bytes function{0x00, 0x01};
  if (!settings_.profile.system_information || order().data != function) {
    return refuse(kNotPossible, now);
  }
  accept(now);
  constexpr std::size_t kShortSoftware = 17;
  std::string software = settings_.profile.software.substr(0, settings_.profile.software.find(';'));
  software.resize(kShortSoftware, ' ');
  const std::string text =
      fmt::format("{:08X}{}{:08}24.4", settings_.serial, software, settings_.terminal_id);
  Saying completion(zvt::kCompletion);
  completion.fields.octets(Bytes(text.begin(), text.end()));
  line_up(Step::Kind::last, std::move(completion));
}

void Terminal::order_initialisation(Moment now) {
  accept(now);
  line_up_progress(kInitialises);
  if (!host_.up()) return line_up_abort(Host::kNoConnection);
  wanted_ &= static_cast<std::uint8_t>(~kWantsInitialisation);
  if (one_of(status_, {kStateInitialise, kStateActivate})) status_ = 0;
  line_up_completion();
}

void Terminal::order_diagnosis(Moment now) {
  accept(now);
  line_up_progress(kDiagnosis);
  if (!host_.up()) return line_up_abort(Host::kNoConnection);
  wanted_ &= static_cast<std::uint8_t>(~kWantsDiagnosis);
  if (status_ == kStateDiagnose) status_ = 0;
  line_up_paper(report("Diagnose", clock(now), letterhead(), {{"Host", "erreichbar"}}), false);
  line_up_completion();
}

// Only between two days' ends: what is in the store belongs to the old number.
void Terminal::order_set_terminal(Moment now) {
  accept(now);
  const auto id = order().number(zvt::bmp::kTerminalId);
  if (!id) return line_up_abort(kBadOrder);
  if (!turnover_.all().empty()) return line_up_abort(kDayIsOpen);
  settings_.terminal_id = static_cast<std::uint32_t>(*id);
  line_up_completion();
}

void Terminal::order_set_clock(Moment now) {
  accept(now);
  const auto date = order().number(zvt::bmp::kDateWithYear);
  const auto time_day = order().number(zvt::bmp::kTime);
  const auto set = date && time_day ? moment_of(*date, *time_day) : std::nullopt;
  if (!set) return line_up_abort(kBadOrder);
  clock_offset_ = *set - now.utc;
  if (status_ == kStateClock) status_ = 0;
  line_up_completion();
}

void Terminal::order_configuration(Moment now) {
  accept(now);
  const Profile& profile = settings_.profile;
  line_up_paper(report("Konfiguration", clock(now), letterhead(),
                       {{"Gerät", profile.device}, {"Software", profile.software}}),
                false);
  line_up_completion();
}

// Lines in bitmaps F1 to F8 or E1 to E8, or in tag 24.
void Terminal::order_text(Moment now) {
  accept(now);
  shown_.clear();
  const auto charset = till_.utf8 ? zvt::Charset::utf8 : zvt::Charset::cp437;
  for (const zvt::Part& part : order().parts) {
    const bool line =
        (part.tag >= 0xF1 && part.tag <= 0xF8) || (part.tag >= 0xE1 && part.tag <= 0xE8);
    if (line && shown_.size() < kMostLines) {
      shown_.push_back(zvt::text_of(order().value(part), charset));
    }
  }
  if (const auto texts = order().tlv({0x24})) {
    const auto objects = zvt::read_tlvs(*texts);
    for (std::size_t at = 0; objects && at < objects->size() && shown_.size() < kMostLines; ++at) {
      if ((*objects)[at].tag == 0x07) shown_.push_back(zvt::text_of((*objects)[at].value, charset));
    }
  }
  line_up_completion();
}

// Taken notice of, and nothing to be seen of it.
void Terminal::order_nothing(Moment now) {
  accept(now);
  line_up_completion();
}

// The answer is all of it.
void Terminal::order_service_mode(Moment now) {
  accept(now);
}

void Terminal::order_restart(Moment now) {
  accept(now);
  line_up_completion();
  dialogue_->restarts = kRestart;
}

}  // namespace kerb::hal::simulated::terminal
