// The pages on which phones pay, on one desk: a payment service in memory. It outlives a power cut
// of the kiosk, and a page stays open until it is paid, withdrawn or half an hour old, as the real
// ones do.
//
// Threading: any thread.
#pragma once

#include <mutex>
#include <string>
#include <vector>

#include "kiosk/simulator/stage.hpp"
#include "payment/provider.hpp"

namespace kerb::kiosk {

class SimulatedCheckout final : public payment::PaymentProvider {
 public:
  // `clock` is the station's and outlives it.
  explicit SimulatedCheckout(const hal::Clock& clock) : clock_(clock) {}

  payment::HoldAnswer hold(const payment::HoldOrder& order) override;
  payment::HoldAnswer raise(const payment::RaiseOrder& order) override;
  payment::SettleAnswer capture(const payment::CaptureOrder& order) override;
  payment::SettleAnswer release(const payment::ReleaseOrder& order) override;
  payment::SettleAnswer abandon(const payment::AbandonOrder& order) override;
  payment::AskAnswer ask(const payment::Question& question) override;

  // ---- the phone, on the newest page that is open; without one nothing happens
  void phone_pays();
  void phone_declines();
  bool page_is_open() const;
  // No order reaches it while it is not; phones do all the same.
  void reachable(bool reachable);
  // Its own book of what it holds, took and gave back.
  Stage::BankBook book() const;

 private:
  enum class State { open, failed, withdrawn, held, captured, released };
  struct Page {
    payment::OrderKey key;
    std::string reference;
    payment::Money amount;
    hal::Utc expires{};
    State state = State::open;
    payment::Money taken = {};
  };
  Page* find(const payment::OrderKey& key);
  Page* find_hold(const std::string& reference);
  Page* open_page();
  const Page* open_page() const;
  static payment::Approved approved(const Page& page);

  const hal::Clock& clock_;
  mutable std::mutex mutex_;
  bool reachable_ = true;
  std::vector<Page> pages_;
};

}  // namespace kerb::kiosk
