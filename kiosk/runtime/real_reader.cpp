#include "kiosk/runtime/real_reader.hpp"

#include <thread>
#include <utility>

#include "hal/libnfc/port.hpp"
#include "hal/libnfc/reader.hpp"
#include "hal/pcsc/reader.hpp"

namespace kerb::kiosk {
namespace {

constexpr std::string_view kLibnfc = "libnfc:";
constexpr std::string_view kPcsc = "pcsc:";
constexpr hal::Millis kChipAnswersWithin{2'500};
constexpr hal::Millis kBetweenQuestions{50};

template <typename Reader>
hal::Result<std::unique_ptr<hal::CardReader>> as_reader(
    hal::Result<std::unique_ptr<Reader>> reader) {
  if (!reader) return tl::make_unexpected(std::move(reader.error()));
  return std::unique_ptr<hal::CardReader>(std::move(*reader));
}

}  // namespace

hal::Result<std::unique_ptr<hal::CardReader>> open_reader(const ReaderConfig& config) {
  if (config.kind == ReaderKind::pcsc) return as_reader(hal::pcsc::Reader::create(config.name));
  const auto connection = hal::libnfc::read_connection(config.name);
  if (!connection) return tl::make_unexpected(connection.error());
  return std::unique_ptr<hal::CardReader>(std::make_unique<hal::libnfc::Reader>(*connection));
}

ReaderConfig reader_named(const std::string& wish) {
  if (wish.rfind(kLibnfc, 0) == 0) return {ReaderKind::libnfc, wish};
  if (wish == "pcsc") return {ReaderKind::pcsc, ""};
  if (wish.rfind(kPcsc, 0) == 0) return {ReaderKind::pcsc, wish.substr(kPcsc.size())};
  return {ReaderKind::pcsc, wish};
}

hal::Result<void> nfc_chip_answers(const std::string& name) {
  const auto connection = hal::libnfc::read_connection(name);
  if (!connection) return tl::make_unexpected(connection.error());
  // Let go again at once, for the reader's own process.
  if (const auto port = hal::libnfc::Port::claim(*connection); !port) {
    return tl::make_unexpected(port.error());
  }
  hal::libnfc::Reader reader(*connection);
  const auto deadline = std::chrono::steady_clock::now() + kChipAnswersWithin;
  while (!reader.present()) {
    if (std::chrono::steady_clock::now() > deadline) {
      const auto silence = reader.wait_for_card(hal::Millis{0});
      return hal::failure("reader.no_answer", silence ? reader.name() : silence.error().detail,
                          "Is it a PN532 with its switches set to HSU (UART), its TX at the "
                          "port's RX and the other way round, with power, and of that speed?");
    }
    std::this_thread::sleep_for(kBetweenQuestions);
  }
  return {};
}

}  // namespace kerb::kiosk
