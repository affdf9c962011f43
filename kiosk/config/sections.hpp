// One function a section of the file: it knows the names of the settings, their ranges and what
// depends on what. packaging/kerb.toml explains each of them to the technician.
#pragma once

#include <filesystem>

#include "kiosk/config.hpp"
#include "kiosk/config/section.hpp"

namespace kerb::kiosk::config {

void read_site(Section site, Config& config);
void read_merchant(Section merchant, Config& config);  // after site: its helpline stands in
void read_price(Section price, const std::filesystem::path& folder, Config& config);
void read_display(Section display, const std::filesystem::path& folder, Config& config);
void read_backlight(Section backlight, const std::filesystem::path& folder, Config& config);
void read_reader(Section reader, Config& config);
void read_controller(Section controller, Config& config);
void read_simulated(Section simulated, const std::filesystem::path& folder,
                    Config& config);  // after reader and controller
void read_everest(Section everest, const std::filesystem::path& folder,
                  Config& config);  // after controller and files
void read_qr_code(Section code, const std::filesystem::path& folder,
                  Config& config);                 // after price and everest
void read_modbus(Section modbus, Config& config);  // after controller
void read_terminal(Section terminal, const std::filesystem::path& folder,
                   Config& config);  // after price
void read_gateway(Section gateway, const std::filesystem::path& folder, Config& config);
void read_payment(Section payment, const std::filesystem::path& folder,
                  Config& config);  // after price and terminal
void read_checkout(Section checkout, const std::filesystem::path& folder,
                   Config& config);  // after payment
void read_timing(Section timing, Config& config);
void read_speech(Section speech, const std::filesystem::path& folder, Config& config);
void read_support(Section support, const std::filesystem::path& folder, Config& config);
void read_receipt(Section receipt, const std::filesystem::path& folder, Config& config);
void read_preferences(Section preferences, const std::filesystem::path& folder, Config& config);
void read_files(Section files, const std::filesystem::path& folder, Config& config);

}  // namespace kerb::kiosk::config
