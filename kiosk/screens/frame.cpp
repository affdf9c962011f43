// What stands around every screen: whose station this is, the clock, larger text, language and help
// above; below the helpline, which the law wants visible at all times (UK SI 2023/1168, 9), the VAT
// note and the charging point's code. When room is short, decoration goes first and the touchable
// never.
#include <algorithm>
#include <cmath>
#include <utility>

#include "kiosk/screens/layout/stack.hpp"
#include "kiosk/screens/screens.hpp"

namespace kerb::kiosk {
namespace {

constexpr float kEdge =
    0.66F;  // distance of the header from the panel's edge, of the page's margin

constexpr std::size_t kOneTouchAway = 2;  // so many languages the button alone goes through

struct Pill {
  std::string name;
  std::string label;
  std::string value;
  Intent intent;
  ui::Icon icon;
  bool chosen = false;
  bool wordless_when_narrow = false;
};

std::vector<Pill> pills(const Page& page) {
  const bool large = page.large();
  const Language& next = page.languages.after(page.language.catalogue.locale());
  std::vector<Pill> all;
  all.push_back({"text.large", "Aa",
                 large ? page.say("frame.normal_text"_text) : page.say("frame.large_text"_text),
                 ChooseAid{Aid::large_text, !large}, ui::Icon::text_size, large});
  if (page.languages.all().size() > kOneTouchAway) {
    // In its own words: whoever cannot read them looks for the globe.
    all.push_back({"language.open", page.say("language.name"_text),
                   page.say("language.choose"_text), OpenLanguages{}, ui::Icon::language, false,
                   true});
  } else if (page.languages.all().size() > 1) {
    const std::string name = next.say("language.name"_text);
    all.push_back({"language." + next.catalogue.locale(), name,
                   page.say("language.switch"_text, {{"name", name}}),
                   ChooseLocale{next.catalogue.locale()}, ui::Icon::language});
  }
  all.push_back({"help.open", page.say("frame.help"_text), {}, OpenHelp{}, ui::Icon::help});
  return all;
}

ui::Button as_button(const Pill& pill, bool with_icon) {
  return {.name = pill.name,
          .label = pill.label,
          .action = pill.intent,
          .kind = ui::ButtonKind::secondary,
          .icon = with_icon || pill.wordless_when_narrow ? pill.icon : ui::Icon::none,
          .chosen = pill.chosen,
          .value = pill.value,
          .wordless = !with_icon && pill.wordless_when_narrow};
}

float pills_width(Page& page, const std::vector<Pill>& all, bool with_icons) {
  float sum = page.metrics().tight * static_cast<float>(all.size() - 1);
  for (const Pill& pill : all) {
    sum += std::ceil(ui::pill_button_width(page.ctx, as_button(pill, with_icons)));
  }
  return sum;
}

void draw_pills(Page& page, ui::Rect& row) {
  std::vector<Pill> all = pills(page);
  // Large letters do not shrink; a question mark is known to everybody.
  all.back().wordless_when_narrow = page.large() && pills_width(page, all, false) > row.w;
  const bool icons = pills_width(page, all, true) <= row.w - page.metrics().target;
  const float wished = pills_width(page, all, icons);
  const float by = std::min(1.0F, row.w / wished);
  ui::Rect area = row.cut_end(std::min(wished, row.w), page.metrics().gap, page.ctx.rtl);
  for (const Pill& pill : all) {
    const ui::Button button = as_button(pill, icons);
    const float width = std::floor(std::ceil(ui::pill_button_width(page.ctx, button)) * by);
    ui::pill_button(page.ctx,
                    area.cut_start(width, std::floor(page.metrics().tight * by), page.ctx.rtl),
                    button);
  }
}

void draw_mark(Page& page, ui::Rect box) {
  const ui::Palette& colours = page.palette();
  page.ctx.canvas.rounded(box, box.h * 0.25F,
                          ui::Gradient{colours.primary.top, colours.primary.bottom});
  page.ctx.canvas.icon(ui::Icon::bolt, box.centre(), box.h * 0.66F, colours.on_primary);
}

void draw_clock(Page& page, ui::Rect& row) {
  const std::string time = page.formats().time_of_day(page.snapshot.now);
  const ui::TextStyle style = page.metrics().body.with(ui::Weight::semibold);
  const float width = std::ceil(ui::measure(page.ctx, time, style).w) + 2;
  if (page.portrait() || page.large() || row.w < width + page.metrics().target * 5) return;
  ui::label(page.ctx, row.cut_end(width, page.metrics().gap, page.ctx.rtl),
            {.name = "frame.clock",
             .text = time,
             .style = style,
             .colour = page.palette().ink,
             .align = ui::Align::end,
             .across = ui::Across::middle});
}

// The operator and the site, when they fit beside the mark.
void draw_names(Page& page, ui::Rect row) {
  const ui::Metrics& m = page.metrics();
  const SiteView& site = page.snapshot.site;
  const ui::TextStyle name_style = m.strong.with(ui::Weight::bold);
  const ui::Size name = ui::measure(page.ctx, site.operator_name, name_style);
  const ui::Size place = ui::measure(page.ctx, site.name, m.label);
  if (name.w > row.w) return;
  const bool both = place.w <= row.w && std::ceil(name.h) + std::ceil(place.h) <= row.h + 2;
  const float high = std::ceil(name.h) + (both ? std::ceil(place.h) : 0);
  ui::Rect box = ui::centred(row, {row.w, std::min(high, row.h + 2)});
  ui::label(page.ctx, box.cut_top(std::ceil(name.h)),
            {.name = "frame.operator",
             .text = site.operator_name,
             .style = name_style,
             .colour = page.palette().ink,
             .max_lines = 1});
  if (!both) return;
  ui::label(page.ctx, box,
            {.name = "frame.site",
             .text = site.name,
             .style = m.label,
             .colour = page.palette().ink_soft,
             .max_lines = 1});
}

// A charge goes on by itself: whoever else comes must find the way to the other connectors.
bool leads_home(const Page& page) {
  return page.snapshot.connectors.size() > 1 &&
         std::holds_alternative<ChargingModel>(page.snapshot.screen);
}

// In as many words as there is room for beside the others.
void draw_way_home(Page& page, ui::Rect& row) {
  const ui::Metrics& m = page.metrics();
  const std::string all = page.say("frame.all_connectors"_text);
  const std::string back = page.say("frame.back"_text);
  ui::Button home{.name = "nav.back",
                  .label = all,
                  .action = Back{},
                  .kind = ui::ButtonKind::secondary,
                  .icon = ui::Icon::arrow_back};
  const float room = row.w - m.gap - pills_width(page, pills(page), true);
  const auto too_wide = [&] { return std::ceil(ui::pill_button_width(page.ctx, home)) > room; };
  if (too_wide()) home.label = back;
  home.wordless = too_wide();
  const float width = std::ceil(ui::pill_button_width(page.ctx, home));
  ui::pill_button(page.ctx, row.cut_start(width, m.tight, page.ctx.rtl), home);
}

void draw_header(Page& page, ui::Rect row) {
  const bool rtl = page.ctx.rtl;
  const bool home = leads_home(page);
  if (home) draw_way_home(page, row);
  draw_pills(page, row);
  if (home) return;
  draw_clock(page, row);
  if (page.low() || row.w < page.metrics().target) return;
  draw_mark(page, row.cut_start(row.h, page.metrics().tight * 1.4F, rtl));
  draw_names(page, row);
}

struct Footnote {
  std::string name;
  std::string text;
  std::string value;
  float width = 0;
};

// What every price on the screen contains; nothing where that is not one rate.
std::string tax_words(const Page& page) {
  std::optional<payment::Decimal> percent;
  for (const ConnectorView& connector : page.snapshot.connectors) {
    if (!connector.price) continue;
    if (!connector.price->vat_percent || connector.price->tax_on_top) return {};
    if (percent && *percent != *connector.price->vat_percent) return {};
    percent = connector.price->vat_percent;
  }
  if (!percent) return {};
  return page.say("frame.vat"_text, {{"percent", page.formats().percent(*percent)}});
}

// The way to reach everything from a seat, and back. It is low itself, and stands where the thumb is.
void draw_reach(Page& page, ui::Rect& row) {
  const bool low = page.snapshot.preferences.low_reach;
  const ui::Button button{
      .name = "reach.low",
      .label = page.say(low ? "frame.whole_screen"_text : "frame.low_reach"_text),
      .action = ChooseAid{Aid::low_reach, !low},
      .kind = ui::ButtonKind::secondary,
      .icon = low ? ui::Icon::fullscreen : ui::Icon::accessible,
      .chosen = low,
      .value = page.say(low ? "fit.on"_text : "fit.off"_text),
      .wordless = true};
  const float width = std::ceil(ui::pill_button_width(page.ctx, button));
  ui::pill_button(page.ctx, row.cut_end(width, page.metrics().gap, page.ctx.turned), button);
}

void draw_footer(Page& page, ui::Rect row) {
  const ui::Metrics& m = page.metrics();
  if (page.metrics().reach > 0) draw_reach(page, row);
  const SiteView& site = page.snapshot.site;
  const float icon = m.label.size * 1.1F;
  std::vector<Footnote> notes{
      {"frame.helpline", page.say("frame.helpline"_text, {{"number", site.helpline}}), {}},
      {"frame.vat", tax_words(page), {}},
      {"frame.evse", site.evse_code,
       page.say("frame.charging_point"_text, {{"code", site.evse_code}})}};
  notes.erase(std::remove_if(notes.begin(), notes.end(),
                             [](const Footnote& note) { return note.text.empty(); }),
              notes.end());
  for (Footnote& note : notes)
    note.width = std::ceil(ui::measure(page.ctx, note.text, m.label).w) + 2;
  // In large letters the number comes before the words around it.
  if (page.large() && icon * 1.4F + notes[0].width > row.w) {
    notes[0].value = std::exchange(notes[0].text, site.helpline);
    notes[0].width = std::ceil(ui::measure(page.ctx, notes[0].text, m.label).w) + 2;
  }
  // The code gives way first (help shows it too), then the VAT note (every price says it too).
  const auto needed = [&] {
    float sum = icon * 1.4F;
    for (const Footnote& note : notes) sum += note.width + m.gap;
    return sum;
  };
  while (notes.size() > 1 && needed() > row.w + m.gap) notes.pop_back();

  ui::Rect phone = row.cut_start(icon, icon * 0.4F, page.ctx.rtl);
  page.ctx.canvas.icon(ui::Icon::phone, phone.centre(), icon, page.palette().ink_soft);
  const auto draw_note = [&](const Footnote& note, ui::Rect box, ui::Align align) {
    ui::label(page.ctx, box,
              {.name = note.name,
               .text = note.text,
               .style = m.label,
               .colour = page.palette().ink_soft,
               .align = align,
               .across = ui::Across::middle,
               .max_lines = 1,
               .shrink_to = 0.5F,
               .value = note.value});
  };
  draw_note(notes[0], row.cut_start(std::min(notes[0].width, row.w), m.gap, page.ctx.rtl),
            ui::Align::start);
  if (notes.size() == 3)
    draw_note(notes[2], row.cut_end(notes[2].width, m.gap, page.ctx.rtl), ui::Align::end);
  if (notes.size() >= 2) {
    draw_note(notes[1], row, notes.size() == 3 ? ui::Align::center : ui::Align::end);
  }
}

}  // namespace

// Whose station this is stands above, where nobody needs to touch.
void draw_sign(Page& page, ui::Rect area) {
  const ui::Metrics& m = page.metrics();
  const ui::Rect box = area.inset(m.margin, m.margin);
  const ui::Palette& colours = page.palette();
  const SiteView& site = page.snapshot.site;
  const float side = std::min(std::round(box.h * 0.3F), m.action * 1.6F);
  Stack stack(page);
  stack.fixed(
      side,
      [&page](ui::Rect at) {
        draw_mark(page, ui::centred(at, {at.h, at.h}));
      },
      1);
  stack.gap(m.gap);
  stack.text({.name = "frame.operator",
              .text = site.operator_name,
              .style = m.title,
              .colour = colours.ink,
              .align = ui::Align::center});
  stack.gap(m.tight);
  stack.text({.name = "frame.site",
              .text = site.name,
              .style = m.body,
              .colour = colours.ink_soft,
              .align = ui::Align::center,
              .expendable = 2});
  stack.across(ui::Across::middle).draw(box);
}

void draw_frame(Page& page) {
  const ui::Metrics& m = page.metrics();
  ui::Rect area = page.ctx.area.inset(m.margin, 0);
  area.cut_top(std::round(m.margin * kEdge));
  const ui::Rect header = area.cut_top(m.target, std::round(m.margin * kEdge));
  const float foot = m.reach > 0 ? m.target : std::ceil(ui::measure(page.ctx, "0", m.label).h);
  area.cut_bottom(std::round(m.margin * (page.large() ? 0.3F : 0.5F)));
  const ui::Rect footer =
      area.cut_bottom(foot, std::round(m.margin * (page.large() ? 0.3F : 0.6F)));
  page.body = area;
  draw_header(page, header);
  draw_footer(page, footer);
}

}  // namespace kerb::kiosk
