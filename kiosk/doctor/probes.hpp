// What the doctor asks of the machine. Each question is a function of its own, so that a test can
// answer it in the doctor's stead; machine_probes() asks the real one. A probe that is left empty
// is not asked.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "hal/charge_controller.hpp"
#include "hal/clock.hpp"
#include "hal/error.hpp"
#include "hal/everest/examination.hpp"
#include "hal/modbus/inspection.hpp"
#include "kiosk/config.hpp"
#include "kiosk/presenters/spoken_program.hpp"
#include "kiosk/runtime/card_terminal.hpp"
#include "payment/checkout/services.hpp"
#include "payment/emv/ca_keys.hpp"
#include "payment/journal.hpp"

namespace kerb::kiosk::doctor {

struct FileFacts {
  bool regular = false;
  bool readable = false;  // by the user who asks
  unsigned mode = 0;      // permission bits
  std::uintmax_t size = 0;
};

struct FolderFacts {
  bool writable = false;
  std::uintmax_t free = 0;         // octets that this user may still write
  std::string volatile_or_remote;  // "tmpfs", "NFS": a journal must not lie there; empty for a disk
};

struct ClockFacts {
  hal::Utc now{};
  bool synchronised = false;  // the kernel's clock is disciplined (NTP)
};

struct CoreDumpFacts {
  bool limit_is_zero = false;
  std::string handler;  // the program that the kernel pipes core dumps into, whatever the limit;
                        // may be empty
};

struct Probes {
  // Empty when there is no such file or folder.
  std::function<std::optional<FileFacts>(const std::filesystem::path&)> file;
  std::function<std::optional<FolderFacts>(const std::filesystem::path&)> folder;
  std::function<hal::Result<payment::JournalVerdict>(const std::filesystem::path&)> verify_journal;
  // Opens a TCP connection and closes it. Errors: doctor.unknown_host, doctor.unreachable.
  std::function<hal::Result<void>(const std::string& host, int port, hal::Millis timeout)> connect;
  // Asks the checkout service something harmless. Errors: those of try_service().
  std::function<hal::Result<payment::checkout::TriedService>(const CheckoutConfig&)> checkout;
  // Meets the payment terminal. Errors: those of look_at_card_terminal().
  std::function<hal::Result<CardTerminalSeen>(const Config&)> terminal;
  std::function<ClockFacts()> clock;
  // The names of the contactless readers that pcscd has. Errors: its own, with a remedy.
  std::function<hal::Result<std::vector<std::string>>()> readers;
  // Asks the chip at [reader] name of kind libnfc. Errors: those of nfc_chip_answers().
  std::function<hal::Result<void>(const std::string& name)> nfc_chip;
  // The EVSEs of the simulated world at this socket. Errors: its own, with a remedy.
  std::function<hal::Result<std::vector<hal::EvseId>>(const std::filesystem::path&)> world_evses;
  // Looks at the station behind EVerest. Errors: everest.broker_setup.
  std::function<hal::Result<hal::everest::StationSeen>(const EverestConfig&)> everest;
  // Reads a station over Modbus TCP. Errors: those of inspect().
  std::function<hal::Result<hal::modbus::Inspection>(const hal::modbus::ChargerSettings&)>
      modbus_station;
  // Has the synthesiser speak a few words into nothing. Errors: those of synthesise().
  std::function<hal::Result<void>(const SpeechProgram&, const std::string& locale)> speak;
  // Reads the words of every language offered, Kerb's own and the operator's. Errors: those of
  // Languages::load().
  std::function<hal::Result<void>(const Config&)> texts;
  // Reads the file of [payment] ca_keys. Errors: those of scheme_keys().
  std::function<hal::Result<payment::emv::CaKeyBook>(const PaymentConfig&)> scheme_keys;
  // Opens what [backlight] device names. Errors: those of Backlight::open().
  std::function<hal::Result<void>(const std::filesystem::path&)> backlight;
  // Opens what [speech] headset_jack names. Errors: those of HeadsetJack::open().
  std::function<hal::Result<void>(const std::filesystem::path&)> headset_jack;
  // The groups of the user who asks; "root" stands for all of them.
  std::function<std::vector<std::string>()> groups;
  std::function<CoreDumpFacts()> core_dumps;
};

// Asks this machine. `readers` and `nfc_chip` are left for the caller.
Probes machine_probes();

}  // namespace kerb::kiosk::doctor
