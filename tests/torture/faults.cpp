#include "tests/torture/faults.hpp"

#include <algorithm>

namespace kerb::torture {
namespace {

struct Kind {
  std::string_view word;
  std::uint32_t usual;  // of 2^20, where it may strike
};

constexpr std::uint32_t one_in(std::uint32_t bound) {
  return (1U << 20U) / bound;
}

// In the order of Fault.
constexpr std::array<Kind, kFaults> kKinds{{
    {"request_lost", one_in(20)},
    {"request_late", one_in(20)},
    {"request_twice", one_in(20)},
    {"not_sent", one_in(20)},
    {"answer_lost", one_in(20)},
    {"answer_late", one_in(20)},
    {"answer_twice", one_in(20)},
    {"bank_down", one_in(40)},
    {"declined", one_in(12)},
    {"granted_less", one_in(30)},
    {"index_lags", one_in(8)},
    {"hold_expires", one_in(40)},
    {"release_refused", one_in(60)},
    {"charger_request_lost", one_in(16)},
    {"charger_answer_lost", one_in(16)},
    {"charger_event_lost", one_in(60)},
    {"charger_event_late", one_in(40)},
    {"charger_event_twice", one_in(40)},
    {"link_down", one_in(20)},
    {"start_refused", one_in(30)},
    {"start_fails", one_in(24)},
    {"charge_breaks", one_in(24)},
    {"charger_restarts", one_in(50)},
    {"charger_forgets", one_in(10)},
    {"card_misread", one_in(12)},
    {"clock_jumps", one_in(12)},
    {"disk_error", one_in(200)},
    {"disk_full", one_in(400)},
    {"process_crash", one_in(110)},
    {"power_cut", one_in(600)},
    {"io_error", one_in(3000)},
    {"io_process_crash", one_in(1500)},
    {"io_power_cut", one_in(3000)},
    {"other_currency", one_in(150)},
    {"raise_declined", one_in(4)},
    {"cost_never", one_in(6)},
    {"cost_late", one_in(5)},
    {"cost_twice", one_in(4)},
    {"cost_foreign", one_in(10)},
    {"start_told_again", one_in(12)},
    {"start_never_told", one_in(16)},
    {"end_for_nobody", one_in(12)},
    {"end_never_told", one_in(12)},
    {"told_after_restart", one_in(16)},
    {"end_presumed", one_in(3)},
    {"state_flashes", one_in(16)},
    {"meter_goes_silent", one_in(16)},
    {"meter_jumps", one_in(40)},
    {"meter_runs_back", one_in(40)},
    {"foreign_charge", one_in(12)},
    {"line_cut", one_in(250)},
    {"line_late", one_in(200)},
    {"message_mishap", one_in(20)},
    {"terminal_restarts", one_in(60)},
    {"host_down", one_in(50)},
    {"host_slow", one_in(20)},
    {"store_full", one_in(50)},
    {"card_gone", one_in(20)},
    {"book_error", one_in(400)},
    {"terminal_process_crash", one_in(500)},
    {"terminal_power_cut", one_in(1500)},
}};

}  // namespace

std::string_view word_for(Fault fault) {
  return kKinds[static_cast<std::size_t>(fault)].word;
}

Faults::Faults(std::uint64_t seed, const std::optional<std::vector<std::int64_t>>& only)
    : seed_(mix(seed ^ 0xFA017U)), only_(only) {
  Random swarm(seed_);
  for (std::size_t kind = 0; kind < kFaults; ++kind) {
    const std::uint32_t usual = kKinds[kind].usual;
    switch (swarm.below(8)) {
      case 0:
      case 1:
      case 2:
      case 3:
        rates_[kind] = 0;
        break;
      case 4:
        rates_[kind] = usual / 4;
        break;
      case 5:
        rates_[kind] = usual * 4;
        break;
      default:
        rates_[kind] = usual;
    }
  }
}

bool Faults::allowed(Fault fault) {
  if (only_ && !std::binary_search(only_->begin(), only_->end(), number_)) return false;
  struck_.push_back({number_, fault});
  return true;
}

}  // namespace kerb::torture
