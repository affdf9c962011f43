#include "hal/pcsc/context.hpp"

#include <algorithm>
#include <cstring>
#include <utility>

namespace kerb::hal::pcsc {
namespace {

// A wait is cut into slices so that a change that the service failed to report is seen all the
// same.
constexpr Millis kSlice{1000};
// SCardCancel() does nothing when the other thread is just about to wait, so it is repeated this
// often until that thread says that it has come out.
constexpr Millis kRepeat{2};
constexpr int kMostRepeats = 100;

}  // namespace

Context::~Context() {
  release();
}

LONG Context::establish() {
  const std::lock_guard lock(mutex_);
  if (established_) return SCARD_S_SUCCESS;
  const LONG status = SCardEstablishContext(SCARD_SCOPE_SYSTEM, nullptr, nullptr, &context_);
  established_ = status == SCARD_S_SUCCESS;
  return status;
}

void Context::release() {
  const std::lock_guard lock(mutex_);
  if (!std::exchange(established_, false)) return;
  // Frees the library's side even when the service is not there to hear it.
  SCardReleaseContext(context_);
  context_ = 0;
}

LONG Context::list(std::vector<std::string>& names) {
  names.clear();
  DWORD size = 0;
  LONG status = SCardListReaders(context_, nullptr, nullptr, &size);
  std::string joined(size, '\0');
  if (status == SCARD_S_SUCCESS) {
    status = SCardListReaders(context_, nullptr, joined.data(), &size);
  }
  if (status == SCARD_E_NO_READERS_AVAILABLE) return SCARD_S_SUCCESS;
  // A reader was plugged in between the two calls: the next look will see it.
  if (status == SCARD_E_INSUFFICIENT_BUFFER) return SCARD_S_SUCCESS;
  if (status != SCARD_S_SUCCESS) return status;
  joined.resize(std::min<std::size_t>(size, joined.size()));
  // Names one after another, each ended by a zero octet, and an empty one at the end.
  for (std::size_t at = 0; at < joined.size() && joined[at] != '\0';) {
    names.emplace_back(joined.c_str() + at);
    at += names.back().size() + 1;
  }
  return SCARD_S_SUCCESS;
}

LONG Context::wait_for_change(SCARD_READERSTATE& watched, Millis timeout,
                              Interruptible interruptible) {
  const Millis slice = std::clamp(timeout, Millis{0}, kSlice);
  {
    const std::lock_guard lock(mutex_);
    if (interruptible == Interruptible::yes) {
      if (std::exchange(interrupted_, false)) return SCARD_E_CANCELLED;
      waiting_ = true;
    }
  }
  const LONG status =
      SCardGetStatusChange(context_, static_cast<DWORD>(slice.count()), &watched, 1);
  const std::lock_guard lock(mutex_);
  if (std::exchange(waiting_, false)) {
    changed_.notify_all();
    if (std::exchange(interrupted_, false)) return SCARD_E_CANCELLED;
  }
  // A repeated SCardCancel() may arrive when its wait is over and end the next one, which nobody
  // meant.
  return status == SCARD_E_CANCELLED ? SCARD_E_TIMEOUT : status;
}

bool Context::pause(Millis duration) {
  std::unique_lock lock(mutex_);
  changed_.wait_for(lock, duration, [this] { return interrupted_; });
  return std::exchange(interrupted_, false);
}

bool Context::take_interruption() {
  const std::lock_guard lock(mutex_);
  return std::exchange(interrupted_, false);
}

void Context::interrupt() {
  std::unique_lock lock(mutex_);
  interrupted_ = true;
  changed_.notify_all();
  for (int repeat = 0; waiting_ && repeat < kMostRepeats; ++repeat) {
    SCardCancel(context_);
    changed_.wait_for(lock, kRepeat, [this] { return !waiting_; });
  }
}

}  // namespace kerb::hal::pcsc
