// The payment provider whose page opens on the driver's phone, at Stripe: a Checkout Session for
// each charge, paid once, held and not taken ("manual capture"). hold() answers Pending with the
// page's address; ask() tells when the driver has paid; the hold is then a payment intent, raised,
// captured up to what is held, or cancelled.
//
// The page's session carries the order's key as client_reference_id, which no search finds: a page
// whose answer was lost is looked for in the lists of that hour. Nobody has seen its address, so
// nobody pays there, and a list that does not find it costs nothing.
//
// Every POST goes under the order's own key; closing a page, which belongs to the hold's order, under
// that key with "-close" behind it. Stripe keeps what it answered under a key for 24 hours, errors
// of its own included, so an order that met a 500 may stay unknown for a day: it is asked about, and
// repeated, until then.
//
// Orders over the same hold must come one after the other, as the payment worker sends them.
//
// Threading: one thread at a time; every call blocks up to connect_timeout + answer_timeout, up to
// three times that where it has to look first or afterwards.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "hal/error.hpp"
#include "payment/checkout/found_pages.hpp"
#include "payment/checkout/psp_client.hpp"
#include "payment/checkout/settings.hpp"
#include "payment/provider.hpp"

namespace kerb::payment::checkout {

class StripeCheckout final : public PaymentProvider {
 public:
  // Its holds' references begin with this, its pages' with "cs_".
  static constexpr std::string_view kReferencePrefix = "pi_";

  // Reads the key file and sets up TLS; does not connect. Errors: those of PspClient::create().
  static hal::Result<std::unique_ptr<StripeCheckout>> create(const CheckoutSettings& settings);
  static PspClient::Dialect dialect();

  // For tests: any client.
  StripeCheckout(CheckoutSettings settings, std::unique_ptr<PspClient> client);

  // Declines every presentation but CheckoutPage.
  HoldAnswer hold(const HoldOrder& order) override;
  HoldAnswer raise(const RaiseOrder& order) override;
  SettleAnswer capture(const CaptureOrder& order) override;
  SettleAnswer release(const ReleaseOrder& order) override;
  // Closes the page. Refused: it was paid meanwhile; ask() then finds the hold.
  SettleAnswer abandon(const AbandonOrder& order) override;
  AskAnswer ask(const Question& question) override;

 private:
  AskAnswer ask_page(const std::string& page, const Question& question);
  // Among those of the hour around `sent_at`, or all that are open.
  FoundPages find_pages(const OrderKey& key, std::optional<hal::Utc> sent_at);
  SettleAnswer close_page(const std::string& page, const OrderKey& hold_key);

  CheckoutSettings settings_;
  std::unique_ptr<PspClient> client_;
};

}  // namespace kerb::payment::checkout
