#include "payment/terminal/shared_terminal.hpp"

#include <utility>

namespace kerb::payment::terminal {

void SharedTerminal::on_progress(hal::zvt::ProgressListener listener) {
  const std::scoped_lock lock(one_at_a_time_);
  terminal_.on_progress(std::move(listener));
}

void SharedTerminal::on_vanished_hold(std::function<void(const OrderKey&)> listener) {
  const std::scoped_lock lock(one_at_a_time_);
  provider_.on_vanished_hold(std::move(listener));
}

template <typename Order>
auto SharedTerminal::in_turn(Order order) {
  ++orders_;
  const std::scoped_lock lock(one_at_a_time_);
  auto answer = order(provider_);
  --orders_;
  return answer;
}

HoldAnswer SharedTerminal::hold(const HoldOrder& order) {
  return in_turn([&](TerminalProvider& provider) { return provider.hold(order); });
}

HoldAnswer SharedTerminal::raise(const RaiseOrder& order) {
  return in_turn([&](TerminalProvider& provider) { return provider.raise(order); });
}

SettleAnswer SharedTerminal::capture(const CaptureOrder& order) {
  return in_turn([&](TerminalProvider& provider) { return provider.capture(order); });
}

SettleAnswer SharedTerminal::release(const ReleaseOrder& order) {
  return in_turn([&](TerminalProvider& provider) { return provider.release(order); });
}

SettleAnswer SharedTerminal::abandon(const AbandonOrder& order) {
  return in_turn([&](TerminalProvider& provider) { return provider.abandon(order); });
}

AskAnswer SharedTerminal::ask(const Question& question) {
  return in_turn([&](TerminalProvider& provider) { return provider.ask(question); });
}

void SharedTerminal::acknowledge(const OrderKey& key) {
  in_turn([&](TerminalProvider& provider) {
    provider.acknowledge(key);
    return true;
  });
}

hal::Result<SharedTerminal::Look> SharedTerminal::look_for_card() {
  using Saw = Look::Saw;
  const std::unique_lock lock(one_at_a_time_, std::try_to_lock);
  if (!lock || orders_ > 0 || terminal_.waits_for_commit()) return Look{Saw::at_work};
  // A terminal that is away is no terminal that cannot tell.
  if (auto met = terminal_.meet(); !met) return tl::make_unexpected(std::move(met.error()));
  auto seen = terminal_.look_for_card();
  if (!seen && seen.error().code == "zvt.refused") return Look{Saw::cannot_tell};
  if (!seen) return tl::make_unexpected(std::move(seen.error()));
  if (!*seen) return Look{Saw::nothing};
  return Look{Saw::card, **seen};
}

hal::Result<bool> SharedTerminal::compare() {
  const std::unique_lock lock(one_at_a_time_, std::try_to_lock);
  if (!lock || orders_ > 0 || terminal_.waits_for_commit()) return false;
  if (auto compared = provider_.compare(); !compared) {
    return tl::make_unexpected(std::move(compared.error()));
  }
  return true;
}

std::vector<std::string> SharedTerminal::concerns() {
  const std::scoped_lock lock(one_at_a_time_);
  std::vector<std::string> words;
  for (Concern& concern : provider_.concerns()) words.push_back(std::move(concern.what));
  return words;
}

}  // namespace kerb::payment::terminal
