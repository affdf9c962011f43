#include "kiosk/runtime/installation.hpp"

#include <system_error>

namespace kerb::kiosk {
namespace {

// The program is build/kerb or build/tests/NAME, or in a build folder inside build.
std::filesystem::path upward(const std::filesystem::path& wanted) {
  std::error_code ignored;
  std::filesystem::path folder = program_folder();
  for (int storey = 0; storey < 4; ++storey) {
    if (std::filesystem::exists(folder / wanted, ignored)) return folder / wanted;
    folder = folder.parent_path();
  }
  return {};
}

}  // namespace

std::filesystem::path program_folder() {
  std::error_code problem;
  const auto program = std::filesystem::read_symlink("/proc/self/exe", problem);
  return problem ? std::filesystem::current_path() : program.parent_path();
}

std::filesystem::path locales_folder() {
  const auto beside = upward("locales/en.po");
  return beside.empty() ? "/usr/share/kerb/locales" : beside.parent_path();
}

std::filesystem::path example_config() {
  const auto beside = upward("packaging/kerb.toml");
  return beside.empty() ? "/usr/share/doc/kerb/kerb.toml" : beside;
}

std::filesystem::path example_journey() {
  const auto beside = upward("tests/journeys/first_charge.journey");
  return beside.empty() ? "/usr/share/doc/kerb/first_charge.journey" : beside;
}

std::filesystem::path stand_in_bank_program() {
  const auto in_tests = upward("tests/stand_in_bank");
  std::error_code ignored;
  if (std::filesystem::is_regular_file(in_tests, ignored)) return in_tests;
  // From build/tests, or from the source folder, where `tests` holds its source.
  const auto beside = program_folder() / "stand_in_bank";
  return std::filesystem::is_regular_file(beside, ignored) ? beside : std::filesystem::path{};
}

}  // namespace kerb::kiosk
