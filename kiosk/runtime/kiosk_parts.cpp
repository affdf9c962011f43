#include "kiosk/runtime/kiosk_parts.hpp"

#include <openssl/rand.h>

#include <algorithm>
#include <array>
#include <cstdlib>

#include "hal/replaced_file.hpp"
#include "kiosk/runtime/scheme_keys.hpp"
#include "payment/charger_cards.hpp"
#include "payment/charging_card_list.hpp"
#include "payment/gateway/guarded_file.hpp"

namespace kerb::kiosk {
namespace {

constexpr std::size_t kKeyOctets = 32;

hal::Bytes random_octets(std::size_t count) {
  hal::Bytes octets(count);
  // Without randomness there is no safe key and no unique session: better not to run at all.
  if (RAND_bytes(octets.data(), static_cast<int>(count)) != 1) std::abort();
  return octets;
}

// A full disk or a power cut must not leave half a key, for Kerb would never start again.
hal::Result<void> make_key_file(const std::filesystem::path& file) {
  const std::string text = hal::to_hex(random_octets(kKeyOctets)) + "\n";
  if (const std::error_code problem = hal::replace_file(file, text)) {
    return hal::failure("identity.key_file", "making " + file.string() + ": " + problem.message(),
                        "its folder must exist, on a disk with room, writable by Kerb's user");
  }
  return {};
}

payment::gateway::Account account_of(const Config& config) {
  const GatewayConfig& gateway = config.gateway;
  payment::gateway::Account account;
  account.host = gateway.host;
  account.port = gateway.port;
  account.merchant_id = gateway.merchant_id;
  account.key_file = gateway.key_file;
  account.ca_file = gateway.ca_file;
  account.mle_certificate = gateway.mle_certificate;
  account.terminal_id = gateway.terminal_id;
  account.developer_id = gateway.developer_id;
  account.solution_id = gateway.solution_id;
  account.certification_number = gateway.certification_number;
  account.connect_timeout = gateway.connect_timeout;
  account.answer_timeout = gateway.answer_timeout;
  return account;
}

}  // namespace

std::string random_session() {
  std::string digits = hal::to_hex(random_octets(16));
  std::transform(digits.begin(), digits.end(), digits.begin(), [](char c) {
    return c >= 'A' && c <= 'F' ? static_cast<char>(c - 'A' + 'a') : c;
  });
  return digits;
}

hal::Result<payment::Secret> identity_key(const std::filesystem::path& file) {
  std::error_code ignored;
  if (!std::filesystem::exists(file, ignored)) {
    if (auto made = make_key_file(file); !made) return tl::make_unexpected(made.error());
  }
  auto text = payment::gateway::read_guarded_file(file, "identity.key_file");
  if (!text) return tl::make_unexpected(text.error());
  const hal::ByteView octets = text->reveal();
  std::string digits(octets.begin(), octets.end());
  while (!digits.empty() && (digits.back() == '\n' || digits.back() == ' ')) digits.pop_back();
  auto key = hal::from_hex(digits);
  std::fill(digits.begin(), digits.end(), '\0');
  if (!key || key->size() != kKeyOctets) {
    return hal::failure(
        "identity.key_file", "reading " + file.string(),
        "it must hold 64 hex digits; if it is damaged, remove it and a new one is made");
  }
  return payment::Secret(std::move(*key));
}

hal::Result<payment::emv::Terminal> emv_terminal(const Config& config) {
  auto key = identity_key(config.payment.fingerprint_key_file);
  if (!key) return tl::make_unexpected(key.error());
  // Cards count the limit itself as reached; the config says "above".
  const payment::Money first_above =
      config.payment.device_only_above + payment::Money(1, config.price.currency);
  auto keys = scheme_keys(config.payment);
  if (!keys) return tl::make_unexpected(keys.error());
  auto terminal = payment::emv::no_pin_kiosk(config.payment.country, config.price.currency,
                                             first_above, std::move(*key));
  if (terminal) {
    terminal->ca_keys = std::move(keys->keys);
    terminal->revoked = std::move(keys->revoked);
  }
  return terminal;
}

hal::Result<std::unique_ptr<ReportDesk>> open_report_desk(const ReportAddress& address) {
  if (address.url.empty()) return std::unique_ptr<ReportDesk>();
  auto desk = HttpsReportDesk::create(address);
  if (!desk) return tl::make_unexpected(desk.error());
  return std::unique_ptr<ReportDesk>(std::move(*desk));
}

Providers::Providers(std::unique_ptr<payment::gateway::VisaAcceptance> gateway,
                     std::unique_ptr<CardTerminal> terminal,
                     std::unique_ptr<payment::PaymentProvider> cards,
                     payment::PaymentProvider* checkout)
    : gateway_(std::move(gateway)),
      terminal_(std::move(terminal)),
      cards_(std::move(cards)),
      router_(gateway_ != nullptr ? static_cast<payment::PaymentProvider&>(*gateway_)
                                  : terminal_->shared(),
              *cards_, checkout) {}

hal::Result<std::unique_ptr<Providers>> Providers::create(
    const Config& config, const hal::Clock& clock, hal::ChargeController& controller,
    payment::PaymentProvider* checkout, std::function<void(const std::string&)> log) {
  std::unique_ptr<payment::gateway::VisaAcceptance> gateway;
  std::unique_ptr<CardTerminal> terminal;
  if (config.terminal.used) {
    auto opened = CardTerminal::open(config, std::move(log));
    if (!opened) return tl::make_unexpected(std::move(opened.error()));
    terminal = *std::move(opened);
  } else {
    auto created = payment::gateway::VisaAcceptance::create(account_of(config), clock);
    if (!created) return tl::make_unexpected(std::move(created.error()));
    gateway = *std::move(created);
  }
  std::unique_ptr<payment::PaymentProvider> cards;
  if (config.payment.charger_knows_cards) {
    cards = std::make_unique<payment::ChargerCards>(controller);
  } else {
    cards = std::make_unique<payment::ChargingCardList>(config.payment.charging_cards);
  }
  return std::unique_ptr<Providers>(
      new Providers(std::move(gateway), std::move(terminal), std::move(cards), checkout));
}

}  // namespace kerb::kiosk
