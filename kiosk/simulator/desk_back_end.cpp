// The operator's back end on the desk: what a story lets it say.
#include "kiosk/simulator/desk.hpp"

namespace kerb::kiosk {
namespace {

constexpr std::int64_t kStorysMessage = 1;  // its id

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

}  // namespace kerb::kiosk
