// What every screen is made of: one palette by day, one by night
// and one for eyes that need more, and sizes that come from
// millimetres on the real panel, because a driver's finger and eye do not shrink with the pixels.
#pragma once

#include "kiosk/config.hpp"
#include "kiosk/station/snapshot.hpp"
#include "kiosk/ui/colour.hpp"
#include "kiosk/ui/text.hpp"

namespace kerb::kiosk::ui {

// A fill that may go from one colour at the top to another at the bottom.
struct Ground {
  Colour top = 0;
  Colour bottom = 0;
};

// Ink on its ground is 7:1 where the text matters (ink, on_*), 4.5:1 elsewhere (ink_soft), and
// lines that carry meaning are 3:1 (WCAG 2.2, 1.4.3, 1.4.6, 1.4.11); theme_test computes every
// pair.
struct Palette {
  Ground page;         // behind everything
  Colour surface = 0;  // cards
  Colour sunken = 0;   // wells in a card: quiet buttons, tracks of bars
  Colour ink = 0;
  Colour ink_soft = 0;  // labels, explanations
  Colour line = 0;      // hairlines, decoration only
  Colour outline = 0;   // the edge of something touchable
  Colour accent = 0;    // rings, bars, icons, charts
  Ground primary;       // the main action
  Colour on_primary = 0;
  Ground danger;  // stop
  Colour on_danger = 0;
  Ground panel;  // the dark blue payment card
  Colour on_panel = 0;
  Colour on_panel_soft = 0;
  Colour ok = 0;       // free, paid: ink and dots
  Colour ok_tint = 0;  //   and the ground behind them
  Colour busy = 0;     // in use, charging
  Colour busy_tint = 0;
  Colour warn = 0;  // waiting, attention
  Colour warn_tint = 0;
  Colour bad = 0;  // fault, declined
  Colour bad_tint = 0;
  Colour neutral = 0;  // unknown, off
  Colour neutral_tint = 0;
  Colour shadow = 0;
  Colour scrim = 0;  // over the page, under a dialog
  Colour focus = 0;  // the ring of a tactile key's focus
  bool dark = false;
};
const Palette& palette(ThemeChoice choice);

// What a thing is about, told by colour together with shape or words, never by colour alone.
enum class Tone { neutral, ok, busy, warn, bad };
Colour tone_ink(const Palette& palette, Tone tone);
Colour tone_tint(const Palette& palette, Tone tone);

// Every size in pixels of this panel. Heights of text are given as cap height in millimetres
// (Inter's capital H is 0.727 em); EN 301 549 5.1.4 asks for 0.7 degrees in one mode: 7.33 mm at
// 600 mm.
struct Metrics {
  float px_per_mm = 4.6F;
  bool large_text = false;
  float width = 1024;  // of the frame, or of the part of it that is used
  float height = 600;
  float reach = 0;  // from the lower edge, where it is less than the height; else 0

  TextStyle label;    // 2.8 mm: secondary text; 7.33 in large mode, like everything below
  TextStyle body;     // 3.5 mm
  TextStyle strong;   // body, semibold
  TextStyle button;   // 4 mm, bold
  TextStyle heading;  // 4.2 mm, bold: the title of a card
  TextStyle title;    // 6.2 mm, bold: the title of a screen
  TextStyle value;    // 6 mm, bold: figures in a row
  TextStyle price;    // 9 mm, bold: price, time, state of charge

  float target = 56;   // 12 mm: the least height and width of anything touchable
  float action = 74;   // 16 mm: height of the main action
  float gap = 18;      // between cards, at least 2 mm
  float tight = 10;    // between things that belong together, at least 2 mm between targets
  float margin = 24;   // around the page
  float padding = 22;  // inside a card
  float radius = 22;   // of cards
  float radius_button = 18;
  float icon = 28;  // beside body text
  float hairline = 1;
  bool portrait() const { return height > width; }
};
// The frame may differ from the panel's pixels (a window on a desk): pixels per millimetre stay as
// the panel's width says, but sizes shrink with a frame that is smaller than the panel.
Metrics metrics_for(const DisplayConfig& panel, int frame_width, int frame_height, bool large_text);

}  // namespace kerb::kiosk::ui
