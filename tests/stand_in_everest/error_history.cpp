#include "tests/stand_in_everest/error_history.hpp"

#include <algorithm>

namespace kerb::stand_in_everest {
namespace {

constexpr const char* kApi = "error_history_consumer";

}  // namespace

std::vector<Json>::iterator ErrorHistory::find(const std::string& type, const std::string& sub_type,
                                               const std::string& module) {
  return std::find_if(active_.begin(), active_.end(), [&](const Json& error) {
    return error["type"] == type && error["origin"]["module_id"] == module &&
           error.value("sub_type", "") == sub_type;
  });
}

void ErrorHistory::raise(const Fault& fault) {
  if (find(fault.type, fault.sub_type, fault.module) != active_.end()) return;
  Json error = {
      {"type", fault.type},
      {"description", fault.description},
      {"message", fault.message},
      {"severity", fault.severity},
      {"origin", {{"module_id", fault.module}, {"implementation_id", fault.implementation}}},
      {"timestamp", bus_.stamp()},
      {"uuid", make_uuid()},
      {"state", "Active"}};
  if (!fault.sub_type.empty()) error["sub_type"] = fault.sub_type;
  active_.push_back(error);
  bus_.publish(kApi, module_, "error_raised", error);
}

void ErrorHistory::clear(const std::string& type, const std::string& sub_type,
                         const std::string& module) {
  const auto found = find(type, sub_type, module);
  if (found == active_.end()) return;
  Json error = std::move(*found);
  active_.erase(found);
  error["state"] = "ClearedByModule";
  bus_.publish(kApi, module_, "error_cleared", error);
}

Json ErrorHistory::active() const {
  return {{"errors", active_}};
}

}  // namespace kerb::stand_in_everest
