// What the meter signed of a charge, as it came: for a driver who doubts the bill, and for whoever has to
// prove it under calibration law. Kerb bills by the plain readings and cannot check the signatures.
//
// One file of a charge, FOLDER/KEY.json, written whole: {"charge":…,"begin":…,"end":…}, each as EVerest
// gave it. The oldest make room.
#pragma once

#include <filesystem>
#include <optional>
#include <utility>

#include "hal/charge_controller.hpp"
#include "hal/error.hpp"
#include "hal/everest/messages.hpp"

namespace kerb::hal::everest {

// One thread at a time.
class SignedReadings {
 public:
  static constexpr std::size_t kMost = 5'000;  // charges; about 20 MB

  // The folder is made when there is something to keep. Empty: nothing is kept.
  explicit SignedReadings(std::filesystem::path folder) : folder_(std::move(folder)) {}

  // Adds what is there to what is kept of this charge. Errors: everest.signed_readings (the disk).
  Result<void> keep(const ChargeKey& charge, const std::optional<SignedReading>& begin,
                    const std::optional<SignedReading>& end);

 private:
  void make_room() const;

  const std::filesystem::path folder_;
};

}  // namespace kerb::hal::everest
