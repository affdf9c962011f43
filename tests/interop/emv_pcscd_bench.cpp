// What Kerb's kernels add to a tap behind the real pcscd: the same commands to the same card, once
// with the kernel and once without, in turns, so that whatever else the machine does is in both.
// What it should add at most: 0.5 ms to a Visa, 2 ms to a Mastercard that signs (CDA). And how soon a
// card is known that was laid down, beside a bare SCardGetStatusChange(): 50 ms at most.
#include <benchmark/benchmark.h>
#include <winscard.h>

#include <algorithm>
#include <future>
#include <optional>
#include <thread>

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

// Until a bare client of pcscd sees a card in the reader.
bool bare_client_sees(SCARDCONTEXT context) {
  constexpr DWORD kPatience = 10'000;
  SCARD_READERSTATE watched{};
  watched.szReader = PcscdService::kReaderName;
  while (SCardGetStatusChange(context, kPatience, &watched, 1) == SCARD_S_SUCCESS) {
    if ((watched.dwEventState & SCARD_STATE_PRESENT) != 0) return true;
    watched.dwCurrentState = watched.dwEventState;
  }
  return false;
}

// From the hand that lays it down; a card that is seen by Kerb is powered, and its number read.
void card_seen_behind_pcscd(benchmark::State& state) {
  const bool kerb = state.range(0) == 1;
  state.SetLabel(kerb ? "Kerb; 50 ms at most" : "reference: bare SCardGetStatusChange");
  auto service = PcscdService::create();
  if (!service) return state.SkipWithError(service.error().sentence().c_str());
  VirtualPicc picc((*service)->socket());
  auto reader = hal::pcsc::Reader::create("kerb test");
  SCARDCONTEXT context = 0;
  const bool bare =
      SCardEstablishContext(SCARD_SCOPE_SYSTEM, nullptr, nullptr, &context) == SCARD_S_SUCCESS;
  if (!reader || !bare) return state.SkipWithError("no reader");
  const auto card = hal::simulated::deal("visa")->card;
  while (state.KeepRunning()) {
    auto seen = std::async(std::launch::async, [&] {
      const bool there =
          kerb ? (*reader)->wait_for_card(kLong).has_value() : bare_client_sees(context);
      return there ? std::optional(Wall::now()) : std::nullopt;
    });
    std::this_thread::sleep_for(hal::Millis{100});  // until it waits
    const auto laid = Wall::now();
    if (!picc.insert(card)) return state.SkipWithError("no card");
    const auto at = seen.get();
    if (!at) return state.SkipWithError("not seen");
    state.SetIterationTime(std::chrono::duration<double>(*at - laid).count());
    (*reader)->field_off(hal::Millis{0});
    picc.remove();
    std::this_thread::sleep_for(hal::Millis{300});  // until pcscd knows
  }
  SCardReleaseContext(context);
}
BENCHMARK(card_seen_behind_pcscd)
    ->Arg(0)
    ->Arg(1)
    ->Iterations(20)
    ->UseManualTime()
    ->Unit(benchmark::kMicrosecond);

}  // namespace
}  // namespace kerb::interop
