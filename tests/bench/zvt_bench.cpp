// A status information as a Feig cVEND sends it after a reservation: 16 bitmaps, 90 octets. Asked for
// is at most 1 us each way. Reference in the same run: the least that any reader does, which is to
// take the octets over and to note where 16 fields are.
#include <benchmark/benchmark.h>
#include <malloc.h>

#include "hal/zvt/commands.hpp"
#include "hal/zvt/dialogue.hpp"
#include "hal/zvt/message.hpp"
#include "hal/zvt/requests.hpp"
#include "hal/zvt/status.hpp"

namespace kerb::hal::zvt {
namespace {

constexpr const char* kReservationStatus =
    "040F5A2700040000000025004909780C2255580D040522F0F8559883EEEEEE80748702313B3735303037310000"
    "0B000975196029525235350E24058A068C018BF1F14D617374657243617264002A383034303131393236202020"
    "202020";

Bytes recorded() {
  return *from_hex(kReservationStatus);
}

void zvt_status_reference(benchmark::State& state) {
  const Bytes octets = recorded();
  while (state.KeepRunning()) {
    Bytes data(octets.begin() + 3, octets.end());
    std::vector<Part> parts;
    parts.reserve(20);
    for (std::uint32_t at = 0; at < 16; ++at) parts.push_back({Part::Kind::bitmap, 0, at, 1});
    benchmark::DoNotOptimize(data);
    benchmark::DoNotOptimize(parts);
  }
}

// From the octets of the line to the fields.
void zvt_status_decode(benchmark::State& state) {
  const Bytes octets = recorded();
  FrameReader reader;
  while (state.KeepRunning()) {
    if (!reader.feed(octets)) return state.SkipWithError("not fed");
    auto message = decode(*reader.next());
    if (!message || message->parts.size() != 16) return state.SkipWithError("not read");
    benchmark::DoNotOptimize(message);
  }
}

// And to what a receipt needs of it.
void zvt_status_to_receipt(benchmark::State& state) {
  const Bytes octets = recorded();
  FrameReader reader;
  while (state.KeepRunning()) {
    if (!reader.feed(octets)) return state.SkipWithError("not fed");
    const auto message = decode(*reader.next());
    benchmark::DoNotOptimize(status_in(*message, Charset::cp437));
  }
}

void zvt_status_encode(benchmark::State& state) {
  const Bytes octets = recorded();
  FrameReader reader;
  if (!reader.feed(octets)) return state.SkipWithError("not fed");
  const Message message = *decode(*reader.next());
  while (state.KeepRunning()) {
    Writer writer(kStatusInformation);
    for (const Part& part : message.parts) writer.bitmap(part.tag, message.value(part));
    const Bytes written = octets_of(writer.frame());
    if (written.size() != octets.size()) return state.SkipWithError("not written");
    benchmark::DoNotOptimize(written);
  }
}

// A million messages leave nothing behind: a terminal beside a charger is spoken to for years.
void zvt_memory_of_a_million_messages(benchmark::State& state) {
  constexpr int kMessages = 1'000'000;
  constexpr std::size_t kFlat = 16'384;  // octets
  const Bytes octets = recorded();
  FrameReader reader;
  while (state.KeepRunning()) {
    std::size_t before = 0;
    for (int message = 0; message < kMessages; ++message) {
      if (message == 1'000) before = ::mallinfo2().uordblks;
      if (!reader.feed(octets)) return state.SkipWithError("not fed");
      Dialogue dialogue(reservation(2'500, 978, ""), {}, Monotonic{}, Charset::cp437);
      dialogue.take({kPositive, {}, false}, Monotonic{});
      dialogue.take(*reader.next(), Monotonic{});
      if (!dialogue.wants_commit()) return state.SkipWithError("not read");
    }
    const std::size_t after = ::mallinfo2().uordblks;
    if (after > before + kFlat) return state.SkipWithError("memory grows");
    state.counters["grown"] = static_cast<double>(after) - static_cast<double>(before);
  }
}

BENCHMARK(zvt_memory_of_a_million_messages)->Iterations(1)->Unit(benchmark::kMillisecond);
BENCHMARK(zvt_status_reference);
BENCHMARK(zvt_status_decode);
BENCHMARK(zvt_status_to_receipt);
BENCHMARK(zvt_status_encode);

}  // namespace
}  // namespace kerb::hal::zvt
