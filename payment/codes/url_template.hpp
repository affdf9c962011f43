// The address in a code, with places to fill in: "https://pay.example.com/{chargingStationId}/{evse}
// ?t={totp}&v={version}" (OCPP 2.1 C25, WebPaymentsCtrlr.URLTemplate). Names in braces are those of
// OCPP in any case; whatever is put in is percent-encoded (RFC 3986), so that no value can become
// another path, query or host.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "hal/error.hpp"

namespace kerb::payment::codes {

enum class UrlVariable {
  charging_station_id,
  evse,
  totp,
  version,
  roaming_evse_id,
  roaming_station_id,
  max_time,
  max_energy,
  max_cost
};
// As OCPP writes it, without braces: "chargingStationId".
std::string_view name_of(UrlVariable variable);

using UrlValues = std::vector<std::pair<UrlVariable, std::string>>;

class UrlTemplate {
 public:
  static constexpr std::size_t kLongest = 512;     // octets, of a template
  static constexpr std::size_t kLongestUrl = 512;  // and of what becomes of it

  // Takes hostile text. It must be https with a host name, without a user before it; hold {totp}, or
  // it would be the same on every day; and know no other names than those above. Nothing may be
  // filled into the host. Errors: codes.url_template, each with what is wrong.
  static hal::Result<UrlTemplate> create(std::string_view text);

  // "pay.example.com": what a driver compares with their phone.
  const std::string& host() const { return host_; }
  bool wants(UrlVariable variable) const;
  // Values that the template has no place for are left out. Errors: codes.url_value when a value is
  // missing, empty or not plain UTF-8; codes.url_long when the address is longer than kLongestUrl.
  hal::Result<std::string> filled(const UrlValues& values) const;

 private:
  UrlTemplate() = default;
  hal::Result<std::size_t> read_host(std::string_view text);

  // Text, and behind each but the last the variable that follows it.
  struct Part {
    std::string text;
    std::optional<UrlVariable> variable;
  };
  std::vector<Part> parts_;
  std::string host_;
};

// RFC 3986, 2.1: everything but letters, digits and "-._~" as %XX.
std::string percent_encoded(std::string_view text);

}  // namespace kerb::payment::codes
