#include "hal/zvt/terminal.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cassert>

#include "hal/zvt/bcd.hpp"
#include "hal/zvt/words.hpp"

namespace kerb::hal::zvt {
namespace {

// Kerb builds the receipts, so the answer to 04 0F is the one that commits (PA00P015, 2.2.8).
constexpr std::uint8_t kConfig =
    kPaymentReceiptByUs | kAdminReceiptByUs | kTellsProgress | kPaymentsByUsOnly | kAdminByUsOnly;
constexpr std::uint8_t kUtf8Charset = 0xFE;
constexpr std::size_t kMostMessages = 20'000;  // in one dialogue
// PA00P015, 2.2.9: who is told 84 9C asks again two seconds later. T3 ends whatever it waits for.
constexpr Millis kBusyPause{2'000};
constexpr int kMostTimesBusy = 5;
// [EV]: id of the device in eight characters, then version, terminal and temperature.
constexpr std::size_t kFeigSerial = 8;

// Said outside of any dialogue: acknowledged, so that it is not said for ever. A payment is not: it
// would stand without anybody having written it down.
bool is_harmless(const Frame& frame) {
  return !is_answer(frame.command) && frame.command != kStatusInformation;
}

tl::unexpected<Error> told_no(const Outcome& outcome, std::string_view what) {
  const bool silent = outcome.how == Outcome::How::lost || outcome.how == Outcome::How::not_sent;
  return failure(
      silent ? "zvt.silent" : "zvt.refused",
      fmt::format("{}: {}", what,
                  silent ? outcome.detail : with_words(outcome.code, result_words(outcome.code))),
      silent ? "is it a terminal that speaks ZVT, and free for a cash register?"
             : "is the password in [terminal] right, and the terminal set up?");
}

}  // namespace

Terminal::Terminal(TerminalSettings settings, std::unique_ptr<Line> line, const Clock& clock,
                   DialogueTimes times)
    : settings_(std::move(settings)), line_(std::move(line)), clock_(clock), times_(times) {}

Terminal::~Terminal() = default;

void Terminal::tell(bool ours, const Frame& frame, Command running) const {
  if (!witness_) return;
  const auto message = decode(frame, running);
  witness_(ours, message ? words_for(*message, charset_) : message.error().tried);
}

bool Terminal::send(const Frame& frame) {
  tell(true, frame, 0);
  return line_->send(frame).has_value();
}

Outcome Terminal::outcome_of(Dialogue& dialogue) const {
  Outcome outcome;
  outcome.status = dialogue.status();
  outcome.status_message = dialogue.status_message();
  outcome.end = dialogue.end_message();
  outcome.printed = dialogue.printed();
  outcome.code = dialogue.code();
  switch (dialogue.ending()) {
    case Ending::refused:
      outcome.how = Outcome::How::refused;
      break;
    case Ending::aborted:
      outcome.how = Outcome::How::aborted;
      if (outcome.end) {
        const Status end = status_in(*outcome.end, charset_);
        if (!outcome.status) outcome.status = end;
      }
      break;
    case Ending::silent:
      outcome.how = Outcome::How::lost;
      outcome.detail = "the terminal says nothing more";
      break;
    case Ending::completed:
    case Ending::none:
      outcome.how = Outcome::How::completed;
      break;
  }
  return outcome;
}

Outcome Terminal::lost_outcome(Dialogue& dialogue, std::string detail) {
  Outcome outcome = outcome_of(dialogue);
  outcome.how = Outcome::How::lost;
  outcome.detail = std::move(detail);
  line_->close();
  return outcome;
}

// Until the dialogue is over or waits for commit().
Outcome Terminal::drive(Dialogue& dialogue) {
  for (std::size_t messages = 0; messages < kMostMessages; ++messages) {
    if (dialogue.over() || dialogue.wants_commit()) return outcome_of(dialogue);
    const Monotonic now = clock_.monotonic();
    if (now >= dialogue.deadline()) {
      dialogue.expire();
      line_->close();  // what comes late must not be taken for the answer to something else
      return outcome_of(dialogue);
    }
    auto received = line_->receive(dialogue.deadline() - now);
    if (!received) return lost_outcome(dialogue, received.error().tried);
    if (!*received) continue;
    tell(false, **received, running_);
    auto reaction = dialogue.take(std::move(**received), clock_.monotonic());
    if (reaction.progress && progress_) progress_(*reaction.progress);
    if (reaction.answer && !send(*reaction.answer) && !dialogue.over()) {
      return lost_outcome(dialogue, "the line broke while Kerb answered");
    }
  }
  return lost_outcome(dialogue, "the terminal talks without end");
}

Outcome Terminal::run_on_open_line(const Frame& command) {
  auto dialogue = std::make_unique<Dialogue>(command, times_, clock_.monotonic(), charset_, kept_);
  running_ = command.command;
  // A frame that was torn on its way may still be whole at the other end.
  if (!send(command)) return lost_outcome(*dialogue, "the line broke while Kerb sent");
  Outcome outcome = drive(*dialogue);
  if (dialogue->wants_commit()) {
    dialogue_ = std::move(dialogue);
    commit_until_ = clock_.monotonic() + times_.answer;
  }
  return outcome;
}

Outcome Terminal::run(const Frame& command) {
  Outcome outcome;
  for (int times = 0; times < kMostTimesBusy; ++times) {
    if (const auto here = meet(); !here) {
      outcome = Outcome{};
      outcome.detail = here.error().sentence();
      return outcome;
    }
    outcome = run_on_open_line(command);
    if (outcome.how != Outcome::How::refused || outcome.code != code::kNotYet) return outcome;
    // It did not begin: it still ends the dialogue before. Whatever it says of that is for nobody.
    const Monotonic until = clock_.monotonic() + kBusyPause;
    while (line_->is_open() && clock_.monotonic() < until) {
      const auto late = line_->receive(until - clock_.monotonic());
      if (late && *late && is_harmless(**late) && !send(positive())) break;
    }
  }
  return outcome;
}

Outcome Terminal::commit() {
  assert(dialogue_);
  const auto dialogue = std::move(dialogue_);
  kept_ = dialogue->status()->name;
  if (!send(dialogue->commit(clock_.monotonic()))) {
    return lost_outcome(*dialogue, "the line broke while Kerb committed");
  }
  return drive(*dialogue);
}

void Terminal::drop() {
  dialogue_.reset();
  line_->close();
}

Result<void> Terminal::register_here(Portrait& portrait) {
  charset_ = Charset::cp437;
  const bool offers = profile_of(settings_.kind).offers_utf8;
  const Outcome outcome =
      run_on_open_line(registration(settings_.password, kConfig, settings_.currency, offers));
  if (outcome.how != Outcome::How::completed || !outcome.end) {
    return told_no(outcome, "registering at the terminal");
  }
  if (const auto id = outcome.end->bitmap(bmp::kTerminalId)) portrait.terminal_id = to_hex(*id);
  portrait.registered = outcome.end->octet(bmp::kPaymentType).value_or(0);
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
  const std::string_view product = profile_of(settings_.kind).product;
  if (!product.empty() && !portrait.device.empty() &&
      portrait.device.find(product) == std::string::npos) {
    return failure("zvt.other_kind",
                   fmt::format("meeting the terminal: it is a {}, and [terminal] says {}",
                               portrait.device, profile_of(settings_.kind).name),
                   "set the kind in [terminal] that belongs to it");
  }
  const auto differs = [](const std::string& wanted, const std::string& seen) {
    return !wanted.empty() && wanted != seen;
  };
  const bool other_id = differs(settings_.terminal_id, portrait.terminal_id);
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

Result<std::optional<CardSeen>> Terminal::look_for_card() {
  const Outcome outcome = run(card_enquiry(settings_.password));
  if (outcome.how != Outcome::How::completed || !outcome.end) {
    return told_no(outcome, "asking the terminal for a card");
  }
  return card_in(*outcome.end);
}

Result<OpenReservations> Terminal::open_reservations() {
  const Outcome outcome = run(zvt::open_reservations());
  if (outcome.how != Outcome::How::aborted || outcome.code != code::kOpenReservations ||
      !outcome.end) {
    return told_no(outcome, "asking the terminal which reservations are open");
  }
  OpenReservations open;
  std::vector<std::uint16_t>& receipts = open.receipts;
  const auto add = [&](ByteView value) {
    const auto number = from_bcd(value);
    if (!number || value.size() != 2) return;  // FF FF: none
    const auto receipt = static_cast<std::uint16_t>(*number);
    if (std::find(receipts.begin(), receipts.end(), receipt) == receipts.end()) {
      receipts.push_back(receipt);
    }
  };
  for (const Part& part : outcome.end->parts) {
    if (part.kind == Part::Kind::bitmap && part.tag == bmp::kReceipt) add(outcome.end->value(part));
  }
  const auto list = outcome.end->tlv({0x23});
  open.complete = receipts.empty() || list;
  if (list) {
    for (const Tlv& object : read_tlvs(*list).value_or(std::vector<Tlv>{})) {
      if (object.tag == 0x08) add(object.value);
    }
  }
  return open;
}

}  // namespace kerb::hal::zvt
