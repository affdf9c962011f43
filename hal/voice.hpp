// A voice that reads the screen aloud, into a headset or from a loudspeaker. A board without one
// uses none.
#pragma once

#include <string>

namespace kerb::hal {

struct Utterance {
  std::string text;
  std::string locale;  // BCP 47: "de", "zh-Hans"
};

// All calls return at once and never fail: a broken voice must not stop a charge. Any thread.
class Voice {
 public:
  virtual ~Voice() = default;
  // Says it now. What is being said ends.
  virtual void say(const Utterance& utterance) = 0;
  virtual void hush() = 0;
  // Stops in the middle of a word, or goes on from there. say() and hush() end a pause.
  virtual void pause(bool paused) = 0;
  virtual void set_volume(int percent) = 0;  // 0 to 100, of what is said next
};

}  // namespace kerb::hal
