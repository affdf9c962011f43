// The sounds that a driver expects of a card reader. A board without a speaker uses SilentSpeaker.
#pragma once

namespace kerb::hal {

enum class Beep {
  card_read,  // one long tone, 1500 Hz for 500 ms (EMV Contactless Book A, 9: success tone)
  alert,      // two short tones, 750 Hz for 200 ms with a pause of 200 ms (Book A, 9: alert tone)
  touch,      // a click, 12 ms
};

// play() returns at once and never fails: a broken loudspeaker must not stop a charge. Any thread.
class Speaker {
 public:
  virtual ~Speaker() = default;
  virtual void play(Beep beep) = 0;
};

class SilentSpeaker final : public Speaker {
 public:
  void play(Beep) override {}
};

}  // namespace kerb::hal
