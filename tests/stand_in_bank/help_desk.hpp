// The operator's help desk, on the same machine as the bank: takes a driver's fault report once,
// however often it is sent.
#pragma once

#include <set>
#include <string>

namespace kerb::stand_in_bank {

class HelpDesk {
 public:
  static constexpr const char* kPath = "/helpdesk/reports";
  // The HTTP status: 201 taken, 200 known already, 400 not a report.
  int take(const std::string& idempotency_key, const std::string& body);
  std::size_t reports() const { return numbers_.size(); }

 private:
  std::set<std::string> numbers_;
};

}  // namespace kerb::stand_in_bank
