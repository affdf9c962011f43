#include "kiosk/simulator/simulated_checkout.hpp"

#include <algorithm>

namespace kerb::kiosk {
namespace {

constexpr hal::Minutes kLifeOfPage{30};
constexpr hal::Seconds kLifeOfHold{7 * 24 * 3600};

// As long as the addresses of real ones, so that the code on the desk is as dense as in the field.
std::string address_of(const std::string& reference) {
  return "https://checkout.simulator.example/c/pay/" + reference +
         "#fidkdWxOYHwnPyd1blpxYHZxWjA0Vk9Sb3Z0PTNjVGJx";
}

payment::NotProcessed no_way() {
  return {"the simulated checkout is unreachable"};
}

}  // namespace

SimulatedCheckout::Page* SimulatedCheckout::find(const payment::OrderKey& key) {
  const auto found =
      std::find_if(pages_.begin(), pages_.end(), [&](const Page& page) { return page.key == key; });
  return found == pages_.end() ? nullptr : &*found;
}

SimulatedCheckout::Page* SimulatedCheckout::find_hold(const std::string& reference) {
  const auto found = std::find_if(pages_.begin(), pages_.end(), [&](const Page& page) {
    return "pi_" + page.reference == reference;
  });
  return found == pages_.end() ? nullptr : &*found;
}

const SimulatedCheckout::Page* SimulatedCheckout::open_page() const {
  const auto found = std::find_if(pages_.rbegin(), pages_.rend(), [&](const Page& page) {
    return page.state == State::open && clock_.utc() < page.expires;
  });
  return found == pages_.rend() ? nullptr : &*found;
}

SimulatedCheckout::Page* SimulatedCheckout::open_page() {
  return const_cast<Page*>(std::as_const(*this).open_page());
}

payment::Approved SimulatedCheckout::approved(const Page& page) {
  return {{.reference = "pi_" + page.reference,
           .amount = page.amount,
           .expires = page.expires + kLifeOfHold,
           .approval_code = {}}};
}

payment::HoldAnswer SimulatedCheckout::hold(const payment::HoldOrder& order) {
  const std::lock_guard lock(mutex_);
  if (!reachable_) return no_way();
  Page* page = find(order.key);
  if (page == nullptr) {
    const std::string reference = "cs_test_" + std::to_string(pages_.size() + 1) + order.key;
    pages_.push_back({.key = order.key,
                      .reference = reference,
                      .amount = order.amount,
                      .expires = clock_.utc() + kLifeOfPage});
    page = &pages_.back();
  }
  if (page->state != State::open) return payment::Unknown{"that page is no longer open"};
  return payment::Pending{address_of(page->reference), page->expires, page->reference};
}

payment::HoldAnswer SimulatedCheckout::raise(const payment::RaiseOrder& /*order*/) {
  return payment::Declined{};
}

payment::SettleAnswer SimulatedCheckout::capture(const payment::CaptureOrder& order) {
  const std::lock_guard lock(mutex_);
  if (!reachable_) return no_way();
  Page* page = find_hold(order.hold_reference);
  if (page == nullptr) return payment::Refused{"no such payment"};
  if (page->state == State::captured) return payment::Done{order.hold_reference};
  if (page->state != State::held || less(page->amount, order.amount)) {
    return payment::Refused{"it cannot be captured"};
  }
  page->state = State::captured;
  page->taken = order.amount;
  return payment::Done{order.hold_reference};
}

payment::SettleAnswer SimulatedCheckout::release(const payment::ReleaseOrder& order) {
  const std::lock_guard lock(mutex_);
  if (!reachable_) return no_way();
  Page* page = find_hold(order.hold_reference);
  if (page == nullptr) return payment::Refused{"no such payment"};
  if (page->state == State::captured) return payment::Refused{"it was captured"};
  page->state = State::released;
  return payment::Done{order.hold_reference};
}

payment::SettleAnswer SimulatedCheckout::abandon(const payment::AbandonOrder& order) {
  const std::lock_guard lock(mutex_);
  if (!reachable_) return no_way();
  Page* page = find(order.hold_key);
  if (page == nullptr) return payment::Done{};
  if (page->state == State::held || page->state == State::captured) {
    return payment::Refused{"it was paid"};
  }
  if (page->state == State::open) page->state = State::withdrawn;
  return payment::Done{page->reference};
}

payment::AskAnswer SimulatedCheckout::ask(const payment::Question& question) {
  using About = payment::Question::About;
  const std::lock_guard lock(mutex_);
  if (!reachable_) return payment::Unknown{no_way().detail};
  if (question.about == About::raise) return payment::Declined{};
  const Page* page =
      question.about == About::hold ? find(question.key) : find_hold(question.hold_reference);
  if (page == nullptr) return payment::NotFound{};
  switch (page->state) {
    case State::open:
      if (clock_.utc() >= page->expires) return payment::Declined{payment::DeclineReason::generic};
      return payment::Pending{address_of(page->reference), page->expires, page->reference};
    case State::failed:
      return payment::Declined{payment::DeclineReason::generic};
    case State::withdrawn:
      return payment::Done{page->reference};
    case State::held:
      if (question.about == About::hold) return approved(*page);
      return payment::NotFound{};
    case State::captured:
      if (question.about == About::hold) return approved(*page);
      if (question.about == About::capture) return payment::Done{question.hold_reference};
      return payment::NotFound{};
    case State::released:
      if (question.about == About::capture) return payment::NotFound{};
      return payment::Done{question.hold_reference};
  }
  return payment::NotFound{};
}

void SimulatedCheckout::phone_pays() {
  const std::lock_guard lock(mutex_);
  if (Page* page = open_page()) page->state = State::held;
}

void SimulatedCheckout::phone_declines() {
  const std::lock_guard lock(mutex_);
  if (Page* page = open_page()) page->state = State::failed;
}

bool SimulatedCheckout::page_is_open() const {
  const std::lock_guard lock(mutex_);
  return open_page() != nullptr;
}

void SimulatedCheckout::reachable(bool reachable) {
  const std::lock_guard lock(mutex_);
  reachable_ = reachable;
}

Stage::BankBook SimulatedCheckout::book() const {
  const std::lock_guard lock(mutex_);
  Stage::BankBook book;
  for (const Page& page : pages_) {
    if (page.state == State::held) book.holds.push_back(page.amount.decimal());
    if (page.state == State::captured) book.captured.push_back(page.taken.decimal());
    if (page.state == State::released) book.released.push_back(page.amount.decimal());
  }
  return book;
}

}  // namespace kerb::kiosk
