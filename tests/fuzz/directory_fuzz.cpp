// What a card answers to SELECT, of the directory and of an application: whatever it lists, only
// what the station takes becomes a candidate, best first, and what is read of an application is of
// that one. Input: the directory's length in two octets, the directory, the application's answer.
#include <algorithm>
#include <cstdlib>

#include "payment/emv/selection.hpp"
#include "tests/unit/emv/tap.hpp"

using namespace kerb::payment::emv;  // NOLINT(google-build-using-namespace)
using kerb::hal::ByteView;

namespace {

bool begins_with(ByteView name, ByteView start) {
  return name.size() >= start.size() && std::equal(start.begin(), start.end(), name.begin());
}

bool is_label(const std::string& label) {
  return label.size() <= 16 && std::all_of(label.begin(), label.end(), [](char letter) {
           return letter >= 0x20 && letter <= 0x7E;
         });
}

void look_into(ByteView answer, const Candidate& candidate) {
  const auto application = read_fci(answer, candidate);
  if (!application) {
    if (application.error().empty()) std::abort();
    return;
  }
  std::size_t wanted = 0;
  for (const DolEntry& entry : application->pdol) wanted += entry.length;
  if (wanted > 252 || application->df_name.size() > 16) std::abort();
  if (!begins_with(application->df_name, candidate.adf_name)) std::abort();
  if (!is_label(application->label)) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {  // NOLINT
  static const Terminal kiosk = desk::terminal();
  const ByteView input(data, size);
  if (input.size() < 2) return 0;
  const std::size_t length = std::min<std::size_t>(input[0] * 256U + input[1], input.size() - 2);
  const ByteView directory = input.subspan(2, length);
  const ByteView answer = input.subspan(2 + length);
  std::vector<Allowed> allowed;
  for (const Combination& combination : kiosk.combinations) {
    allowed.push_back({&combination, pre_process(combination, desk::transaction().amount)});
  }
  int last = 1;
  for (const Candidate& candidate : read_directory(directory, allowed).candidates) {
    if (candidate.priority < last || candidate.priority > 16) std::abort();
    last = candidate.priority;
    if (candidate.adf_name.size() > 16 || !is_label(candidate.label)) std::abort();
    if (!begins_with(candidate.adf_name, candidate.allowed->combination->aid)) std::abort();
    look_into(answer, candidate);
  }
  const Candidate visa{kiosk.combinations.front().aid, "VISA", {}, 1, &allowed.front()};
  look_into(answer, visa);
  return 0;
}
