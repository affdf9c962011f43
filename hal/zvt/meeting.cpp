// How a terminal is met: it is registered at, asked who it is, found to be the right one, and put in
// order where it asks for that.
#include <fmt/format.h>

#include <algorithm>

#include "hal/zvt/refused.hpp"

namespace kerb::hal::zvt {
namespace {

// Kerb builds the receipts, so the answer to 04 0F is the one that commits (PA00P015, 2.2.8).
constexpr std::uint8_t kConfig =
    kPaymentReceiptByUs | kAdminReceiptByUs | kTellsProgress | kPaymentsByUsOnly | kAdminByUsOnly;
constexpr std::uint8_t kUtf8Charset = 0xFE;
// [EV]: id of the device in eight characters, then version, terminal and temperature.
constexpr std::size_t kFeigSerial = 8;

constexpr std::uint8_t kWantsInitialisation = 0x01;
constexpr std::uint8_t kWantsDiagnosis = 0x02;
constexpr std::uint8_t kEmvConfiguration = 0x04;  // diagnosis, as [EV] runs it

bool is_one_of(std::uint8_t status, std::initializer_list<std::uint8_t> list) {
  return std::find(list.begin(), list.end(), status) != list.end();
}

// Status 51, C2, E4: [EV] gives id, diagnosis and initialisation in each of these cases.
bool wants_activation(const Portrait& portrait) {
  return is_one_of(portrait.status, {0x51, 0xC2, 0xE4});
}

bool has_no_id(const Portrait& portrait) {
  return wants_activation(portrait) &&
         portrait.terminal_id.find_first_not_of('0') == std::string::npos;
}

struct Chore {
  std::string_view what;
  Frame command;
};

std::vector<Chore> chores_for(const Portrait& portrait, const TerminalSettings& settings,
                              const WallClock& now) {
  std::vector<Chore> chores;
  if (has_no_id(portrait) && !settings.terminal_id.empty()) {
    chores.push_back(
        {"giving the terminal its id", set_terminal_id(settings.password, settings.terminal_id)});
  }
  if (portrait.status == 0x62) {
    chores.push_back({"setting the terminal's clock", set_clock(settings.password, now)});
  }
  if (wants_activation(portrait) || (portrait.registered & kWantsDiagnosis) != 0) {
    const bool feig = settings.kind == Kind::feig_cvend;
    chores.push_back({"diagnosis of the terminal",
                      diagnosis(feig ? std::optional(kEmvConfiguration) : std::nullopt)});
  }
  if (wants_activation(portrait) || (portrait.registered & kWantsInitialisation) != 0) {
    chores.push_back({"initialising the terminal", initialisation(settings.password)});
  }
  return chores;
}

}  // namespace

tl::unexpected<Error> told_no(const Outcome& outcome, std::string_view what) {
  const bool silent = outcome.how == Outcome::How::lost || outcome.how == Outcome::How::not_sent;
  return failure(
      silent ? "zvt.silent" : "zvt.refused",
      fmt::format("{}: {}", what,
                  silent ? outcome.detail : with_words(outcome.code, result_words(outcome.code))),
      silent ? "is it a terminal that speaks ZVT, and free for a cash register?"
             : "is the password in [terminal] right, and the terminal set up?");
}

Result<void> Terminal::register_here(Portrait& portrait) {
  charset_ = Charset::cp437;
  sequence_.reset();
  const bool offers = profile_of(settings_.kind).offers_utf8;
  Frame command = registration(settings_.password, kConfig, settings_.currency, offers);
  if (settings_.numbers_messages) command = numbered(std::move(command), 0);
  const Outcome outcome = run_on_open_line(command);
  if (outcome.how != Outcome::How::completed || !outcome.end) {
    return told_no(outcome, "registering at the terminal");
  }
  if (const auto id = outcome.end->bitmap(bmp::kTerminalId)) portrait.terminal_id = to_hex(*id);
  portrait.registered = outcome.end->octet(bmp::kPaymentType).value_or(0);
  sequence_ = sequence_in(*outcome.end);
  const auto charset = outcome.end->tlv({0x27, 0x14});
  if (charset && charset->size() == 1 && (*charset)[0] == kUtf8Charset) charset_ = Charset::utf8;
  return {};
}

Result<void> Terminal::ask_who_it_is(Portrait& portrait) {
  const Outcome outcome = run_on_open_line(status_enquiry(settings_.password));
  // Seen in the field: a terminal that does not know this command. What it does not tell stays
  // empty, and is missed only where the configuration names it.
  if (outcome.how == Outcome::How::lost) return told_no(outcome, "asking the terminal its status");
  if (outcome.end && outcome.how == Outcome::How::completed) {
    portrait.status = outcome.end->octet(Part::Kind::status).value_or(0);
    const auto text = [&](std::initializer_list<Tag> path) {
      const auto value = outcome.end->tlv(path);
      return value ? text_of(*value, charset_) : std::string{};
    };
    portrait.device = text({0xE4, 0x1F40});
    portrait.software = text({0xE4, 0x1F41});
    if (const auto serial = outcome.end->tlv({0xE4, 0x1F42})) portrait.serial = to_hex(*serial);
    if (const auto id = outcome.end->tlv({0x1F44}); id && portrait.terminal_id.empty()) {
      portrait.terminal_id = to_hex(*id);
    }
  }
  if (!profile_of(settings_.kind).has_system || !portrait.serial.empty()) return {};
  const Outcome system = run_on_open_line(feig_system());
  if (system.how == Outcome::How::lost) return told_no(system, "asking the terminal its serial");
  if (system.end && system.how == Outcome::How::completed) {
    const auto octets = system.end->find(Part::Kind::opaque);
    if (octets && octets->size() >= kFeigSerial) {
      portrait.serial = text_of(octets->first(kFeigSerial), charset_);
    }
  }
  return {};
}

Result<void> Terminal::check(const Portrait& portrait) const {
  for (const Kind kind : {Kind::generic, Kind::feig_cvend, Kind::ccv_rea}) {
    const std::string_view product = profile_of(kind).product;
    const bool is_one = portrait.device.find(product) != std::string::npos;
    const bool named = kind == settings_.kind;
    if (product.empty() || portrait.device.empty() || is_one == named ||
        (is_one && settings_.kind == Kind::generic)) {
      continue;
    }
    return failure("zvt.other_kind",
                   fmt::format("meeting the terminal: it is a {}, and [terminal] says {}",
                               portrait.device, profile_of(settings_.kind).name),
                   "set the kind in [terminal] that belongs to it");
  }
  const auto differs = [](const std::string& wanted, const std::string& seen) {
    return !wanted.empty() && wanted != seen;
  };
  // One that was never put into service has no id yet; put_in_order() gives it the configured one.
  const bool other_id =
      !has_no_id(portrait) && differs(settings_.terminal_id, portrait.terminal_id);
  if (!other_id && !differs(settings_.serial, portrait.serial)) return {};
  return failure(
      "zvt.other_terminal",
      fmt::format("meeting the terminal: its {} is {}, and [terminal] says {}",
                  other_id ? "id" : "serial number",
                  other_id ? portrait.terminal_id : portrait.serial,
                  other_id ? settings_.terminal_id : settings_.serial),
      "was it exchanged? If you did that yourself, write its new numbers into [terminal]; else "
      "take it out of service");
}

// An idle terminal says nothing: one that spoke or hung up meanwhile is met anew, before a command
// is risked on a line that may be dead.
bool Terminal::still_there() {
  if (!met()) return false;
  const auto spoken = line_->receive(Millis{0});
  if (spoken && *spoken) line_->close();
  return line_->is_open();
}

Result<Portrait> Terminal::meet() {
  if (closing_down_) return failure("zvt.lost", "meeting the terminal", "Kerb ends");
  if (dialogue_) drop();
  if (still_there()) return *portrait_;
  portrait_.reset();
  if (auto opened = line_->open(); !opened) return tl::make_unexpected(std::move(opened.error()));
  Portrait portrait;
  Result<void> done = register_here(portrait);
  if (done) done = ask_who_it_is(portrait);
  if (done) done = check(portrait);
  if (!done) {
    line_->close();
    return tl::make_unexpected(std::move(done.error()));
  }
  portrait_ = portrait;
  return portrait;
}

Result<Portrait> Terminal::put_in_order(const WallClock& now) {
  const auto met_now = meet();
  if (!met_now) return met_now;
  const std::vector<Chore> chores = chores_for(*met_now, settings_, now);
  if (chores.empty()) return met_now;
  for (const Chore& chore : chores) {
    const Outcome outcome = run(chore.command);
    if (outcome.how != Outcome::How::completed) return told_no(outcome, chore.what);
  }
  drop();  // its status is asked for anew
  return meet();
}

}  // namespace kerb::hal::zvt
