#include "kiosk/doctor/finding.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

namespace kerb::kiosk::doctor {
namespace {

const char* word(Verdict verdict) {
  switch (verdict) {
    case Verdict::pass:
      return "pass";
    case Verdict::warn:
      return "warn";
    case Verdict::fail:
      break;
  }
  return "fail";
}

std::ptrdiff_t count(const std::vector<Finding>& findings, Verdict verdict) {
  return std::count_if(findings.begin(), findings.end(),
                       [verdict](const Finding& finding) { return finding.verdict == verdict; });
}

}  // namespace

Verdict worst(const std::vector<Finding>& findings) {
  Verdict result = Verdict::pass;
  for (const Finding& finding : findings) result = std::max(result, finding.verdict);
  return result;
}

std::string as_text(const std::vector<Finding>& findings) {
  std::string text;
  for (const Finding& finding : findings) {
    text += fmt::format("{}  {:<16} {}\n", word(finding.verdict), finding.check, finding.seen);
    if (!finding.remedy.empty()) text += fmt::format("{:23}-> {}\n", "", finding.remedy);
  }
  return text + fmt::format("{} passed, {} to look at, {} failed\n", count(findings, Verdict::pass),
                            count(findings, Verdict::warn), count(findings, Verdict::fail));
}

std::string as_json(const std::vector<Finding>& findings) {
  nlohmann::ordered_json list = nlohmann::ordered_json::array();
  for (const Finding& finding : findings) {
    list.push_back({{"check", finding.check},
                    {"verdict", word(finding.verdict)},
                    {"seen", finding.seen},
                    {"remedy", finding.remedy}});
  }
  const nlohmann::ordered_json report{{"verdict", word(worst(findings))}, {"findings", list}};
  // What a file or a reader is called need not be UTF-8; the report must be.
  return report.dump(2, ' ', false, nlohmann::ordered_json::error_handler_t::replace) + '\n';
}

}  // namespace kerb::kiosk::doctor
