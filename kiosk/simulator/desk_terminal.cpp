#include "kiosk/simulator/desk_terminal.hpp"

#include <nlohmann/json.hpp>
#include <utility>

#include "hal/simulated/terminal/profile.hpp"

namespace kerb::kiosk {
namespace {

namespace pretended = hal::simulated::terminal;
using TurnoverJson = nlohmann::json;

tl::unexpected<hal::Error> terminal_failed(const std::string& tried, const std::string& why) {
  return hal::failure("simulator.terminal", tried, why);
}

hal::zvt::Kind kind_of_profile(std::string_view profile) {
  if (profile == "feig") return hal::zvt::Kind::feig_cvend;
  if (profile == "ccv") return hal::zvt::Kind::ccv_rea;
  return hal::zvt::Kind::generic;
}

const char* card_for(hal::simulated::CardKind kind) {
  using hal::simulated::CardKind;
  switch (kind) {
    case CardKind::visa:
      return "visa";
    case CardKind::mastercard:
      return "mastercard";
    case CardKind::phone:
    case CardKind::locked_phone:
      return "phone";
    case CardKind::declined:
      return "declined";
    case CardKind::needs_owner:
      return "pin";
    case CardKind::charging_card:
    case CardKind::desfire_charging_card:
      return "charging7";
    case CardKind::insert_only:
      return "insert";
    case CardKind::unreadable:
    case CardKind::torn:
      return "unreadable";
    case CardKind::transit_card:
    case CardKind::changing_card:
    case CardKind::refusing:
    case CardKind::other_scheme:
      break;
  }
  return "unknown";
}

}  // namespace

hal::Result<std::unique_ptr<DeskTerminal>> DeskTerminal::open(std::string_view profile,
                                                              payment::Currency currency) {
  const auto* const chosen = pretended::profile_named(profile);
  if (chosen == nullptr) return terminal_failed("choosing a terminal", "there is no such profile");
  std::unique_ptr<DeskTerminal> terminal(new DeskTerminal(std::string(profile), currency));
  pretended::Settings settings;
  settings.profile = *chosen;
  settings.currency = currency.numeric;
  auto server = pretended::Server::open(0, std::move(settings), terminal->clock_);
  if (!server) return tl::make_unexpected(std::move(server.error()));
  terminal->server_ = *std::move(server);
  return terminal;
}

void DeskTerminal::settle_in(Config& config) const {
  config.terminal.used = true;
  hal::zvt::TerminalSettings& settings = config.terminal.settings;
  settings.kind = kind_of_profile(profile_);
  settings.host = "127.0.0.1";
  settings.port = server_->port();
  settings.currency = currency_.numeric;
  config.terminal.provider.names_holds = hal::zvt::profile_of(settings.kind).takes_reference;
  config.terminal.provider.raises_holds = true;
}

hal::Result<void> DeskTerminal::obey(const std::string& order) {
  const auto answer = TurnoverJson::parse(server_->obey(order), nullptr, false);
  if (answer.is_object() && answer.value("ok", false)) return {};
  return terminal_failed("telling the terminal: " + order,
                         answer.is_object() ? answer.value("why", "") : "it answers nonsense");
}

hal::Result<void> DeskTerminal::tap(hal::simulated::CardKind kind) {
  return obey(std::string("tap ") + card_for(kind));
}

// A reservation that is open is held; what was booked of it is taken, and the rest is free.
hal::Result<Stage::BankBook> DeskTerminal::book() {
  const auto answer = TurnoverJson::parse(server_->obey("turnover"), nullptr, false);
  if (!answer.is_object() || !answer.contains("payments")) {
    return terminal_failed("reading the terminal's turnover", "it is not JSON");
  }
  Stage::BankBook book;
  for (const TurnoverJson& payment : answer["payments"]) {
    const std::string deal = payment.value("deal", "");
    const bool stands = payment.value("kept", false) && !payment.value("taken_back", false);
    if (!stands) continue;
    const auto amount = [&](const char* field) {
      return payment::Money(payment.value(field, std::int64_t{0}), currency_).decimal();
    };
    if (deal == "reservation" && payment.value("open", false)) book.holds.push_back(amount("held"));
    const bool booked = deal == "partial_reversal" || deal == "book_total";
    if (booked && payment.value("amount", std::int64_t{0}) > 0) {
      book.captured.push_back(amount("amount"));
    } else if (booked || deal == "release") {
      book.released.push_back(amount("amount"));
    }
  }
  return book;
}

}  // namespace kerb::kiosk
