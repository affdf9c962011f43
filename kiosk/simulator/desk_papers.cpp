// What the desk reads out of the kiosk's journal: the listing, and the last receipt.
#include "kiosk/simulator/desk.hpp"
#include "payment/journal_report.hpp"
#include "payment/receipt/receipt_text.hpp"
#include "payment/saga/saga_json.hpp"

namespace kerb::kiosk {

hal::Result<std::vector<std::string>> Desk::journal() {
  settle();
  std::vector<std::string> lines;
  payment::Journal* open = kiosk_->core->journal();
  if (open == nullptr)
    return hal::failure("journal.closed", "listing the journal", "it is being mended");
  const auto read = open->read([&](const payment::JournalEntry& entry) {
    lines.push_back(payment::journal_line(entry));
    return true;
  });
  if (!read) return tl::make_unexpected(read.error());
  return lines;
}

hal::Result<payment::Receipt> Desk::last_receipt() {
  settle();
  std::optional<payment::Receipt> last;
  payment::Journal* open = kiosk_->core->journal();
  if (open == nullptr)
    return hal::failure("journal.closed", "making a receipt", "it is being mended");
  const auto read = open->read([&](const payment::JournalEntry& entry) {
    if (const auto saga = payment::saga_from_json(entry.body)) {
      if (auto made = receipt_of(kiosk_->core->settings(), *saga)) last = std::move(made);
    }
    return true;
  });
  if (!read) return tl::make_unexpected(read.error());
  if (!last)
    return hal::failure("stage.no_receipt", "making a receipt",
                        "no session has delivered energy yet");
  return *last;
}

hal::Result<std::string> Desk::receipt() {
  auto made = last_receipt();
  if (!made) return tl::make_unexpected(made.error());
  const Language& language = languages_->of(kiosk_->core->snapshot()->preferences.locale);
  return payment::receipt_text(*made, payment::receipt_words(language.catalogue.locale()),
                               [&](hal::Utc at) { return language.formats.date_and_time(at); });
}

hal::Result<std::string> Desk::page() {
  settle();
  constexpr std::string_view kScheme = "https://";
  const auto shown = kiosk_->core->snapshot();
  const auto* receipt = std::get_if<ReceiptModel>(&shown->screen);
  if (receipt == nullptr || receipt->address.empty()) {
    return hal::failure("stage.no_page", "opening the page of the code on the screen",
                        "the code on the screen leads to none");
  }
  const std::size_t path = receipt->address.find('/', kScheme.size());
  return bank_->page(receipt->address.substr(path));
}

}  // namespace kerb::kiosk
