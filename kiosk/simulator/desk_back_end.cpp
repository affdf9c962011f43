// The operator's back end on the desk: what a story lets it say.
#include <fstream>

#include "kiosk/simulator/desk.hpp"

namespace kerb::kiosk {
namespace {

constexpr std::int64_t kStorysMessage = 1;  // its id
constexpr std::string_view kSecretOfTheDesk = "no-money-moves-on-this-desk";

}  // namespace

hal::Result<void> Desk::back_end_cost(const std::string& amount, bool is_final) {
  settle();
  payment::Journal* books = kiosk_->core->journal();
  const payment::Currency currency = options_.config.price.currency;
  const auto money = payment::Money::from_decimal(amount, currency);
  std::string session;
  if (books != nullptr) {
    const auto read = books->read([&](const payment::JournalEntry& entry) {
      if (entry.kind.starts_with("saga.")) session = entry.session;
      return true;
    });
    if (!read) return tl::make_unexpected(read.error());
  }
  if (!money || session.empty()) {
    return hal::failure("stage.no_charge", "saying what a charge costs",
                        "let somebody charge first, and give an amount in the station's currency");
  }
  hal::CostReported report;
  report.charge = session;
  report.stage = is_final ? hal::CostReported::Stage::finished : hal::CostReported::Stage::running;
  // One place more than the currency has, and the last one cut off: that is how EVerest says it.
  const std::int64_t cut = money->is_zero() ? 0 : 1;
  report.total = {money->minor() * 10 - cut, currency.exponent + 1, std::string(currency.code())};
  back_end_.report(report);
  settle();
  return {};
}

hal::Result<void> Desk::back_end_shows(const std::string& text, const std::string& code) {
  hal::DisplayMessage message;
  message.id = kStorysMessage;
  message.text.content = text;
  message.qr_code = code;
  if (back_end_.show(message) != hal::MessageBoard::Answer::accepted) {
    return hal::failure("stage.message_refused", "showing the back end's message",
                        "at most 1024 octets of plain text");
  }
  settle();
  return {};
}

hal::Result<void> Desk::back_end_clears() {
  if (!back_end_.clear(kStorysMessage)) {
    return hal::failure("stage.no_message", "clearing the back end's message",
                        "let it show one first");
  }
  settle();
  return {};
}

bool Desk::back_end_sells() const {
  return options_.config.qr_code.told_by_charger || !options_.config.qr_code.url_template.empty();
}

hal::Result<void> Desk::let_back_end_sell() {
  QrCodeConfig& code = options_.config.qr_code;
  code.shared_secret_file = options_.folder / "qr.secret";
  std::ofstream secret(code.shared_secret_file);
  std::error_code problem;
  using std::filesystem::perms;
  std::filesystem::permissions(code.shared_secret_file, perms::owner_read | perms::owner_write,
                               problem);
  secret << kSecretOfTheDesk << '\n';
  if (problem || !secret.flush()) {
    return hal::failure("simulator.folder", "writing " + code.shared_secret_file.string(),
                        "is the disk full?");
  }
  back_end_.want_web_payments({.enabled = true,
                               .url_template = "https://pay.simulator.example/{chargingStationId}/"
                                               "{evse}?t={totp}&v={version}",
                               .totp_version = "v1",
                               .station_id = "CS-0042",
                               .validity = hal::Seconds{30},
                               .length = 12});
  return {};
}

void Desk::back_end_there(bool there) {
  back_end_there_ = there;
  back_end_.report(hal::BackEndLink{there});
  settle();
}

void Desk::clock_right(bool right) {
  clock_right_ = right;
  settle();
}

}  // namespace kerb::kiosk
