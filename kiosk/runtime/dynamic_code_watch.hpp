// The dynamic code that the config asks for: made from what stands there, or from what the operator's
// back end has set in the charger's device model, with the secret from a file that only the service
// can read (mode 0600, one line) and that may be replaced while Kerb runs.
#pragma once

#include <functional>
#include <memory>
#include <optional>

#include "hal/back_end.hpp"
#include "kiosk/config.hpp"
#include "kiosk/station/station.hpp"

namespace kerb::kiosk {

class DynamicCodeWatch {
 public:
  using Log = std::function<void(const std::string&)>;

  // Nothing: the config has no code. Errors: those of payment::gateway::read_guarded_file() under
  // "codes.secret_file", of TimeCode::create() and of DynamicCode::create(); none holds anything of
  // the secret.
  static hal::Result<std::optional<DynamicCodeWatch>> create(const Config& config, Log log);

  // Of the config; null where the charger is asked.
  const std::shared_ptr<const DynamicCode>& code() const { return code_; }
  bool asks_charger() const { return terms_.told_by_charger; }

  // Reads the secret once more and asks the charger where the config says so, which may take seconds:
  // not on the core's thread, and one call at a time. Something when the code is another one than
  // before. A secret that cannot be used is told in the log, once, and the one before stays; terms
  // that no code can be made of are told there, too, and there is none. Errors: those of
  // hal::BackEnd::web_payments(), which change nothing.
  hal::Result<std::optional<DynamicCodeChanged>> look(hal::BackEnd& back_end);

 private:
  DynamicCodeWatch(const Config& config, payment::Secret secret, Log log);
  // True: it is another one than before.
  bool read_secret_again();
  hal::Result<std::shared_ptr<const DynamicCode>> made(const QrCodeConfig& terms) const;
  hal::Result<std::shared_ptr<const DynamicCode>> made(const hal::WebPaymentTerms& told) const;

  QrCodeConfig terms_;
  std::string evse_code_;
  std::vector<hal::Evse> evses_;
  payment::Secret secret_;
  Log log_;
  std::shared_ptr<const DynamicCode> code_;
  std::optional<hal::WebPaymentTerms> told_;  // the last time
  std::string secret_trouble_;                // told in the log; empty: none
  bool outdated_ = false;                     // the code was made with another secret
};

}  // namespace kerb::kiosk
