// An operator's back end in memory: a desk or a test says what it says, and sees what it is told.
// Any thread may call anything.
#pragma once

#include <map>
#include <mutex>
#include <string>

#include "hal/back_end.hpp"

namespace kerb::hal::simulated {

class BackEnd final : public hal::BackEnd {
 public:
  void listen(Listener listener, MessageBoard* board) override;
  void tell(OwnTrouble trouble, std::optional<std::string> detail) override;
  Result<WebPaymentTerms> web_payments() override;

  // ---- the operator's side
  void report(const BackEndReport& report);
  // Nobody listens: rejected.
  MessageBoard::Answer show(const DisplayMessage& message);
  bool clear(std::int64_t id);
  void want_web_payments(WebPaymentTerms terms);
  // What the station says is broken.
  std::map<OwnTrouble, std::string> troubles() const;

 private:
  mutable std::recursive_mutex mutex_;  // held while the listener is called: it may not go away
  Listener listener_;
  MessageBoard* board_ = nullptr;
  std::map<OwnTrouble, std::string> troubles_;
  std::optional<WebPaymentTerms> web_payments_;
};

}  // namespace kerb::hal::simulated
