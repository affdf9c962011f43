#include <openssl/rand.h>

#include <chrono>
#include <fstream>
#include <iostream>

#include "hal/pcsc/reader.hpp"
#include "hal/simulated/deck.hpp"
#include "hal/simulated/reader.hpp"
#include "hal/simulated/transcript.hpp"
#include "kiosk/commands/commands.hpp"
#include "payment/emv/card_report.hpp"
#include "payment/emv/transaction.hpp"

namespace kerb::kiosk {
namespace {

hal::Result<std::unique_ptr<hal::CardReader>> open_transcript(const std::filesystem::path& file) {
  constexpr std::size_t kMost = 1 << 20;
  std::ifstream stream(file, std::ios::binary);
  std::string text(kMost + 1, '\0');
  stream.read(text.data(), static_cast<std::streamsize>(text.size()));
  if (stream.bad() || !stream.eof()) {
    return hal::failure("card.no_transcript", "reading " + file.string(),
                        "name a file of at most a megabyte that you may read");
  }
  text.resize(static_cast<std::size_t>(stream.gcount()));
  auto exchanges = hal::simulated::read_transcript(text, file.string());
  if (!exchanges) return tl::make_unexpected(exchanges.error());
  return std::unique_ptr<hal::CardReader>(
      std::make_unique<hal::simulated::TranscriptReader>(std::move(*exchanges)));
}

hal::Result<std::unique_ptr<hal::CardReader>> open_reader(const std::string& wish) {
  constexpr std::string_view kTranscript = "transcript:";
  if (wish.starts_with(kTranscript)) return open_transcript(wish.substr(kTranscript.size()));
  constexpr std::string_view kSimulated = "simulated:";
  if (wish.rfind(kSimulated, 0) != 0) {
    auto reader = hal::pcsc::Reader::create(wish);
    if (!reader) return tl::make_unexpected(reader.error());
    return std::unique_ptr<hal::CardReader>(std::move(*reader));
  }
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

int report_tap(hal::CardReader& reader, const payment::emv::Terminal& terminal,
               const payment::Money& amount, bool json) {
  payment::emv::Transaction transaction;
  transaction.amount = amount;
  transaction.at = today();
  if (RAND_bytes(transaction.unpredictable_number.data(), 4) != 1) std::abort();
  payment::emv::CardReport report;
  auto last = std::chrono::steady_clock::now();
  const auto observe = [&](const payment::emv::Step& step) {
    const auto now = std::chrono::steady_clock::now();
    report.add(step, std::chrono::duration_cast<std::chrono::microseconds>(now - last));
    last = now;
  };
  const auto outcome = payment::emv::run(
      terminal, transaction, [&](hal::ByteView command) { return reader.transceive(command); },
      observe);
  report.finish(outcome);
  std::cout << (json ? report.json() + "\n" : report.text());
  return outcome.kind == payment::emv::OutcomeKind::online_request ? 0 : 1;
}

}  // namespace

int card_command(const CardCommand& command) {
  const auto amount = payment::Money::from_decimal(command.amount, payment::Currency{});
  if (!amount || amount->minor() <= 0) {
    return complain({"card.amount", "--amount " + command.amount, "an amount such as 50.00"});
  }
  auto reader = open_reader(command.reader);
  if (!reader) return complain(reader.error());
  const auto kiosk = terminal();
  if (!kiosk) return complain(kiosk.error());
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
                               : "a storage card, uid " + uid + "\n");
    return 0;
  }
  return report_tap(**reader, *kiosk, *amount, command.json);
}

}  // namespace kerb::kiosk
