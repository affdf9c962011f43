#include "hal/simulated/back_end.hpp"

#include <utility>

namespace kerb::hal::simulated {

void BackEnd::listen(Listener listener, MessageBoard* board) {
  const std::scoped_lock lock(mutex_);
  listener_ = std::move(listener);
  board_ = board;
}

void BackEnd::tell(OwnTrouble trouble, std::optional<std::string> detail) {
  const std::scoped_lock lock(mutex_);
  if (detail) {
    troubles_[trouble] = std::move(*detail);
  } else {
    troubles_.erase(trouble);
  }
}

void BackEnd::report(const BackEndReport& report) {
  const std::scoped_lock lock(mutex_);
  if (listener_) listener_(report);
}

MessageBoard::Answer BackEnd::show(const DisplayMessage& message) {
  const std::scoped_lock lock(mutex_);
  return board_ == nullptr ? MessageBoard::Answer::rejected : board_->set(message);
}

bool BackEnd::clear(std::int64_t id) {
  const std::scoped_lock lock(mutex_);
  return board_ != nullptr && board_->clear(id);
}

Result<WebPaymentTerms> BackEnd::web_payments() {
  const std::scoped_lock lock(mutex_);
  return web_payments_ ? Result<WebPaymentTerms>(*web_payments_) : hal::BackEnd::web_payments();
}

void BackEnd::want_web_payments(WebPaymentTerms terms) {
  const std::scoped_lock lock(mutex_);
  web_payments_ = std::move(terms);
}

std::map<OwnTrouble, std::string> BackEnd::troubles() const {
  const std::scoped_lock lock(mutex_);
  return troubles_;
}

}  // namespace kerb::hal::simulated
