// Whatever five registers of a station say: what is taken is in range, and a charge that goes on for
// some looks at such a station never costs more than it could deliver, nor less than nothing, and is
// over only when the station said that it is shut.
#include <cstdlib>
#include <cstring>

#include "hal/modbus/charge_course.hpp"

using namespace kerb::hal;          // NOLINT(google-build-using-namespace)
using namespace kerb::hal::modbus;  // NOLINT(google-build-using-namespace)

namespace {

constexpr std::int64_t kMostTenths = 999'999'999;

void demand(bool right) {
  if (!right) std::abort();
}

void look_at(const Status& status) {
  demand(status.energy.count >= 0 && status.energy.count <= kMostTenths / 10);
  demand(status.power.count >= 0 && status.power.count <= 100'000);
}

// The words, small enough to be right now and then: a fuzzer changes octets.
RawStatus raw_in(const std::uint8_t* octets) {
  return {octets[0], octets[1], octets[2], std::uint32_t{octets[3]} * 500'000,
          std::uint32_t{octets[4]} << (octets[5] % 24U)};
}

class Station {
 public:
  void look(const RawStatus& raw, Millis later) {
    now_ += later;
    const auto status = status_in(raw);
    if (!status) return;
    look_at(*status);
    auto step = course_.see({*status, now_, Utc(Millis(1)), later > ChargeCourse::kShortSilence});
    if (step.note) judge(step.note->record);
    if (step.wish == ChargeCourse::Wish::open) {
      if (!began_) began_ = now_;
      course_.opening(now_);
      course_.opened(now_);
      told_shut_ = false;
    } else if (step.wish == ChargeCourse::Wish::shut) {
      course_.shut(now_);
      told_shut_ = true;
    }
  }

  ChargeCourse& course() { return course_; }

 private:
  void judge(const ChargeRecord& record) {
    demand(record.meter_now >= record.meter_start);
    const std::int64_t hours_in_millis = 3'600'000;
    const Millis span = began_ ? now_ - *began_ : Millis{0};
    const std::int64_t most = 22'000 * 125 / 100 * span.count() / hours_in_millis + 100;
    demand((record.meter_now - record.meter_start).count <= most + 1);
    if (record.phase == ChargeRecord::Phase::finished) demand(told_shut_ && course_.is_shut());
  }

  ChargeCourse course_{Evse{.id = 1, .connector = ConnectorKind::type2, .max_power = {22'000}},
                       Millis{20'000}};
  Monotonic now_{Millis{1'000'000}};
  std::optional<Monotonic> began_;
  bool told_shut_ = false;
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {  // NOLINT
  constexpr std::size_t kLook = 7;
  if (size >= sizeof(RawStatus)) {
    RawStatus raw;
    std::memcpy(&raw, data, sizeof raw);
    if (const auto status = status_in(raw)) look_at(*status);
  }
  Station station;
  bool once = false;
  for (std::size_t at = 0; at + kLook <= size; at += kLook) {
    const Millis later{data[at + 6] < 250 ? 500 : data[at + 6] * 100};
    station.look(raw_in(data + at), later);
    if (!once && data[at + 6] == 1) once = !station.course().authorise(ChargeKey(32, 'a'));
    if (data[at + 6] == 2) station.course().end(ChargeKey(32, 'a'), {});
  }
  return 0;
}
