#include "hal/everest/ledger.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <system_error>
#include <utility>

#include "hal/bounded_file.hpp"
#include "hal/everest/bay.hpp"
#include "hal/everest/ledger_text.hpp"
#include "hal/replaced_file.hpp"

namespace kerb::hal::everest {
namespace {

constexpr std::size_t kMostClosed = 200;
constexpr std::chrono::days kKeepClosed{60};
constexpr std::size_t kLongestLedger = 256 * 1024;

tl::unexpected<Error> ledger_failure(const std::filesystem::path& file, const char* doing,
                                     const std::error_code& problem) {
  return failure(
      "everest.ledger",
      fmt::format("{} the ledger of charges {}: {}", doing, file.string(), problem.message()),
      "its folder must exist, on a disk with room, writable by Kerb's user");
}

// The oldest first; open charges stay.
void forget_closed(std::vector<LedgerCharge>& charges, Utc now) {
  auto closed = static_cast<std::size_t>(
      std::count_if(charges.begin(), charges.end(), [](const auto& it) { return !it.open(); }));
  const auto forgotten = [&](const LedgerCharge& it) {
    if (it.open() || (closed <= kMostClosed && now - it.changed < kKeepClosed)) return false;
    --closed;
    return true;
  };
  std::vector<LedgerCharge> kept;
  for (LedgerCharge& it : charges) {
    if (!forgotten(it)) kept.push_back(std::move(it));
  }
  charges = std::move(kept);
}

}  // namespace

ChargeRecord record_of(const LedgerCharge& charge) {
  using Phase = ChargeRecord::Phase;
  ChargeRecord record;
  switch (charge.phase) {
    case LedgerCharge::Phase::given:
    case LedgerCharge::Phase::accepted:
      record.phase = Phase::starting;
      return record;
    case LedgerCharge::Phase::gone:
      return record;
    case LedgerCharge::Phase::active:
      record.phase = Phase::active;
      break;
    case LedgerCharge::Phase::finished:
      record.phase = Phase::finished;
      record.reason = charge.reason;
      record.ended = charge.ended;
      break;
  }
  record.meter_start = charge.meter_start;
  record.meter_now = charge.meter_now;
  return record;
}

std::unique_ptr<Ledger> Ledger::unwritten() {
  return std::unique_ptr<Ledger>(new Ledger({}));
}

Result<std::unique_ptr<Ledger>> Ledger::open(std::filesystem::path file, Utc now) {
  std::unique_ptr<Ledger> ledger(new Ledger(std::move(file)));
  const std::filesystem::path& path = ledger->file_;
  std::error_code problem;
  if (std::filesystem::exists(path, problem)) {
    const auto text = read_bounded_file(path, kLongestLedger);
    auto charges = ledger_in(text.value_or(std::string()));
    if (charges) {
      ledger->charges_ = std::move(*charges);
    } else if (charges.error().code == "everest.newer_ledger") {
      return tl::make_unexpected(charges.error());
    } else {
      std::filesystem::path aside = path;
      aside += fmt::format(".damaged-{}", now.time_since_epoch().count());
      std::filesystem::rename(path, aside, problem);
      if (problem) return ledger_failure(path, "setting aside", problem);
      Error trouble = charges.error();
      trouble.tried += ", which is now " + aside.string();
      ledger->trouble_ = std::move(trouble);
    }
  } else if (problem) {
    return ledger_failure(path, "opening", problem);
  }
  if (auto written = ledger->write(); !written) return tl::make_unexpected(written.error());
  return ledger;
}

Result<void> Ledger::put(LedgerCharge charge, Utc now) {
  charge.changed = now;
  {
    const std::lock_guard lock(mutex_);
    const auto known = std::find_if(charges_.begin(), charges_.end(), [&](const LedgerCharge& it) {
      return it.charge == charge.charge;
    });
    if (known != charges_.end()) {
      *known = std::move(charge);
    } else {
      charges_.push_back(std::move(charge));
    }
    forget_closed(charges_, now);
  }
  return write();
}

Result<void> Ledger::write() {
  if (file_.empty()) return {};
  const std::lock_guard writing(writing_);
  std::string text;
  {
    const std::lock_guard lock(mutex_);
    text = ledger_text(charges_);
  }
  if (const std::error_code problem = replace_file(file_, text)) {
    return ledger_failure(file_, "writing", problem);
  }
  return {};
}

template <typename Fits>
std::optional<LedgerCharge> Ledger::newest(Fits fits) const {
  const std::lock_guard lock(mutex_);
  const auto found = std::find_if(charges_.rbegin(), charges_.rend(), fits);
  return found == charges_.rend() ? std::nullopt : std::optional(*found);
}

std::optional<LedgerCharge> Ledger::find(const ChargeKey& charge) const {
  return newest([&](const LedgerCharge& it) { return it.charge == charge; });
}

std::optional<LedgerCharge> Ledger::open_at(EvseId evse) const {
  return newest([&](const LedgerCharge& it) { return it.evse == evse && it.open(); });
}

std::optional<LedgerCharge> Ledger::of_session(std::string_view session) const {
  if (session.empty()) return std::nullopt;
  return newest([&](const LedgerCharge& it) { return it.session == session; });
}

std::optional<LedgerCharge> Ledger::of_transaction(std::string_view transaction) const {
  if (transaction.empty()) return std::nullopt;
  return newest([&](const LedgerCharge& it) { return it.transaction == transaction; });
}

std::optional<LedgerCharge> Ledger::of_token(std::string_view token, EvseId evse) const {
  if (token.empty()) return std::nullopt;
  return newest([&](const LedgerCharge& it) {
    return (evse == 0 || it.evse == evse) && same_token(it.token, token);
  });
}

std::vector<LedgerCharge> Ledger::all() const {
  const std::lock_guard lock(mutex_);
  return charges_;
}

}  // namespace kerb::hal::everest
