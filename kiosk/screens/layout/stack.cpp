#include "kiosk/screens/layout/stack.hpp"

#include <algorithm>
#include <cctype>
#include <cmath>
#include <limits>

#include "kiosk/screens/texts/plain_text.hpp"

namespace kerb::kiosk {
namespace {

constexpr int kMostExpendable = 3;
constexpr float kSlightly = 0.86F;  // as small as text gets before anything is left out
constexpr float kSmallest = 0.3F;
constexpr float kStep = 0.94F;
constexpr float kRounding = 0.5F;  // pixels

bool is_letter(char c) {
  return std::isalpha(static_cast<unsigned char>(c)) != 0;
}

// An address is one word to a line breaker: here it may break after each dot within it.
std::string breakable_at_dots(const std::string& text) {
  std::string out;
  for (std::size_t at = 0; at < text.size(); ++at) {
    out += text[at];
    const bool within =
        at > 0 && at + 1 < text.size() && is_letter(text[at - 1]) && is_letter(text[at + 1]);
    if (text[at] == '.' && within) out += "\u200B";
  }
  return out;
}

}  // namespace

StackBlock text_block(Page& page, const StackText& text) {
  auto& engine = page.ctx.canvas.text_engine();
  const auto bounds = [align = text.align](float width) {
    return ui::TextBounds{.max_width = width, .align = align};
  };
  // Figures and their unit stay together, unless large letters leave no room for that.
  auto words = [&page, &engine, text, bounds](float width, float scale) {
    const ui::TextStyle style = text.style.scaled(scale);
    const auto fits = [&](const std::string& one) {
      return !engine.layout(one, style, bounds(width)).truncated;
    };
    if (!page.large() || fits(text.text)) return text.text;
    const std::string spaced = replaced(replaced(text.text, "\u00A0", " "), "\u202F", " ");
    return fits(spaced) ? spaced : breakable_at_dots(spaced);
  };
  auto height = [&engine, text, bounds, words](float width, float scale) {
    const ui::TextLayout& layout =
        engine.layout(words(width, scale), text.style.scaled(scale), bounds(width));
    return layout.truncated ? -1 : std::ceil(layout.height);
  };
  auto draw = [&page, text, words](ui::Rect box, float scale) {
    box.h += 1;  // rounding must not cost a line
    ui::label(page.ctx, box,
              {.name = text.name,
               .text = words(box.w, scale),
               .style = text.style.scaled(scale),
               .colour = text.colour,
               .align = text.align,
               .role = text.role,
               .value = text.value});
  };
  return {std::move(height), std::move(draw), text.expendable};
}

Stack& Stack::text(const StackText& text) {
  return text.text.empty() ? *this : block(text_block(*page_, text));
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
  fit.fits = fit.fits && fit.height <= box.h + kRounding;
  return fit;
}

// As large as the width lets it be, however high that is. A page that grows shows everything.
Stack::Fit Stack::at_full_size(ui::Rect box) const {
  const ui::Rect any_height{box.x, box.y, box.w, std::numeric_limits<float>::max()};
  Fit fit;
  for (int level = 0; level <= (page_->unrolled ? 0 : kMostExpendable); ++level) {
    for (float scale = 1; scale >= kSmallest; scale *= kStep) {
      fit = measured(any_height, level, scale);
      if (fit.fits) break;
    }
    if (!fit.fits) fit = measured(any_height, level, 1);  // smaller letters would not help
    fit.fits = fit.fits && fit.height <= box.h + kRounding;
    if (fit.fits) break;
  }
  return fit;
}

Stack::Fit Stack::best(ui::Rect box) const {
  if (page_->large()) {
    const Fit whole = at_full_size(box);
    if (!whole.fits) page_->ctx.lack(whole.height - box.h);
    // The parts of a long page have all of its width.
    if (!page_->unrolled && (!whole.fits || whole.scale < 1)) page_->ctx.lack(1);
    if (whole.fits || page_->unrolled) return whole;
  }
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
