#include "kiosk/station/receipt_link.hpp"

#include "kiosk/station/steps.hpp"
#include "kiosk/support/https_report_desk.hpp"
#include "payment/receipt/receipt_json.hpp"

namespace kerb::kiosk {

bool is_receipt_page(std::string_view page) {
  constexpr std::string_view kScheme = "https://";
  const std::size_t at = page.find(kReceiptToken);
  if (at == std::string_view::npos || !page.starts_with(kScheme)) return false;
  if (page.find('/', kScheme.size()) > at) return false;  // a host's name is in clear for everyone
  return is_report_url(receipt_address(std::string(page), std::string(32, '0')));
}

std::string receipt_address(const std::string& page, const std::string& token) {
  std::string address = page;
  const std::size_t at = address.find(kReceiptToken);
  if (at != std::string::npos) address.replace(at, kReceiptToken.size(), token);
  return address;
}

namespace steps {

// Once a session: who comes back to the page sees the same code.
void link_receipt(Progress& step, const std::string& fresh_token) {
  const auto* at = std::get_if<AtSession>(&step.station.page);
  Session* session = at == nullptr ? nullptr : step.session(at->session);
  if (session == nullptr || fresh_token.empty() || !session->receipt_token.empty() ||
      step.station.settings->receipt_page.empty()) {
    return;
  }
  const ScreenModel screen = screen_model(step.station, step.now);
  const auto* shown = std::get_if<ReceiptModel>(&screen);
  if (shown == nullptr || !shown->final) return;
  session->receipt_token = fresh_token;
  session->receipt_asked = step.now.monotonic;
  file(step,
       {.number = fresh_token,
        .body = payment::receipt_json(shown->receipt, fresh_token, step.station.preferences.locale),
        .receipt = true});
}

void receipt_arrived(Station& station, const std::string& token) {
  for (auto& [id, session] : station.sessions) {
    if (session.receipt_token == token) session.receipt_there = true;
  }
}

}  // namespace steps
}  // namespace kerb::kiosk
