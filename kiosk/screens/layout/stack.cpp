#include "kiosk/screens/layout/stack.hpp"

#include <algorithm>
#include <cmath>

namespace kerb::kiosk {
namespace {

constexpr int kMostExpendable = 3;
constexpr float kSlightly = 0.86F;  // as small as text gets before anything is left out
constexpr float kSmallest = 0.3F;
constexpr float kStep = 0.94F;

}  // namespace

Stack& Stack::text(const StackText& text) {
  if (text.text.empty()) return *this;
  const int expendable = text.expendable;
  auto& engine = page_->ctx.canvas.text_engine();
  auto height = [&engine, text](float width, float scale) {
    const ui::TextLayout& layout = engine.layout(text.text, text.style.scaled(scale),
                                                 {.max_width = width, .align = text.align});
    return layout.truncated ? -1 : std::ceil(layout.height);
  };
  auto draw = [page = page_, text](ui::Rect box, float scale) {
    box.h += 1;  // rounding must not cost a line
    ui::label(page->ctx, box,
              {.name = text.name,
               .text = text.text,
               .style = text.style.scaled(scale),
               .colour = text.colour,
               .align = text.align,
               .role = text.role,
               .value = text.value});
  };
  return block({std::move(height), std::move(draw), expendable});
}

Stack& Stack::block(StackBlock block) {
  items_.push_back({.kind = Item::Kind::block, .block = std::move(block)});
  return *this;
}

Stack& Stack::fixed(float height, std::function<void(ui::Rect)> draw, int expendable) {
  return flexible(height, height, std::move(draw), expendable);
}

Stack& Stack::flexible(float least, float most, std::function<void(ui::Rect)> draw,
                       int expendable) {
  StackBlock block{[least](float, float) { return least; },
                   [draw = std::move(draw)](ui::Rect box, float) { draw(box); }, expendable};
  items_.push_back({.kind = Item::Kind::block, .block = std::move(block), .grows = most - least});
  return *this;
}

Stack& Stack::gap(float height) {
  items_.push_back({.kind = Item::Kind::gap, .size = height});
  return *this;
}

Stack& Stack::stretch(float share) {
  items_.push_back({.kind = Item::Kind::stretch, .size = share});
  return *this;
}

Stack& Stack::across(ui::Across across) {
  across_ = across;
  return *this;
}

bool Stack::stays(const Item& item, int level) const {
  return item.kind != Item::Kind::block || item.block.expendable == 0 ||
         item.block.expendable <= kMostExpendable - level;
}

std::vector<const Stack::Item*> Stack::chosen(int level) const {
  std::vector<const Item*> kept;
  const Item* gap = nullptr;
  bool any = false;
  for (const Item& item : items_) {
    if (!stays(item, level)) continue;
    if (item.kind == Item::Kind::gap) {
      // Of several gaps in a row, the widest holds.
      if (any && (gap == nullptr || item.size > gap->size)) gap = &item;
      continue;
    }
    if (item.kind == Item::Kind::block) {
      if (gap != nullptr) kept.push_back(gap);
      gap = nullptr;
      any = true;
    }
    kept.push_back(&item);
  }
  return kept;
}

Stack::Fit Stack::measured(ui::Rect box, int level, float scale) const {
  Fit fit{.scale = scale, .level = level, .height = 0, .fits = true};
  for (const Item* item : chosen(level)) {
    if (item->kind == Item::Kind::gap) fit.height += std::round(item->size * std::max(scale, 0.6F));
    if (item->kind != Item::Kind::block) continue;
    const float needed = item->block.height(box.w, scale);
    if (needed < 0) fit.fits = false;
    fit.height += std::max(needed, 0.0F);
  }
  fit.fits = fit.fits && fit.height <= box.h + 0.5F;
  return fit;
}

Stack::Fit Stack::best(ui::Rect box) const {
  Fit fit;
  for (int level = 0; level <= kMostExpendable; ++level) {
    const float least = level == kMostExpendable ? kSmallest : kSlightly;
    for (float scale = 1; scale >= least; scale *= kStep) {
      fit = measured(box, level, scale);
      if (fit.fits) return fit;
    }
  }
  return fit;
}

void Stack::place(const Fit& fit, ui::Rect box, float top) const {
  const auto kept = chosen(fit.level);
  float shares = 0;
  float growth = 0;
  for (const Item* item : kept) {
    if (item->kind == Item::Kind::stretch) shares += item->size;
    growth += item->grows;
  }
  // Blocks that may grow come first, stretches share the rest.
  const float spare = std::max(0.0F, box.h - fit.height);
  const float grown = std::min(spare, growth);
  float y = top;
  for (const Item* item : kept) {
    switch (item->kind) {
      case Item::Kind::gap:
        y += std::round(item->size * std::max(fit.scale, 0.6F));
        break;
      case Item::Kind::stretch:
        y += std::floor((spare - grown) * item->size / shares);
        break;
      case Item::Kind::block: {
        float high = std::max(item->block.height(box.w, fit.scale), 0.0F);
        if (growth > 0) high += std::floor(grown * item->grows / growth);
        item->block.draw({box.x, y, box.w, high}, fit.scale);
        y += high;
        break;
      }
    }
  }
}

ui::Rect Stack::draw(ui::Rect box) {
  const Fit fit = best(box);
  float growth = 0;
  bool stretches = false;
  for (const Item* item : chosen(fit.level)) {
    growth += item->grows;
    stretches = stretches || item->kind == Item::Kind::stretch;
  }
  const float spare = std::max(0.0F, box.h - fit.height);
  const float used = stretches ? box.h : fit.height + std::min(spare, growth);
  float top = box.y;
  if (across_ == ui::Across::middle) top += std::floor((box.h - used) / 2);
  if (across_ == ui::Across::bottom) top += std::floor(box.h - used);
  place(fit, box, top);
  return {box.x, top, box.w, used};
}

float Stack::height(float width) const {
  return measured({0, 0, width, 1e6F}, 0, 1).height;
}

}  // namespace kerb::kiosk
