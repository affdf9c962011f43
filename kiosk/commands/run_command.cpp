#include "kiosk/commands/commands.hpp"
#include "kiosk/runtime/run.hpp"

namespace kerb::kiosk {

int run_command(const RunCommand& command) {
  const auto config = read_config(command.config);
  if (!config) {
    for (const hal::Error& error : config.error()) complain(error);
    return 1;
  }
  const auto ended = run_kiosk(*config);
  return ended ? 0 : complain(ended.error());
}

}  // namespace kerb::kiosk
