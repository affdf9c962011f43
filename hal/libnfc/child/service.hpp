// What the child does for the kiosk: it answers one question after the other until the kiosk or the
// chip is gone.
#pragma once

#include <vector>

#include "hal/libnfc/child/chip.hpp"
#include "hal/libnfc/child/kiosk_line.hpp"

namespace kerb::hal::libnfc::child {

class Service {
 public:
  Service(KioskLine& line, Chip& chip) : line_(line), chip_(chip) {}

  // Returns when there is nothing left to do.
  void run();

 private:
  Frame answer_to(const Frame& question);
  Frame wait_for_card(Millis span);
  Frame wait_for_removal(Millis span);
  ReaderResult<std::vector<Target>> look();
  bool something_stays();

  KioskLine& line_;
  Chip& chip_;
  std::vector<Target> last_seen_;
};

}  // namespace kerb::hal::libnfc::child
