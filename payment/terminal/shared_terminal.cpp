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
  if (day_ != nullptr) (void)day_->learn();  // what cannot be written now is learned the next time
  --orders_;
  return answer;
}

HoldAnswer SharedTerminal::hold(const HoldOrder& order) {
  return in_turn([&](TerminalProvider& provider) -> HoldAnswer {
    {
      const std::scoped_lock lock(stopping_);
      if (stopped_hold_ == order.key) return NotProcessed{"the driver had left before"};
      running_hold_ = order.key;
    }
    HoldAnswer answer = provider.hold(order);
    const std::scoped_lock lock(stopping_);
    running_hold_.clear();
    terminal_.go_on();
    return answer;
  });
}

void SharedTerminal::ask_to_stop(const OrderKey& hold) {
  const std::scoped_lock lock(stopping_);
  stopped_hold_ = hold;
  if (running_hold_ == hold) terminal_.ask_to_stop();
}

HoldAnswer SharedTerminal::raise(const RaiseOrder& order) {
  return in_turn([&](TerminalProvider& provider) { return provider.raise(order); });
}

// What its end of day will count has to be known before it leaves.
template <typename Order>
SettleAnswer SharedTerminal::counted(const OrderKey& key, Order order) {
  return in_turn([&](TerminalProvider& provider) -> SettleAnswer {
    if (day_ != nullptr) {
      if (const auto noted = day_->expect(key); !noted) {
        return NotProcessed{noted.error().sentence()};
      }
    }
    return order(provider);
  });
}

SettleAnswer SharedTerminal::capture(const CaptureOrder& order) {
  return counted(order.key, [&](TerminalProvider& provider) { return provider.capture(order); });
}

SettleAnswer SharedTerminal::refund(const OrderKey& key, const OrderKey& capture_key, hal::Utc at) {
  return counted(key,
                 [&](TerminalProvider& provider) { return provider.refund(key, capture_key, at); });
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
  wants_end_of_day_ = terminal_.wants_end_of_day();
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
  if (day_ != nullptr) (void)day_->learn();
  return true;
}

hal::Result<DayEnd::Told> SharedTerminal::end_day(std::int64_t day, hal::Utc now, bool asked) {
  const std::unique_lock lock(one_at_a_time_, std::try_to_lock);
  if (!lock || orders_ > 0 || terminal_.waits_for_commit()) {
    return DayEnd::Told{DayEnd::How::put_off, "it is at work", {}};
  }
  auto told = day_->end(day, now, asked);
  if (told && told->how == DayEnd::How::ended) {
    wants_end_of_day_ = false;
    terminal_.drop();  // its status is asked for anew
  }
  return told;
}

hal::Result<bool> SharedTerminal::put_in_order(const hal::zvt::WallClock& now) {
  const std::unique_lock lock(one_at_a_time_, std::try_to_lock);
  if (!lock || orders_ > 0 || terminal_.waits_for_commit()) return false;
  if (auto put = terminal_.put_in_order(now); !put) {
    return tl::make_unexpected(std::move(put.error()));
  }
  return true;
}

void SharedTerminal::leave() {
  const std::scoped_lock lock(one_at_a_time_);
  terminal_.leave();
}

std::vector<std::string> SharedTerminal::concerns() {
  const std::scoped_lock lock(one_at_a_time_);
  std::vector<std::string> words;
  for (Concern& concern : provider_.concerns()) words.push_back(std::move(concern.what));
  if (day_ == nullptr) return words;
  for (std::string& concern : day_->concerns()) words.push_back(std::move(concern));
  return words;
}

}  // namespace kerb::payment::terminal
