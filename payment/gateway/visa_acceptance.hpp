// The payment provider that sends a card read by Kerb's own kernel to the Visa Acceptance
// (Cybersource) REST API, as the guide for EV charging on Visa Platform Connect wants it: an
// estimated authorisation from the tap of a contactless card, increments, one capture or one full
// reversal, and for a lost answer the timeout reversal or the transaction search.
//
// An order's key is sent as clientReferenceInformation.code (what a search finds) and, where the
// API has the field, as transactionId (what a timeout reversal names). Nothing is ever sent twice
// by this class.
//
// The timeout reversal (abandon) must not reach the gateway earlier than 60 seconds after the lost
// authorisation; whoever orders it keeps that wait.
//
// Threading: one thread at a time; every call blocks up to connect_timeout + answer_timeout, ask()
// up to twice that.
#pragma once

#include <memory>

#include "hal/clock.hpp"
#include "hal/error.hpp"
#include "payment/gateway/account.hpp"
#include "payment/gateway/authentication.hpp"
#include "payment/gateway/transport.hpp"
#include "payment/provider.hpp"

namespace kerb::payment::gateway {

class VisaAcceptance final : public PaymentProvider {
 public:
  // Reads the key files and sets up TLS; does not connect. `clock` gives the wall time that the
  // requests are signed with, so it must be the machine's own and not a simulated one; it must
  // outlive the provider. Errors: gateway.account (what is wrong in `tried`), gateway.key_file,
  // gateway.mle, gateway.transport.
  static hal::Result<std::unique_ptr<VisaAcceptance>> create(const Account& account,
                                                             const hal::Clock& clock);

  // For tests: any transport and authentication.
  VisaAcceptance(Account account, const hal::Clock& clock,
                 std::unique_ptr<Authentication> authentication,
                 std::unique_ptr<Transport> transport);
  ~VisaAcceptance() override;

  HoldAnswer hold(const HoldOrder& order) override;
  HoldAnswer raise(const RaiseOrder& order) override;
  SettleAnswer capture(const CaptureOrder& order) override;
  SettleAnswer release(const ReleaseOrder& order) override;
  SettleAnswer abandon(const AbandonOrder& order) override;
  AskAnswer ask(const Question& question) override;

 private:
  Exchange exchange(const char* method, std::string resource, SecretText body);

  Account account_;
  const hal::Clock& clock_;
  std::unique_ptr<Authentication> authentication_;
  std::unique_ptr<Transport> transport_;
};

}  // namespace kerb::payment::gateway
