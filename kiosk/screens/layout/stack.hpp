// Content from top to bottom that always fits. A screen is drawn for panels from 480 to 1920
// pixels, in languages half as long again as English, and with letters more than twice as high: no
// fixed position holds. So a screen lists its blocks and says which it can do without; the stack
// measures them in the box it gets. When they are too high it first sets the text a little smaller,
// then leaves out what is expendable, the most expendable first, and only then goes on shrinking.
// Nothing is ever cut off with an ellipsis. Large letters do not shrink for want of height: what is
// expendable goes at once, and when that is not enough the page has to grow (long_page.hpp).
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "kiosk/screens/page.hpp"

namespace kerb::kiosk {

struct StackText {
  std::string name;  // in the tree
  std::string text;  // empty: the block is left out
  ui::TextStyle style;
  ui::Colour colour = 0;
  ui::Align align = ui::Align::start;
  int expendable = 0;  // 0: must stay; 3 goes before 2 before 1
  ui::Role role = ui::Role::text;
  std::string value = {};
};

// Anything else. `scale` is what the stack shrinks text by, 1 to 0.3.
struct StackBlock {
  // The height that it needs; below zero: it cannot be drawn in this width at this scale.
  std::function<float(float width, float scale)> height;
  std::function<void(ui::Rect box, float scale)> draw;
  int expendable = 0;
};

// A text of as many lines as it needs.
StackBlock text_block(Page& page, const StackText& text);

class Stack {
 public:
  explicit Stack(Page& page) : page_(&page) {}

  Stack& text(const StackText& text);
  Stack& block(StackBlock block);
  // A block of fixed height, or of a height that may shrink with the rest down to `least`.
  Stack& fixed(float height, std::function<void(ui::Rect)> draw, int expendable = 0);
  Stack& flexible(float least, float most, std::function<void(ui::Rect)> draw, int expendable = 0);
  // Distance to the next block. Gaps at the ends and beside blocks left out fall away.
  Stack& gap(float height);
  // Takes a share of the height that is left over.
  Stack& stretch(float share = 1);

  // Where the leftover height goes when nothing stretches.
  Stack& across(ui::Across across);

  // Draws and returns the box of what was drawn.
  ui::Rect draw(ui::Rect box);
  // The height it would like in this width.
  float height(float width) const;

 private:
  struct Item {
    enum class Kind { block, gap, stretch };
    Kind kind = Kind::block;
    StackBlock block = {};
    float size = 0;   // of a gap; share of a stretch
    float grows = 0;  // how much higher than its least a block may become
  };
  struct Fit {
    float scale = 1;
    int level = 0;  // blocks more expendable than kMostExpendable - level are out
    float height = 0;
    bool fits = false;
  };
  bool stays(const Item& item, int level) const;
  std::vector<const Item*> chosen(int level) const;
  Fit measured(ui::Rect box, int level, float scale) const;
  Fit at_full_size(ui::Rect box) const;
  Fit best(ui::Rect box) const;
  void place(const Fit& fit, ui::Rect box, float top) const;

  Page* page_;
  std::vector<Item> items_;
  ui::Across across_ = ui::Across::top;
};

}  // namespace kerb::kiosk
