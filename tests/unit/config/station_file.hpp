// A small right configuration, to be spoiled one line at a time.
#pragma once

#include <string>
#include <string_view>

#include "kiosk/config.hpp"

namespace kerb::kiosk {

inline constexpr std::string_view kStationFile = R"([site]
operator = "Voltaro"
name = "Harbour Square"
evse_code = "DE*VLT*E1042"
helpline = "0800 724 5566"
time_zone = "Europe/Berlin"
[merchant]
name = "Voltaro GmbH"
address = "Kaistraße 12"
vat_number = "DE123456789"
[price]
currency = "EUR"
per_kwh = "0.59"
vat_percent = "19"
[display]
width_px = 1024
height_px = 600
width_mm = 222
height_mm = 130
[reader]
kind = "pcsc"
name = "ACR"
[controller]
kind = "simulated"
[[controller.evse]]
id = 1
connector = "ccs2"
max_power_w = 150000
[[controller.evse]]
id = 2
connector = "type2"
max_power_w = 22000
tethered = false
[gateway]
host = "api.example.com"
merchant_id = "kerb_example"
key_file = "gateway.key"
terminal_id = "KRB00001"
developer_id = "KRBDEV01"
solution_id = "KRBSOL01"
certification_number = "000000000000"
[payment]
hold = "50.00"
device_only_above = "50.00"
country = "DE"
fingerprint_key_file = "/var/lib/kerb/fingerprint.key"
charging_cards = ["04a2b3c4d5e680"]
[timing]
plug_in_within_s = 120
[preferences]
locale = "de"
theme = "dark"
[files]
journal = "data/journal.db"
)";

// kStationFile with `line`, which must be there, replaced by `by`.
inline std::string station_file_with(std::string_view line, std::string_view by) {
  std::string text(kStationFile);
  text.replace(text.find(line), line.size(), by);  // throws when it is not there
  return text;
}

inline ConfigResult<Config> parsed(const std::string& text) {
  return parse_config(text, "station.toml", "/etc/kerb");
}

}  // namespace kerb::kiosk
