#include "hal/everest/settings.hpp"

namespace kerb::hal::everest {

std::vector<Module> modules_of(const Settings& settings) {
  std::vector<Module> modules;
  const auto add = [&](Api api, const std::string& id) {
    if (!id.empty()) modules.push_back({api, id});
  };
  for (const EvseModule& evse : settings.evses) add(Api::evse_manager_consumer, evse.module);
  add(Api::auth_token_provider, settings.modules.token_provider);
  add(Api::auth_consumer, settings.modules.auth);
  add(Api::error_history_consumer, settings.modules.errors);
  add(Api::display_message, settings.modules.display);
  add(Api::session_cost_consumer, settings.modules.cost);
  add(Api::ocpp_consumer, settings.modules.ocpp);
  add(Api::generic_error_raiser, settings.modules.error_raiser);
  return modules;
}

}  // namespace kerb::hal::everest
