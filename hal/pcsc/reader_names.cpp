#include "hal/pcsc/reader_names.hpp"

#include "hal/pcsc/context.hpp"
#include "hal/pcsc/status_code.hpp"

namespace kerb::hal::pcsc {
namespace {

std::string lower_case(std::string_view text) {
  std::string lower(text);
  for (char& c : lower) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return lower;
}

int preference(const std::string& lower_name) {
  if (lower_name.find(" sam") != std::string::npos) return 0;
  for (const std::string_view word : {"picc", "contactless", " cl ", "nfc"}) {
    if (lower_name.find(word) != std::string::npos) return 2;
  }
  return 1;
}

}  // namespace

Result<std::vector<std::string>> reader_names() {
  Context context;
  std::vector<std::string> names;
  LONG status = context.establish();
  if (status == SCARD_S_SUCCESS) status = context.list(names);
  if (status == SCARD_S_SUCCESS) return names;
  return failure("reader.service_down",
                 "asking the PC/SC service for its readers: " + status_name(status),
                 "start pcscd (systemctl start pcscd.socket) and look into its log");
}

std::optional<std::string> choose_reader(const std::vector<std::string>& names,
                                         std::string_view part) {
  std::optional<std::string> chosen;
  int best = -1;
  for (const std::string& name : names) {
    const std::string lower = lower_case(name);
    if (lower.find(lower_case(part)) == std::string::npos) continue;
    if (preference(lower) <= best) continue;
    best = preference(lower);
    chosen = name;
  }
  return chosen;
}

}  // namespace kerb::hal::pcsc
