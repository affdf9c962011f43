// What `kerb doctor` has to say about one thing: is it as it should be, what was seen, and what to
// do.
#pragma once

#include <string>
#include <vector>

namespace kerb::kiosk::doctor {

enum class Verdict {
  pass,
  warn,  // Kerb runs, but someone should look
  fail,  // Kerb cannot run or cannot take money
};

struct Finding {
  std::string check;  // "gateway key", the same word in every run
  Verdict verdict = Verdict::pass;
  std::string seen;    // "/etc/kerb/gateway.key has mode 0644"
  std::string remedy;  // what to do; empty when there is nothing to do
};

// The worst of all; pass when there is none.
Verdict worst(const std::vector<Finding>& findings);

// For a terminal: one line each, the remedy below, and a sum at the end.
std::string as_text(const std::vector<Finding>& findings);

// {"verdict": "warn", "findings": [{"check", "verdict", "seen", "remedy"}…]}, verdicts as the
// enum's words.
std::string as_json(const std::vector<Finding>& findings);

}  // namespace kerb::kiosk::doctor
