#include "hal/simulated/terminal/outbox.hpp"

#include <utility>

namespace kerb::hal::simulated::terminal {
namespace {

// The last octet of the length, in either form.
std::size_t length_at(const Bytes& octets) {
  return octets[2] == 0xFF ? 3 : 2;
}

}  // namespace

void Outbox::put(const zvt::Frame& frame, const std::optional<Mishap>& mishap, bool awaited,
                 Monotonic now) {
  Due due{.octets = zvt::octets_of(frame), .awaited = awaited};
  if (!mishap) {
    due_.push_back(std::move(due));
    return;
  }
  switch (mishap->kind) {
    case Mishap::Kind::lost:
      due.octets.clear();
      break;
    case Mishap::Kind::doubled:
      due.octets.insert(due.octets.end(), due.octets.begin(), due.octets.end());
      break;
    case Mishap::Kind::late:
      due.not_before = now + mishap->by;
      break;
    case Mishap::Kind::cut_before:
      due.octets.clear();
      due.cut = true;
      break;
    case Mishap::Kind::cut_within:
      due.octets.resize(due.octets.size() / 2);
      due.cut = true;
      break;
    case Mishap::Kind::cut_after:
      due.cut = true;
      break;
    case Mishap::Kind::longer:
      ++due.octets[length_at(due.octets)];
      break;
    case Mishap::Kind::shorter:
      --due.octets[length_at(due.octets)];
      break;
    case Mishap::Kind::deaf:
      break;  // it leaves as it is
  }
  due_.push_back(std::move(due));
}

void Outbox::put(Bytes octets) {
  due_.push_back({.octets = std::move(octets)});
}

Outbox::Left Outbox::leave(Monotonic now, Moves& moves) {
  Left left;
  while (!due_.empty() && due_.front().not_before.value_or(now) <= now) {
    Due due = std::move(due_.front());
    due_.pop_front();
    left.any = true;
    left.awaited = left.awaited || due.awaited;
    if (!due.octets.empty()) moves.emplace_back(Send{std::move(due.octets)});
    if (!due.cut) continue;
    left.cut = true;
    due_.clear();
  }
  return left;
}

std::optional<Monotonic> Outbox::wake_at() const {
  if (due_.empty()) return std::nullopt;
  return due_.front().not_before;
}

}  // namespace kerb::hal::simulated::terminal
