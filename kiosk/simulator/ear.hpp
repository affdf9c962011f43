// Somebody who listens: what the voice says is kept, so that a story can expect it, and is said
// aloud where there is a voice.
#pragma once

#include <deque>
#include <string>
#include <vector>

#include "hal/voice.hpp"

namespace kerb::kiosk {

class Ear final : public hal::Voice {
 public:
  // `aloud` outlives it; it may be absent.
  void listen_to(hal::Voice* aloud) { aloud_ = aloud; }

  void say(const hal::Utterance& utterance) override {
    heard_.push_back(utterance.text);
    if (heard_.size() > kMostKept) heard_.pop_front();
    if (aloud_ != nullptr) aloud_->say(utterance);
  }
  void hush() override {
    if (aloud_ != nullptr) aloud_->hush();
  }
  void pause(bool paused) override {
    if (aloud_ != nullptr) aloud_->pause(paused);
  }
  void set_volume(int percent) override {
    if (aloud_ != nullptr) aloud_->set_volume(percent);
  }

  std::vector<std::string> heard() const { return {heard_.begin(), heard_.end()}; }
  void forget() { heard_.clear(); }

 private:
  static constexpr std::size_t kMostKept = 100;
  std::deque<std::string> heard_;
  hal::Voice* aloud_ = nullptr;
};

}  // namespace kerb::kiosk
