// The errors that the station knows of, as error_history_consumer tells them.
#pragma once

#include <vector>

#include "tests/stand_in_everest/bus.hpp"

namespace kerb::stand_in_everest {

struct Fault {
  std::string type;  // "evse_board_support/MREC8EmergencyStop"
  std::string sub_type;
  std::string description;
  std::string message;
  std::string severity = "High";
  std::string module;          // who has it
  std::string implementation;  // and which part of it
};

// Threading: the timeline's thread only.
class ErrorHistory {
 public:
  ErrorHistory(Bus& bus, std::string module) : bus_(bus), module_(std::move(module)) {}

  // Raising the same fault of the same part again changes nothing; so does clearing what is not.
  void raise(const Fault& fault);
  void clear(const std::string& type, const std::string& sub_type, const std::string& module);
  Json active() const;  // {"errors":[...]}

 private:
  std::vector<Json>::iterator find(const std::string& type, const std::string& sub_type,
                                   const std::string& module);
  Bus& bus_;
  const std::string module_;
  std::vector<Json> active_;
};

}  // namespace kerb::stand_in_everest
