// The operator's help desk and receipt service, on the same machine as the bank: each takes what it
// is sent once, however often it comes.
#pragma once

#include <map>
#include <set>
#include <string>
#include <string_view>

namespace kerb::stand_in_bank {

class HelpDesk {
 public:
  static constexpr const char* kPath = "/helpdesk/reports";
  static constexpr std::string_view kPages = "/r/";  // and the token
  // The HTTP status: 201 taken, 200 known already, 400 neither.
  int take(const std::string& idempotency_key, const std::string& body);
  // A receipt's page by its token; null: there is none.
  const std::string* page(const std::string& token) const;

 private:
  std::set<std::string> numbers_;
  std::map<std::string, std::string> pages_;
};

}  // namespace kerb::stand_in_bank
