// What Kerb's kernels add to a tap behind the real pcscd: the same commands to the same card, once
// with the kernel and once without, in turns, so that whatever else the machine does is in both.
// What it should add at most: 0.5 ms to a Visa, 2 ms to a Mastercard that signs (CDA).
#include <benchmark/benchmark.h>

#include <algorithm>

#include "hal/pcsc/reader.hpp"
#include "hal/simulated/deck.hpp"
#include "tests/interop/pcscd_service.hpp"
#include "tests/interop/virtual_picc.hpp"
#include "tests/unit/emv/tap.hpp"

namespace kerb::interop {
namespace {

using namespace payment::emv;  // NOLINT(google-build-using-namespace)
using Wall = std::chrono::steady_clock;
using Micros = std::chrono::duration<double, std::micro>;

constexpr hal::Millis kLong{10'000};

double median(std::vector<double>& all) {
  const auto middle = all.begin() + static_cast<std::ptrdiff_t>(all.size() / 2);
  std::nth_element(all.begin(), middle, all.end());
  return *middle;
}

// The card, found and powered; the clock runs from then on.
template <typename Talk>
double timed(hal::CardReader& reader, const Talk& talk) {
  if (!reader.wait_for_card(kLong)) return -1;
  const auto begin = Wall::now();
  const bool fine = talk();
  const double took = Micros(Wall::now() - begin).count();
  reader.field_off(hal::Millis{0});
  return fine ? took : -1;
}

void tap_behind_pcscd(benchmark::State& state) {
  const bool visa = state.range(0) == 0;
  state.SetLabel(visa ? "visa; the kernel should add 500 us at most"
                      : "mastercard with CDA; the kernel should add 2000 us at most");
  auto service = PcscdService::create();
  if (!service) return state.SkipWithError(service.error().sentence().c_str());
  VirtualPicc picc((*service)->socket());
  auto made = hal::pcsc::Reader::create("kerb test");
  if (!made) return state.SkipWithError("no reader");
  hal::CardReader& reader = **made;
  if (!picc.insert(hal::simulated::deal(visa ? "visa" : "mastercard")->card)) {
    return state.SkipWithError("no card");
  }
  const Terminal kiosk = desk::trusting_terminal();
  std::vector<hal::Bytes> commands;
  const auto with_kernel = [&] {
    commands.clear();
    const TapOutcome outcome = run(kiosk, desk::transaction(), [&](hal::ByteView command) {
      commands.emplace_back(command.begin(), command.end());
      return reader.transceive(command);
    });
    return outcome.kind == OutcomeKind::online_request;
  };
  const auto without = [&] {
    return std::all_of(commands.begin(), commands.end(), [&](const hal::Bytes& command) {
      return reader.transceive(command).has_value();
    });
  };
  std::vector<double> bare;
  std::vector<double> whole;
  std::vector<double> added;
  for (auto _ : state) {
    whole.push_back(timed(reader, with_kernel));
    bare.push_back(timed(reader, without));
    added.push_back(whole.back() - bare.back());
    if (whole.back() < 0 || bare.back() < 0) return state.SkipWithError("the card was not read");
  }
  state.counters["exchanges"] = static_cast<double>(commands.size());
  state.counters["reference_us"] = median(bare);
  state.counters["whole_us"] = median(whole);
  state.counters["kernel_adds_us"] = median(added);
}
BENCHMARK(tap_behind_pcscd)->Arg(0)->Arg(1)->UseRealTime()->Unit(benchmark::kMicrosecond);

}  // namespace
}  // namespace kerb::interop
