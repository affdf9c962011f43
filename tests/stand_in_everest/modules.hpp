// The API modules of one run of EVerest: each beats its heart, and each wants to hear from its
// client.
#pragma once

#include <map>
#include <string>

#include "tests/stand_in_everest/error_history.hpp"

namespace kerb::stand_in_everest {

// Threading: the timeline's thread only.
class ModuleLife {
 public:
  // `modules`: name of the module to its API.
  ModuleLife(const Settings& settings, Bus& bus, ErrorHistory& errors,
             std::map<std::string, std::string> modules);

  void begin();
  void beat(bool on) { beats_ = on; }
  // `false` ends the check for good.
  void heard(const std::string& module, bool well);

 private:
  struct Check {
    Milliseconds heard{0};
    bool over = false;
  };
  void beat_once();
  void look();
  void raise(const std::string& module, const char* sub_type);

  const Settings& settings_;
  Bus& bus_;
  ErrorHistory& errors_;
  const std::map<std::string, std::string> modules_;
  std::map<std::string, Check> checks_;
  std::uint64_t count_ = 0;
  bool beats_ = true;
};

}  // namespace kerb::stand_in_everest
