// The approved payment terminal beside the screen, which reads the bank cards where there is one.
#include "hal/zvt/serial_line.hpp"
#include "hal/zvt/settings.hpp"
#include "kiosk/config/rules.hpp"
#include "kiosk/config/sections.hpp"

namespace kerb::kiosk::config {
namespace {

bool is_terminal_address(std::string_view text) {
  if (hal::zvt::is_serial_device(text)) return true;
  std::string host;
  int port = 1;
  return hal::zvt::read_address(text, host, port).has_value();
}

bool is_terminal_number(std::string_view text) {
  return text.find_first_not_of("0123456789") == std::string_view::npos;
}

bool is_serial_number(std::string_view text) {
  return text.find_first_not_of("0123456789ABCDEF") == std::string_view::npos;
}

// PA00P015, ch. 12: the ids of the card types that a host may treat in its own way.
struct CardWord {
  std::string_view word;
  std::uint8_t type;
};
constexpr CardWord kCardWords[] = {{"girocard", 5}, {"mastercard", 6}, {"amex", 8},
                                   {"visa", 10},    {"vpay", 13},      {"maestro", 46}};

bool is_card_word(std::string_view text) {
  return std::any_of(std::begin(kCardWords), std::end(kCardWords),
                     [&](const CardWord& card) { return card.word == text; });
}

// PA00P016, ch. 3: terminals know these two.
class LineSpeed {
 public:
  Accepted<int> operator()(const Value& value) const {
    const auto* speed = std::get_if<std::int64_t>(&value.content);
    if (speed == nullptr) return wrong_type(right());
    for (const int known : {hal::zvt::SerialLine::kSlow, hal::zvt::SerialLine::kFast}) {
      if (*speed == known) return known;
    }
    return out_of_range(right());
  }
  std::string right() const { return "9600 or 115200 bit/s, as the terminal is set"; }
};

}  // namespace

void read_terminal(Section terminal, const std::filesystem::path& folder, Config& config) {
  using hal::zvt::Kind;
  using payment::terminal::Booking;
  static const OneOf<Kind> kinds(
      {{"generic", Kind::generic}, {"feig-cvend", Kind::feig_cvend}, {"ccv-rea", Kind::ccv_rea}});
  static const OneOf<Booking> bookings(
      {{"book_total", Booking::book_total}, {"partial_reversal", Booking::partial_reversal}});
  static const Text card(
      4, 10, is_card_word,
      "one of \"girocard\", \"mastercard\", \"amex\", \"visa\", \"vpay\", \"maestro\"");
  TerminalConfig& own = config.terminal;
  own.used = terminal.may("kind", own.settings.kind, kinds);
  const hal::zvt::Profile& profile = hal::zvt::profile_of(own.settings.kind);
  own.settings.port = profile.port;
  own.settings.currency = config.price.currency.numeric;
  own.provider.names_holds = profile.takes_reference;

  std::string address;
  const Text where(1, 260, is_terminal_address,
                   "a host name or an IP address, like \"192.168.1.60\" or "
                   "\"192.168.1.60:22000\", or a serial device, like \"/dev/ttyS1\"");
  const bool given =
      own.used ? terminal.need("address", address, where) : terminal.may("address", address, where);
  const bool serial = hal::zvt::is_serial_device(address);
  if (serial) own.settings.device = address;
  if (given && !serial) {
    (void)hal::zvt::read_address(address, own.settings.host, own.settings.port);
  }
  terminal.may("serial_speed", own.settings.speed, LineSpeed());
  terminal.may("password_file", own.password_file, PathFrom(folder));
  terminal.may("terminal_id", own.settings.terminal_id,
               Text(8, 8, is_terminal_number, "the eight digits of its terminal id"));
  terminal.may(
      "serial", own.settings.serial,
      Text(2, 32, is_serial_number, "its serial number in hex, as `kerb doctor` shows it"));
  terminal.may("booking", own.provider.booking, bookings);
  for (const auto& [key, how] : {std::pair{"partly_reversed", Booking::partial_reversal},
                                 std::pair{"booked_in_total", Booking::book_total}}) {
    std::vector<std::string> words;
    if (!terminal.may(key, words, ListOf(0, std::size(kCardWords), card))) continue;
    for (const CardWord& one : kCardWords) {
      const bool listed = std::find(words.begin(), words.end(), one.word) != words.end();
      if (listed) own.provider.by_card_type[one.type] = how;
    }
  }
  std::string hour;
  if (terminal.may("end_of_day", hour,
                   Text(5, 5, is_time_of_day, "a time of day, like \"03:30\""))) {
    own.end_of_day = hal::Minutes(std::stoi(hour.substr(0, 2)) * 60 + std::stoi(hour.substr(3)));
  }
  terminal.may("raises_holds", own.provider.raises_holds, YesNo());
  terminal.may("mirrors_receipts", own.settings.mirrors_receipts, YesNo());
  terminal.may("numbers_messages", own.settings.numbers_messages, YesNo());
  int days = static_cast<int>(own.provider.hold_lasts.count());
  if (terminal.may("reservation_days", days, Whole(1, 30, "days"))) {
    own.provider.hold_lasts = std::chrono::days(days);
  }
  terminal.finish();
}

}  // namespace kerb::kiosk::config
