// The code on the screen with which a driver pays on their phone where the operator's back end sells
// (OCPP 2.1 C25): an address with a password in it that changes every few seconds, so that a
// photograph or a sticker is worth nothing. Kerb only shows it; the back end takes the money and
// starts the charge through the charger.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "hal/charge_controller.hpp"
#include "hal/clock.hpp"
#include "hal/error.hpp"
#include "payment/codes/time_code.hpp"
#include "payment/codes/url_template.hpp"

namespace kerb::kiosk {

struct DynamicCodeTerms {
  payment::codes::UrlTemplate url;
  payment::codes::TimeCode password;
  // What is the same for every EVSE; {evse}, {totp}, {version} and {roamingEVSEId} are not in it.
  payment::codes::UrlValues values;
  std::string evse_code;  // {roamingEVSEId} is this, a star and the EVSE's number
};

// What a phone's camera reads, and until when.
struct ShownCode {
  std::string address;
  hal::Utc changes{};
  bool operator==(const ShownCode&) const = default;
};

class DynamicCode {
 public:
  // Errors: those of UrlTemplate::filled(): a value that the template wants is missing, or the
  // address of one of these EVSEs is too long. What is made can be shown at any time.
  static hal::Result<std::shared_ptr<const DynamicCode>> create(
      DynamicCodeTerms terms, const std::vector<hal::Evse>& evses);

  // Nothing where the password cannot be computed.
  std::optional<ShownCode> at(hal::EvseId evse, hal::Utc now) const;
  // When the code of every EVSE changes next.
  hal::Utc changes_after(hal::Utc now) const { return terms_.password.slot_at(now).ends; }

 private:
  explicit DynamicCode(DynamicCodeTerms terms) : terms_(std::move(terms)) {}
  hal::Result<std::string> address(hal::EvseId evse, std::string password) const;
  DynamicCodeTerms terms_;
};

}  // namespace kerb::kiosk
