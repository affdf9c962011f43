// Where Kerb's own files are: beside the program in its build folder, or where a package puts them.
#pragma once

#include <filesystem>

namespace kerb::kiosk {

// The folder of the running program; the current folder when the system does not tell.
std::filesystem::path program_folder();

// The translators' files: `locales` of the source tree that the program was built in, or
// /usr/share/kerb/locales.
std::filesystem::path locales_folder();

// The stand-in bank of the simulator; empty when it was not built.
std::filesystem::path stand_in_bank_program();

// The commented example of a config, and the story that the simulator tells when it is not asked
// for another.
std::filesystem::path example_config();
std::filesystem::path example_journey();

}  // namespace kerb::kiosk
