// Somebody who listens: what the voice says is kept, so that a story can expect it.
#pragma once

#include <string>
#include <vector>

#include "hal/voice.hpp"

namespace kerb::kiosk {

class Ear final : public hal::Voice {
 public:
  void say(const hal::Utterance& utterance) override { heard_.push_back(utterance.text); }
  void hush() override {}
  void pause(bool) override {}
  void set_volume(int) override {}

  const std::vector<std::string>& heard() const { return heard_; }
  void forget() { heard_.clear(); }

 private:
  std::vector<std::string> heard_;
};

}  // namespace kerb::kiosk
