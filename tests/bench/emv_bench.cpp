// What reading a card costs. A field 55 of 131 octets against OpenSSL's own walk over the same
// octets, and whole taps, with the card's share of them measured by itself: the card answers the
// same commands without a kernel, and the kernel gets the same answers without a card. Over the
// real pcscd: tests/interop/emv_pcscd_bench.cpp.
#include <benchmark/benchmark.h>
#include <openssl/asn1.h>

#include "hal/simulated/deck.hpp"
#include "payment/emv/tag.hpp"
#include "tests/unit/emv/tap.hpp"

namespace kerb::payment::emv {
namespace {

constexpr std::size_t kFieldLength = 131;

// Of a real tap, filled up to its length with what merchants write themselves.
const hal::Bytes& field_55() {
  static const hal::Bytes field = [] {
    constexpr std::size_t kHeader = 3;
    const TapOutcome outcome = desk::tap(hal::simulated::CardKind::mastercard);
    const auto objects = parse_tlvs(outcome.presentation->emv_tags);
    hal::Bytes octets;
    for (const Tlv& object : *objects) {
      if (octets.size() + object.encoded.size() + kHeader > kFieldLength) break;
      append_tlv(octets, object.tag, object.value);
    }
    append_tlv(octets, 0x9F7C, hal::Bytes(kFieldLength - octets.size() - kHeader, 0x5A));
    return octets;
  }();
  return field;
}

// With the objects kept, as ours are.
std::size_t walk_with_openssl(hal::ByteView octets) {
  struct Object {
    const unsigned char* value;
    long length;
    int tag;
  };
  std::vector<Object> objects;
  const unsigned char* at = octets.data();
  const unsigned char* const end = at + octets.size();
  while (at < end) {
    Object object{};
    int kind = 0;
    if ((ASN1_get_object(&at, &object.length, &object.tag, &kind, end - at) & 0x80) != 0) return 0;
    object.value = at;
    objects.push_back(object);
    at += object.length;
  }
  benchmark::DoNotOptimize(objects.data());
  return objects.size();
}

std::size_t walk_with_kerb(hal::ByteView octets) {
  const auto objects = parse_tlvs(octets);
  benchmark::DoNotOptimize(objects->data());
  return objects ? objects->size() : 0;
}

void field_55_parsed(benchmark::State& state) {
  const bool reference = state.range(0) == 0;
  state.SetLabel(reference ? "reference: ASN1_get_object of OpenSSL" : "Kerb");
  const hal::Bytes& field = field_55();
  if (field.size() != kFieldLength) return state.SkipWithError("not 131 octets");
  std::size_t objects = 0;
  while (state.KeepRunning()) {
    objects = reference ? walk_with_openssl(field) : walk_with_kerb(field);
    benchmark::DoNotOptimize(objects);
  }
  if (objects != walk_with_kerb(field)) return state.SkipWithError("another count of objects");
  const auto count = static_cast<double>(objects);
  state.counters["objects"] = count;
  state.counters["per_object"] = benchmark::Counter(
      count, benchmark::Counter::kIsIterationInvariantRate | benchmark::Counter::kInvert);
}
BENCHMARK(field_55_parsed)->Arg(0)->Arg(1);

// One tap as it was: what was asked, and what was answered.
struct Recorded {
  std::vector<hal::Bytes> commands;
  std::vector<hal::Bytes> answers;
};

Recorded record(hal::simulated::VirtualCard& card, const Terminal& kiosk) {
  Recorded tap;
  card.power_up();
  run(kiosk, desk::transaction(), [&](hal::ByteView command) -> hal::ReaderResult<hal::Bytes> {
    tap.commands.emplace_back(command.begin(), command.end());
    tap.answers.push_back(card.answer(command));
    return tap.answers.back();
  });
  return tap;
}

enum Share { card_alone, kernel_alone, whole };

void tap_in_process(benchmark::State& state) {
  const char* name = state.range(0) == 0 ? "visa" : "mastercard";
  const auto share = static_cast<Share>(state.range(1));
  constexpr const char* kShares[] = {"reference: the card's share", "the kernel's share", "whole"};
  state.SetLabel(std::string(name) + (state.range(0) == 0 ? ", " : " with CDA, ") + kShares[share]);
  const Terminal kiosk = desk::trusting_terminal();
  const auto card = hal::simulated::deal(name)->card;
  const Recorded tap = record(*card, kiosk);
  state.counters["exchanges"] = static_cast<double>(tap.commands.size());
  while (state.KeepRunning()) {
    if (share != kernel_alone) card->power_up();
    if (share == card_alone) {
      for (const hal::Bytes& command : tap.commands) {
        benchmark::DoNotOptimize(card->answer(command));
      }
      continue;
    }
    std::size_t at = 0;
    const TapOutcome outcome = run(
        kiosk, desk::transaction(), [&](hal::ByteView command) -> hal::ReaderResult<hal::Bytes> {
          return share == kernel_alone ? tap.answers[at++] : card->answer(command);
        });
    if (outcome.kind != OutcomeKind::online_request) return state.SkipWithError("not online");
  }
}
BENCHMARK(tap_in_process)
    ->ArgsProduct({{0, 1}, {card_alone, kernel_alone, whole}})
    ->Unit(benchmark::kMicrosecond);

}  // namespace
}  // namespace kerb::payment::emv
