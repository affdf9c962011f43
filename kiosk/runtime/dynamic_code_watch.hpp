// The dynamic code that the config asks for: made from what stands there, or from what the operator's
// back end has set in the charger's device model, with the secret from a file that only the service
// can read (mode 0600, one line).
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

  // Asks the charger, which may take seconds: not on the core's thread, and one call at a time.
  // Something when the code is another one than before. No answer changes nothing; terms that no
  // code can be made of are told in the log, and there is none.
  std::optional<DynamicCodeChanged> look(hal::BackEnd& back_end);

 private:
  DynamicCodeWatch(const Config& config, payment::Secret secret, Log log);
  hal::Result<std::shared_ptr<const DynamicCode>> made(const QrCodeConfig& terms) const;
  hal::Result<std::shared_ptr<const DynamicCode>> made(const hal::WebPaymentTerms& told) const;

  QrCodeConfig terms_;
  std::string evse_code_;
  std::vector<hal::Evse> evses_;
  payment::Secret secret_;
  Log log_;
  std::shared_ptr<const DynamicCode> code_;
  std::optional<hal::WebPaymentTerms> told_;  // the last time
};

}  // namespace kerb::kiosk
