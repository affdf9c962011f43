// What a kiosk needs beside its devices, put together from its config: the terminal as cards see
// it, and the providers that move the money. Used by `kerb run` and by the simulator alike.
#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <string>

#include "hal/charge_controller.hpp"
#include "hal/clock.hpp"
#include "hal/error.hpp"
#include "kiosk/config.hpp"
#include "kiosk/runtime/card_terminal.hpp"
#include "payment/emv/terminal.hpp"
#include "payment/gateway/visa_acceptance.hpp"
#include "payment/provider_router.hpp"

namespace kerb::kiosk {

// 32 random lower-case hex digits from the system's random source. Any thread.
std::string random_session();

// The station's key for card fingerprints. Made on the first start (mode 0600); refused when others
// may read it. Errors: identity.key_file.
hal::Result<payment::Secret> identity_key(const std::filesystem::path& file);

// Errors: those of no_pin_kiosk(), identity_key() and scheme_keys().
hal::Result<payment::emv::Terminal> emv_terminal(const Config& config);

// Whoever takes fault reports, or receipts; nothing inside when nobody is configured. Errors: those of
// HttpsReportDesk::create().
hal::Result<std::unique_ptr<ReportDesk>> open_report_desk(const ReportAddress& address);

// Bank cards to the approved terminal where there is one, else to the gateway; charging cards to the station's list or to the charger, phones to
// whoever has pages on which they can pay.
class Providers {
 public:
  // `clock` signs the requests: the machine's own, also in the simulator. Errors: those of
  // VisaAcceptance::create() and CardTerminal::open(). `controller` outlives them, and so does
  // `checkout`, which may be null. `log`: one line, from any thread.
  static hal::Result<std::unique_ptr<Providers>> create(
      const Config& config, const hal::Clock& clock, hal::ChargeController& controller,
      payment::PaymentProvider* checkout, std::function<void(const std::string&)> log);
  payment::PaymentProvider& provider() { return router_; }
  // Null where Kerb reads the cards itself.
  payment::terminal::SharedTerminal* terminal() {
    return terminal_ == nullptr ? nullptr : &terminal_->shared();
  }

 private:
  Providers(std::unique_ptr<payment::gateway::VisaAcceptance> gateway,
            std::unique_ptr<CardTerminal> terminal, std::unique_ptr<payment::PaymentProvider> cards,
            payment::PaymentProvider* checkout);
  // One of the two.
  std::unique_ptr<payment::gateway::VisaAcceptance> gateway_;
  std::unique_ptr<CardTerminal> terminal_;
  std::unique_ptr<payment::PaymentProvider> cards_;
  payment::ProviderRouter router_;
};

}  // namespace kerb::kiosk
