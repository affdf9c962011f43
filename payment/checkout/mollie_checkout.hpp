// The payment provider whose page opens on the driver's phone, at Mollie: a payment for each charge,
// held and not taken ("captureMode": "manual").
//
// Why Mollie and not Adyen as the second one: what Adyen did with a capture or a cancellation it tells
// by webhook alone, and a charger behind NAT hears none; Mollie's payments and captures can be read.
//
// Where it differs from Stripe:
//   - A hold cannot be raised: raise() declines, and the charge ends within the hold.
//   - Captures and releases are taken in first and done later: the answer is Unknown, and ask() tells.
//   - A key is remembered for an hour, and several captures of one hold are allowed: capture() looks
//     before it sends, whether there is one under its key.
//   - What a capture leaves over stays held until it is released, which is done when the capture is
//     seen done; that it fails costs the driver nothing but time.
//   - A page may refuse to be closed ("isCancelable"); it lapses by itself after half an hour.
//
// That release goes under the capture's key with "-rest" behind it, closing a page under the hold's
// with "-close": parts of orders that the journal has, under keys that follow from theirs and are
// the same on every repetition. Neither moves money to us, and doing either twice does it once.
//
// Threading: one thread at a time; every call blocks up to connect_timeout + answer_timeout, up to
// three times that where it has to look first or afterwards.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "hal/error.hpp"
#include "payment/checkout/found_pages.hpp"
#include "payment/checkout/psp_client.hpp"
#include "payment/checkout/settings.hpp"
#include "payment/provider.hpp"

namespace kerb::payment::checkout {

class MollieCheckout final : public PaymentProvider {
 public:
  // Holds' references and pages' begin with this: they are the same thing at Mollie.
  static constexpr std::string_view kReferencePrefix = "tr_";

  // Reads the key file and sets up TLS; does not connect. Errors: those of PspClient::create().
  static hal::Result<std::unique_ptr<MollieCheckout>> create(const CheckoutSettings& settings);
  static PspClient::Dialect dialect();

  // For tests: any client.
  MollieCheckout(CheckoutSettings settings, std::unique_ptr<PspClient> client);

  // Declines every presentation but CheckoutPage.
  HoldAnswer hold(const HoldOrder& order) override;
  HoldAnswer raise(const RaiseOrder& order) override;
  SettleAnswer capture(const CaptureOrder& order) override;
  SettleAnswer release(const ReleaseOrder& order) override;
  // Closes the page. Refused: it was paid meanwhile; ask() then finds the hold.
  SettleAnswer abandon(const AbandonOrder& order) override;
  AskAnswer ask(const Question& question) override;

 private:
  FoundPages find_payments(const OrderKey& key);
  SettleAnswer close_page(const std::string& page, const OrderKey& hold_key);
  void release_rest(const std::string& reference, const OrderKey& key);

  CheckoutSettings settings_;
  std::unique_ptr<PspClient> client_;
};

// "de" → "de_DE"; empty where Mollie has no such language, and the page takes the phone's.
std::string_view mollie_locale(std::string_view language);

}  // namespace kerb::payment::checkout
