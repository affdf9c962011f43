// The probes one by one, as this machine answers them.
#pragma once

#include "kiosk/doctor/probes.hpp"

namespace kerb::kiosk::doctor {

std::optional<FileFacts> file_facts(const std::filesystem::path& file);
std::optional<FolderFacts> folder_facts(const std::filesystem::path& folder);
ClockFacts clock_facts();
std::vector<std::string> group_names();
CoreDumpFacts core_dump_facts();

// At most `timeout` for the name and all of its addresses together.
hal::Result<void> connect_to(const std::string& host, int port, hal::Millis timeout);

}  // namespace kerb::kiosk::doctor
