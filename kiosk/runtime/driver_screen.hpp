// The driver's screen: it draws snapshots and turns touches into intents. It decides nothing. A
// frame is drawn when the snapshot changed, a finger moved, or something on the screen moves by
// itself; otherwise nothing happens.
//
// UI thread only.
#pragma once

#include <functional>
#include <memory>
#include <optional>

#include "hal/clock.hpp"
#include "hal/display.hpp"
#include "hal/speaker.hpp"
#include "hal/voice.hpp"
#include "kiosk/config.hpp"
#include "kiosk/screens/texts/language.hpp"
#include "kiosk/speech/narrator.hpp"
#include "kiosk/station/intent.hpp"
#include "kiosk/station/snapshot.hpp"
#include "kiosk/ui/renderer.hpp"
#include "kiosk/ui/screen_context.hpp"
#include "kiosk/ui/semantic_tree.hpp"
#include "kiosk/ui/touch.hpp"
#include "kiosk/ui/transition.hpp"

namespace kerb::kiosk {

struct DriverScreenOptions {
  DisplayConfig panel;
  std::function<void(Intent)> act;  // what the driver asks for
  hal::Speaker* speaker = nullptr;  // a click under the finger; may be absent
  hal::Voice* voice = nullptr;      // reads the screen aloud; may be absent
  int volume = 70;                  // of the voice, in percent
  bool still = false;               // no motion: pictures that must be the same every time
  bool wander = false;              // a pixel or two now and then, so that nothing burns in
};

class DriverScreen {
 public:
  // `display` and `languages` outlive it. Errors: those of Renderer::create().
  static hal::Result<std::unique_ptr<DriverScreen>> create(hal::Display& display,
                                                           const Languages& languages,
                                                           DriverScreenOptions options);

  // Draws if there is a reason to, and shows what changed. `now` drives animations and fingers.
  void draw(const std::shared_ptr<const Snapshot>& snapshot, hal::Monotonic now);
  void handle(const hal::DisplayEvent& event, hal::Monotonic now);
  // When draw() is due again without anything happening.
  hal::Millis idle_for(hal::Monotonic now) const;
  bool closed() const { return closed_; }

  // Of the frame that is shown.
  const ui::SemanticTree& tree() const { return tree_; }
  hal::FrameView frame() const { return renderer_->view(); }
  // The element that the tactile keys stand on, or empty.
  const std::string& focused() const { return focused_; }
  int frames_drawn() const { return frames_drawn_; }

 private:
  DriverScreen(hal::Display& display, const Languages& languages, DriverScreenOptions options,
               std::unique_ptr<ui::Renderer> renderer);

  bool due(const std::shared_ptr<const Snapshot>& snapshot, hal::Monotonic now) const;
  void paint(const Snapshot& snapshot, hal::Monotonic now);
  void show(const ui::Frame& frame, hal::Monotonic now);
  void react(const std::vector<ui::Gesture>& gestures);
  void press_key(hal::Key::Meaning meaning, hal::Monotonic now);
  void activate(const std::string& name, const std::optional<Intent>& action);
  void scroll_by(float pixels);
  void bring_into_view(const ui::Element& element);

  hal::Display& display_;
  const Languages& languages_;
  DriverScreenOptions options_;
  std::unique_ptr<ui::Renderer> renderer_;
  ui::SemanticTree tree_;
  ui::TouchRecogniser touch_;
  std::optional<Narrator> narrator_;
  std::shared_ptr<const Snapshot> shown_;
  std::optional<hal::Monotonic> again_at_;
  ui::Transition transition_;
  ui::Scroll scroll_;
  hal::Monotonic shown_since_{};  // the page
  std::string focused_;
  bool dirty_ = true;
  bool closed_ = false;
  int frames_drawn_ = 0;
};

// Draws one snapshot as a still picture, without a display: for golden pictures, receipts and
// `doctor`.
void draw_still(ui::Renderer& renderer, ui::SemanticTree& tree, const Snapshot& snapshot,
                const Languages& languages, const DisplayConfig& panel, int width, int height);

}  // namespace kerb::kiosk
