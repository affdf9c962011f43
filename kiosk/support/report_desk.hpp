// Where a driver's fault report goes: the people who can mend what is wrong.
#pragma once

#include <string>

#include "hal/error.hpp"

namespace kerb::kiosk {

class ReportDesk {
 public:
  virtual ~ReportDesk() = default;
  // Success: the other side has it and keeps it. After any error the report is sent again later,
  // under the same number; the other side knows by it what it has already. `body` is JSON. Blocks,
  // a minute at most; one worker calls it.
  virtual hal::Result<void> deliver(const std::string& number, const std::string& body) = 0;
};

}  // namespace kerb::kiosk
