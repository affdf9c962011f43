#include "hal/everest/ledger.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <system_error>
#include <utility>

#include "hal/bounded_file.hpp"
#include "hal/everest/bay.hpp"
#include "hal/everest/ledger_text.hpp"

namespace kerb::hal::everest {
namespace {

constexpr std::size_t kMostClosed = 200;
constexpr std::chrono::days kKeepClosed{60};
constexpr std::size_t kLongestLedger = 256 * 1024;

tl::unexpected<Error> ledger_failure(const std::filesystem::path& file, const char* doing,
                                     int number) {
  return failure("everest.ledger",
                 fmt::format("{} the ledger of charges {}: {}", doing, file.string(),
                             std::generic_category().message(number)),
                 "its folder must exist, on a disk with room, writable by Kerb's user");
}

// 0, or errno.
int written_and_synced(const std::filesystem::path& file, const std::string& text) {
  const int descriptor = ::open(file.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  if (descriptor < 0) return errno;
  std::size_t done = 0;
  int problem = 0;
  while (problem == 0 && done < text.size()) {
    const ssize_t written = ::write(descriptor, text.data() + done, text.size() - done);
    if (written < 0 && errno != EINTR) problem = errno;
    if (written > 0) done += static_cast<std::size_t>(written);
  }
  if (problem == 0 && ::fsync(descriptor) != 0) problem = errno;
  if (::close(descriptor) != 0 && problem == 0) problem = errno;
  return problem;
}

int folder_synced(const std::filesystem::path& file) {
  const std::filesystem::path folder = file.has_parent_path() ? file.parent_path() : ".";
  const int descriptor = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (descriptor < 0) return errno;
  const int problem = ::fsync(descriptor) == 0 ? 0 : errno;
  ::close(descriptor);
  return problem;
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
      if (problem) return ledger_failure(path, "setting aside", problem.value());
      Error trouble = charges.error();
      trouble.tried += ", which is now " + aside.string();
      ledger->trouble_ = std::move(trouble);
    }
  } else if (problem) {
    return ledger_failure(path, "opening", problem.value());
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
  std::filesystem::path fresh = file_;
  fresh += ".new";
  if (const int problem = written_and_synced(fresh, text); problem != 0) {
    return ledger_failure(file_, "writing", problem);
  }
  if (::rename(fresh.c_str(), file_.c_str()) != 0) return ledger_failure(file_, "writing", errno);
  if (const int problem = folder_synced(file_); problem != 0) {
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
  return newest([&](const LedgerCharge& it) {
    return (evse == 0 || it.evse == evse) && same_token(it.token, token);
  });
}

std::vector<LedgerCharge> Ledger::all() const {
  const std::lock_guard lock(mutex_);
  return charges_;
}

}  // namespace kerb::hal::everest
