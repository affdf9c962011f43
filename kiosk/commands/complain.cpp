#include <iostream>

#include "kiosk/commands/commands.hpp"

namespace kerb::kiosk {

int complain(const hal::Error& error) {
  std::cerr << "kerb: " << error.sentence() << '\n';
  return 1;
}

}  // namespace kerb::kiosk
