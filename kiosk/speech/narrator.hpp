// Lets a driver who does not see the screen charge: it says what appears, where the keypad stands,
// and what changes. Any key starts it, because a switch that has to be found on the screen would be
// found by those who do not need it (EN 301 549, 5.1.3; European Accessibility Act, Annex I).
// It ends with a key, or on the first screen when nobody has pressed a key for a while: the next
// driver may not want it.
//
// UI thread only.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "hal/clock.hpp"
#include "hal/display.hpp"
#include "hal/voice.hpp"
#include "kiosk/screens/texts/language.hpp"
#include "kiosk/speech/wording.hpp"
#include "kiosk/station/snapshot.hpp"
#include "kiosk/ui/semantic_tree.hpp"

namespace kerb::kiosk {

class Narrator {
 public:
  // Both outlive it. `volume` in percent: where every driver begins.
  Narrator(hal::Voice& voice, const Languages& languages, int volume);

  // A key while `snapshot` and `tree` are shown. True: it was meant for the voice, or it started
  // it; nothing else should happen.
  bool heed(hal::Key::Meaning key, const Snapshot& snapshot, const ui::SemanticTree& tree,
            hal::Monotonic now);
  // A headset was plugged in, which starts it, or pulled out, which ends it: nobody else shall hear
  // what a driver pays.
  void headset(bool plugged, const Snapshot& snapshot, const ui::SemanticTree& tree,
               hal::Monotonic now);
  // OK was pressed and the keypad stands on nothing.
  void ask_to_choose(const Snapshot& snapshot);
  // After every frame. `focused` is the element that the keypad stands on, or empty.
  void look(const Snapshot& snapshot, const ui::SemanticTree& tree, std::string_view focused,
            hal::Monotonic now);
  bool on() const { return on_; }

 private:
  const Language& language(const Snapshot& snapshot) const;
  bool listener_gone(const Snapshot& snapshot, hal::Monotonic now) const;
  void say(std::string text, const Snapshot& snapshot);
  void say_news(std::vector<News> news, const Snapshot& snapshot);
  void begin(const Snapshot& snapshot, const ui::SemanticTree& tree);
  void end();
  void turn_volume(const Snapshot& snapshot);

  hal::Voice& voice_;
  const Languages& languages_;
  const int usual_volume_;
  int volume_;
  bool on_ = false;
  bool paused_ = false;
  bool plugged_ = false;
  hal::Monotonic last_key_{};
  std::string place_;  // the screen that was read
  std::string focused_;
  std::vector<News> news_;
  hal::Utterance last_;
};

}  // namespace kerb::kiosk
