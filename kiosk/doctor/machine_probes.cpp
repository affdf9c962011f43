#include <span>

#include "hal/simulated/world/remote_station.hpp"
#include "kiosk/doctor/machine.hpp"
#include "kiosk/presenters/backlight.hpp"
#include "kiosk/presenters/headset_jack.hpp"
#include "kiosk/runtime/installation.hpp"
#include "kiosk/runtime/scheme_keys.hpp"
#include "kiosk/screens/texts/language.hpp"

namespace kerb::kiosk::doctor {
namespace {

hal::Result<payment::JournalVerdict> verify_journal(const std::filesystem::path& file) {
  auto journal = payment::Journal::open_read_only(file);
  if (!journal) return tl::make_unexpected(std::move(journal.error()));
  return (*journal)->verify();
}

hal::Result<void> speak(const SpeechProgram& program, const std::string& locale) {
  return synthesise(program, "1 2 3", locale, [](std::span<const std::int16_t>) { return true; });
}

}  // namespace

Probes machine_probes() {
  Probes probes;
  probes.file = file_facts;
  probes.folder = folder_facts;
  probes.verify_journal = verify_journal;
  probes.connect = connect_to;
  probes.checkout = [](const CheckoutConfig& checkout) {
    return payment::checkout::try_service(checkout.service, checkout.settings);
  };
  probes.terminal = look_at_card_terminal;
  probes.clock = clock_facts;
  probes.world_evses = hal::simulated::evses_at;
  probes.everest = hal::everest::look_at_station;
  probes.modbus_station = hal::modbus::inspect;
  probes.speak = speak;
  probes.backlight = [](const std::filesystem::path& device) -> hal::Result<void> {
    const auto lamp = Backlight::open(device);
    if (!lamp) return tl::make_unexpected(lamp.error());
    return {};
  };
  probes.texts = [](const Config& config) -> hal::Result<void> {
    const auto languages = Languages::load({locales_folder(), config.own_texts}, config.locales,
                                           config.site.time_zone);
    if (!languages) return tl::make_unexpected(languages.error());
    return {};
  };
  probes.scheme_keys = scheme_keys;
  probes.headset_jack = [](const std::filesystem::path& device) -> hal::Result<void> {
    const auto jack = HeadsetJack::open(device, [] {});
    if (!jack) return tl::make_unexpected(jack.error());
    return {};
  };
  probes.groups = group_names;
  probes.core_dumps = core_dump_facts;
  return probes;
}

}  // namespace kerb::kiosk::doctor
