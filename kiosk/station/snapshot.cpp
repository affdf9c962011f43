#include "kiosk/station/snapshot.hpp"

#include <array>

namespace kerb::kiosk {

std::string_view screen_name(const ScreenModel& model) {
  constexpr std::array<std::string_view, std::variant_size_v<ScreenModel>> kNames{
      "idle",   "connector",    "tariff",    "tap",     "authorising", "plug_in",        "charging",
      "cost",   "stop_confirm", "finishing", "receipt", "failure",     "out_of_service", "help",
      "report", "languages",    "unlock",    "notices", "scan"};
  return kNames[model.index()];
}

}  // namespace kerb::kiosk
