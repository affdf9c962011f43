#include <openssl/rand.h>

#include <chrono>
#include <iostream>

#include "hal/bounded_file.hpp"
#include "hal/simulated/deck.hpp"
#include "hal/simulated/reader.hpp"
#include "hal/simulated/transcript.hpp"
#include "kiosk/commands/commands.hpp"
#include "kiosk/runtime/real_reader.hpp"
#include "payment/emv/ca_keys.hpp"
#include "payment/emv/card_report.hpp"
#include "payment/emv/terminal_profile.hpp"
#include "payment/tapped_card.hpp"

namespace kerb::kiosk {
namespace {

hal::Result<std::string> text_in(const std::filesystem::path& file) {
  auto text = hal::read_bounded_file(file, 1 << 20);
  if (text) return std::move(*text);
  return hal::failure("card.no_file", "reading " + file.string(),
                      "name a file of at most a megabyte that you may read");
}

hal::Result<std::unique_ptr<hal::CardReader>> open_transcript(const std::filesystem::path& file) {
  const auto text = text_in(file);
  if (!text) return tl::make_unexpected(text.error());
  auto exchanges = hal::simulated::read_transcript(*text, file.string());
  if (!exchanges) return tl::make_unexpected(exchanges.error());
  return std::unique_ptr<hal::CardReader>(
      std::make_unique<hal::simulated::TranscriptReader>(std::move(*exchanges)));
}

hal::Result<std::unique_ptr<hal::CardReader>> wished_reader(const std::string& wish) {
  constexpr std::string_view kTranscript = "transcript:";
  if (wish.starts_with(kTranscript)) return open_transcript(wish.substr(kTranscript.size()));
  constexpr std::string_view kSimulated = "simulated:";
  if (wish.rfind(kSimulated, 0) != 0) return open_reader(reader_named(wish));
  auto dealt = hal::simulated::deal(wish.substr(kSimulated.size()));
  if (!dealt) {
    std::string names;
    for (const auto& known : hal::simulated::deck()) names += "; " + known.name;
    return hal::failure("card.no_such_card", "--reader " + wish,
                        "there are" + names.substr(1) +
                            "; and each of them with \" torn at N\", where N is a command");
  }
  auto reader = std::make_unique<hal::simulated::Reader>();
  reader->tap(std::move(dealt->card), dealt->leaves_after);
  return std::unique_ptr<hal::CardReader>(std::move(reader));
}

// The fingerprint is of no use here: a key of its own for every run.
hal::Result<payment::emv::Terminal> terminal() {
  hal::Bytes key(32);
  if (RAND_bytes(key.data(), static_cast<int>(key.size())) != 1) {
    return hal::failure("card.random", "drawing random octets",
                        "is the system's random source there?");
  }
  const payment::Currency euro{};
  return payment::emv::no_pin_kiosk("DE", euro, payment::Money(5001, euro),
                                    payment::Secret(std::move(key)));
}

payment::emv::LocalTime today() {
  const auto now = std::chrono::floor<std::chrono::days>(std::chrono::system_clock::now());
  const std::chrono::year_month_day date(now);
  payment::emv::LocalTime at;
  at.year = static_cast<int>(date.year());
  at.month = static_cast<int>(static_cast<unsigned>(date.month()));
  at.day = static_cast<int>(static_cast<unsigned>(date.day()));
  return at;
}

std::string fault_word(hal::ReaderFault fault) {
  switch (fault) {
    case hal::ReaderFault::no_card:
      return "no card came";
    case hal::ReaderFault::card_gone:
      return "the card left too early";
    case hal::ReaderFault::several_cards:
      return "there is more than one card";
    case hal::ReaderFault::unreadable:
      return "the card cannot be read";
    case hal::ReaderFault::reader_gone:
      return "no reader answers";
    case hal::ReaderFault::cancelled:
      return "it was cancelled";
  }
  return "it failed";
}

// What a charging station can do with a card that does not pay.
std::string number_words(const hal::Bytes& uid) {
  const std::string number = uid.empty() ? "no uid" : "uid " + hal::to_hex(uid);
  switch (payment::worth_of(uid)) {
    case payment::UidWorth::names_it:
      return number + ": may be a charging card, by this number";
    case payment::UidWorth::changing:
      return number + ": another one at every tap, so it cannot be a charging card";
    case payment::UidWorth::placeholder:
      return number + ": many cards have it, so it cannot be a charging card";
    case payment::UidWorth::cut_off:
      return number + ": only the beginning of a number; does the reader give all of it?";
    case payment::UidWorth::wrong_length:
      break;
  }
  return number + ": not of 4, 7 or 10 octets, so it cannot be a charging card";
}

// The station's kind of terminal, today, with a fresh number; then whatever the files say.
hal::Result<payment::emv::TerminalProfile> profile_for(const CardCommand& command,
                                                       const payment::Money& amount) {
  auto kiosk = terminal();
  if (!kiosk) return tl::make_unexpected(kiosk.error());
  payment::emv::TerminalProfile profile{std::move(*kiosk), {}};
  profile.transaction.amount = amount;
  profile.transaction.at = today();
  if (RAND_bytes(profile.transaction.unpredictable_number.data(), 4) != 1) std::abort();
  if (!command.ca_keys.empty()) {
    const auto text = text_in(command.ca_keys);
    if (!text) return tl::make_unexpected(text.error());
    auto keys = payment::emv::read_ca_keys(*text, command.ca_keys.string());
    if (!keys) return tl::make_unexpected(keys.error());
    profile.terminal.ca_keys = std::move(keys->keys);
    profile.terminal.revoked = std::move(keys->revoked);
  }
  if (command.profile.empty()) return profile;
  const auto text = text_in(command.profile);
  if (!text) return tl::make_unexpected(text.error());
  return payment::emv::read_terminal_profile(*text, command.profile.string(), std::move(profile));
}

int report_tap(hal::CardReader& reader, const hal::CardInField& card,
               const payment::emv::TerminalProfile& profile, bool json) {
  payment::emv::CardReport report;
  auto last = std::chrono::steady_clock::now();
  const auto observe = [&](const payment::emv::Step& step) {
    const auto now = std::chrono::steady_clock::now();
    report.add(step, std::chrono::duration_cast<std::chrono::microseconds>(now - last));
    last = now;
  };
  const auto outcome = payment::emv::run(
      profile.terminal, profile.transaction,
      [&](hal::ByteView command) { return reader.transceive(command); }, observe,
      [&](const payment::emv::UiRequest& request) { report.show(request); });
  report.finish(outcome);
  std::cout << (json ? report.json() + "\n" : report.text());
  if (!json && outcome.no_payment_application) {
    std::cout << "no payment card, " << number_words(card.uid) << '\n';
  }
  return outcome.presentation ? 0 : 1;
}

}  // namespace

int card_command(const CardCommand& command) {
  const auto amount = payment::Money::from_decimal(command.amount, payment::Currency{});
  if (!amount || amount->minor() <= 0) {
    return complain({"card.amount", "--amount " + command.amount, "an amount such as 50.00"});
  }
  auto reader = wished_reader(command.reader);
  if (!reader) return complain(reader.error());
  const auto profile = profile_for(command, *amount);
  if (!profile) return complain(profile.error());
  if (!command.json)
    std::cout << "reader: " << (*reader)->name() << "\nhold a card to it\n" << std::flush;
  const auto card = (*reader)->wait_for_card(hal::Seconds{command.wait_seconds});
  if (!card) {
    return complain({"card.not_read", "waiting for a card",
                     fault_word(card.error().fault) + " (" + card.error().detail + ")"});
  }
  if (!card->speaks_apdu) {
    const std::string uid = hal::to_hex(card->uid);
    std::cout << (command.json ? "{\"uid\":\"" + uid + "\"}\n"
                               : "a storage card, " + number_words(card->uid) + "\n");
    return 0;
  }
  return report_tap(**reader, *card, *profile, command.json);
}

}  // namespace kerb::kiosk
