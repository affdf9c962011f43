// Whatever a payment service answers, the judgement neither crashes, nor shows an address that is not
// on the one host, nor approves more than the page was for.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <iterator>
#include <string>

#include "payment/checkout/mollie_answers.hpp"
#include "payment/checkout/stripe_answers.hpp"

namespace {

using namespace kerb::payment;            // NOLINT(google-build-using-namespace)
using namespace kerb::payment::checkout;  // NOLINT(google-build-using-namespace)

template <typename Answer>
void check(const Answer& answer) {
  if (const auto* pending = std::get_if<Pending>(&answer)) {
    if (!pending->address.starts_with("https://pay.example/") || pending->address.size() > 500 ||
        pending->reference.empty()) {
      std::abort();
    }
  }
  if (const auto* approved = std::get_if<Approved>(&answer)) {
    const Hold& hold = approved->hold;
    if (hold.amount.minor() <= 0 || !is_psp_id(hold.reference) || hold.approval_code.size() > 6) {
      std::abort();
    }
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* octets, std::size_t size) {
  using About = Question::About;
  if (size == 0) return 0;
  // The first octet chooses the status, the rest is the body.
  static constexpr long kStatuses[] = {200, 201, 400, 401, 402, 404, 409, 429, 500};
  const gateway::Exchange exchange =
      gateway::HttpAnswer{kStatuses[octets[0] % std::size(kStatuses)],
                          std::string(reinterpret_cast<const char*>(octets) + 1, size - 1)};
  CheckoutSettings settings;
  settings.page_host = "pay.example";
  const Currency euro{};
  const HoldOrder order{"K1", Money(5000, euro), {}, CheckoutPage{"Charging", "en"}};
  const RaiseOrder raise{"K1", "pi_7", Money(100, euro), {}};
  const CaptureOrder capture{"K1", "pi_7", Money(100, euro), Money(5000, euro)};
  check(judge_stripe_page(exchange, settings, order));
  check(judge_mollie_page(exchange, settings, order));
  const HoldAnswer raised = judge_stripe_raise(exchange, raise, Money(5100, euro));
  if (const auto* approved = std::get_if<Approved>(&raised)) {
    if (less(Money(5100, euro), approved->hold.amount)) std::abort();
  }
  judge_stripe_capture(exchange, capture);
  judge_stripe_release(exchange, {"K1", "pi_7", Money(5000, euro)});
  judge_stripe_closing(exchange, "K1");
  judge_mollie_closing(exchange, "K1");
  judge_mollie_capture(exchange, capture);
  read_stripe_pages(exchange, "K1");
  read_mollie_payments(exchange, "K1");
  for (const About about : {About::hold, About::raise, About::capture, About::release}) {
    const Question question{
        .about = about, .key = "K1", .currency = euro, .hold_reference = "pi_7"};
    check(judge_stripe_page_state(exchange, settings, question));
    check(judge_stripe_intent(exchange, question));
    check(judge_mollie_payment(exchange, settings, question));
    check(judge_mollie_captures(exchange, question));
  }
  return 0;
}
