#include "kiosk/runtime/card_terminal.hpp"

#include <charconv>
#include <utility>

#include "hal/zvt/serial_line.hpp"
#include "hal/zvt/tcp_line.hpp"
#include "payment/gateway/guarded_file.hpp"

namespace kerb::kiosk {
namespace {

namespace terminals = payment::terminal;

constexpr std::size_t kMostPasswordDigits = 6;

// A file of its own: whoever can read the configuration cannot reset the terminal.
hal::Result<hal::zvt::Password> password_in(const std::filesystem::path& file) {
  if (file.empty()) return hal::zvt::Password{0};
  auto text = payment::gateway::read_guarded_file(file, "terminal.password_file");
  if (!text) return tl::make_unexpected(std::move(text.error()));
  const hal::ByteView octets = text->reveal();
  const std::string content(octets.begin(), octets.end());
  const std::string_view digits = payment::gateway::trimmed(content);
  hal::zvt::Password password = 0;
  const auto [end, problem] =
      std::from_chars(digits.data(), digits.data() + digits.size(), password);
  const bool right = problem == std::errc{} && end == digits.data() + digits.size() &&
                     digits.size() <= kMostPasswordDigits;
  if (!right) {
    return hal::failure("terminal.password_file", "reading " + file.string(),
                        "it must hold the terminal's password, at most six digits");
  }
  return password;
}

hal::Result<hal::zvt::TerminalSettings> settings_with_password(const TerminalConfig& config) {
  auto password = password_in(config.password_file);
  if (!password) return tl::make_unexpected(std::move(password.error()));
  hal::zvt::TerminalSettings settings = config.settings;
  settings.password = *password;
  return settings;
}

std::filesystem::path book_file(const Config& config) {
  std::filesystem::path file = config.journal_file;
  file += "-terminal";
  return file;
}

std::filesystem::path day_file(const Config& config) {
  std::filesystem::path file = config.journal_file;
  file += "-terminal-day";
  return file;
}

terminals::ProviderSettings provider_settings(const TerminalConfig& config,
                                              hal::zvt::Password password) {
  terminals::ProviderSettings settings = config.provider;
  settings.password = password;
  return settings;
}

std::unique_ptr<hal::zvt::Line> line_to(const hal::zvt::TerminalSettings& settings) {
  if (!settings.device.empty()) {
    return std::make_unique<hal::zvt::SerialLine>(settings.device, settings.speed);
  }
  return std::make_unique<hal::zvt::TcpLine>(settings.host, settings.port);
}

}  // namespace

CardTerminal::CardTerminal(const TerminalConfig& config, const hal::zvt::TerminalSettings& settings,
                           std::unique_ptr<terminals::OrderBook> book,
                           std::unique_ptr<terminals::DayBook> day_book,
                           std::function<void(const std::string&)> log)
    : book_(std::move(book)),
      day_book_(std::move(day_book)),
      terminal_(settings, line_to(settings), clock_),
      day_(terminal_, *book_, *day_book_, settings.password),
      provider_(terminal_, *book_, provider_settings(config, settings.password)),
      shared_(terminal_, provider_) {
  shared_.count_for(day_);
  terminal_.on_message([log = std::move(log)](bool ours, const std::string& words) {
    log((ours ? "to the terminal: " : "from the terminal: ") + words);
  });
}

hal::Result<std::unique_ptr<CardTerminal>> CardTerminal::open(
    const Config& config, std::function<void(const std::string&)> log) {
  auto settings = settings_with_password(config.terminal);
  if (!settings) return tl::make_unexpected(std::move(settings.error()));
  auto book = terminals::OrderBook::open(book_file(config));
  if (!book) return tl::make_unexpected(std::move(book.error()));
  auto day_book = terminals::DayBook::open(day_file(config));
  if (!day_book) return tl::make_unexpected(std::move(day_book.error()));
  return std::unique_ptr<CardTerminal>(new CardTerminal(
      config.terminal, *settings, *std::move(book), *std::move(day_book), std::move(log)));
}

hal::Result<CardTerminalSeen> look_at_card_terminal(const Config& config) {
  auto settings = settings_with_password(config.terminal);
  if (!settings) return tl::make_unexpected(std::move(settings.error()));
  auto book = terminals::OrderBook::open(book_file(config));
  if (!book) return tl::make_unexpected(std::move(book.error()));
  auto day_book = terminals::DayBook::open(day_file(config));
  if (!day_book) return tl::make_unexpected(std::move(day_book.error()));
  const hal::SystemClock clock;
  hal::zvt::Terminal terminal(*settings, line_to(*settings), clock);
  auto portrait = terminal.meet();
  if (!portrait) return tl::make_unexpected(std::move(portrait.error()));
  CardTerminalSeen seen{*portrait, terminal.look_for_card().has_value(), 0, {}};
  if (const auto open = terminal.open_reservations()) {
    seen.open_reservations = open->receipts.size();
  }
  const terminals::TerminalProvider provider(terminal, **book, config.terminal.provider);
  for (terminals::Concern& concern : provider.concerns()) {
    seen.concerns.push_back(std::move(concern.what));
  }
  for (const terminals::DayDifference& one : (*day_book)->content().differences) {
    seen.concerns.push_back(terminals::words_for(one));
  }
  return seen;
}

}  // namespace kerb::kiosk
