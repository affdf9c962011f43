#include "hal/simulated/world/remote_station.hpp"
#include "kiosk/doctor/machine.hpp"

namespace kerb::kiosk::doctor {
namespace {

hal::Result<payment::JournalVerdict> verify_journal(const std::filesystem::path& file) {
  auto journal = payment::Journal::open_read_only(file);
  if (!journal) return tl::make_unexpected(std::move(journal.error()));
  return (*journal)->verify();
}

}  // namespace

Probes machine_probes() {
  Probes probes;
  probes.file = file_facts;
  probes.folder = folder_facts;
  probes.verify_journal = verify_journal;
  probes.connect = connect_to;
  probes.clock = clock_facts;
  probes.world_evses = hal::simulated::evses_at;
  probes.groups = group_names;
  probes.core_dumps = core_dump_facts;
  return probes;
}

}  // namespace kerb::kiosk::doctor
