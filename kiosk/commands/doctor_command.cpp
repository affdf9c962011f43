#include <iostream>

#include "hal/pcsc/reader_names.hpp"
#include "kiosk/commands/commands.hpp"
#include "kiosk/doctor/examine.hpp"
#include "kiosk/runtime/real_reader.hpp"

namespace kerb::kiosk {

int doctor_command(const DoctorCommand& command) {
  doctor::Probes probes = doctor::machine_probes();
  probes.readers = hal::pcsc::reader_names;
  probes.nfc_chip = nfc_chip_answers;
  const auto findings = doctor::examine_file(command.config, probes);
  std::cout << (command.json ? doctor::as_json(findings) : doctor::as_text(findings));
  return doctor::worst(findings) == doctor::Verdict::fail ? 1 : 0;
}

}  // namespace kerb::kiosk
