// The receipt: what was paid, what for, and what became of the rest of the hold. "Paid" stands
// there only when the bank has confirmed; until then it says what will be taken.
#include <cmath>
#include <optional>

#include "kiosk/screens/layout/long_page.hpp"
#include "kiosk/screens/layout/stack.hpp"
#include "kiosk/screens/parts/actions.hpp"
#include "kiosk/screens/parts/card_words.hpp"
#include "kiosk/screens/parts/message.hpp"
#include "kiosk/screens/parts/paper.hpp"
#include "kiosk/screens/parts/price_line.hpp"
#include "kiosk/screens/parts/price_words.hpp"
#include "kiosk/screens/parts/readable_code.hpp"
#include "kiosk/screens/parts/split.hpp"
#include "kiosk/screens/parts/web_page.hpp"
#include "kiosk/screens/screens.hpp"
#include "payment/receipt/receipt_code.hpp"

namespace kerb::kiosk {
namespace {

TextId total_label(const payment::Receipt& receipt) {
  if (receipt.paid_by == payment::PaidBy::nobody) return "receipt.nothing_to_pay"_text;
  if (receipt.paid_by == payment::PaidBy::charging_card) return "receipt.on_account"_text;
  return receipt.captured ? "receipt.paid"_text : "receipt.to_pay"_text;
}

std::string card_words(const Page& page, const payment::Receipt& receipt) {
  if (receipt.paid_by == payment::PaidBy::nobody) return {};
  if (receipt.paid_by == payment::PaidBy::charging_card)
    return page.say("receipt.charging_card"_text);
  if (receipt.paid_by == payment::PaidBy::checkout) return page.say("receipt.phone"_text);
  return masked_card(page, receipt.card_label, receipt.card_last_four);
}

void add_dashes(Page& page, Stack& stack, int expendable) {
  stack.gap(page.metrics().tight * 0.6F);
  stack.fixed(
      2, [&page](ui::Rect at) { dashes(page.ctx.canvas, at, page.palette().outline, 6); },
      expendable);
  stack.gap(page.metrics().tight);
}

// The price per kWh, or, where more was charged for, each part with its amount.
void add_price(Page& page, Stack& stack, const payment::Receipt& receipt, int expendable) {
  using Kind = payment::ReceiptLine::Kind;
  const auto& lines = receipt.lines;
  if (lines.size() == 1 && lines[0].kind == Kind::energy) {
    const UnitPrice price{
        lines[0].amount.currency(),
        payment::Decimal::from_text(lines[0].unit_price).value_or(payment::Decimal{})};
    return add_row(
        page, stack,
        {"receipt.price", page.say("receipt.price"_text), page.formats().price(price), expendable});
  }
  int number = 0;
  for (const payment::ReceiptLine& line : lines) {
    const bool energy = line.kind == Kind::energy;
    const std::string what =
        energy ? page.formats().exact_energy({line.quantity / payment::kNanoWattHours})
               : line_word(page, line.kind);
    add_row(page, stack,
            {"receipt.line." + std::to_string(++number), what, page.formats().money(line.amount),
             expendable});
  }
}

void add_rows(Page& page, Stack& stack, const payment::Receipt& receipt) {
  const Formats& formats = page.formats();
  const int more = page.large() ? 2 : 1;
  const std::string span =
      page.say("receipt.span"_text, {{"start", formats.time_of_day(receipt.started)},
                                     {"end", formats.time_of_day(receipt.ended)}});
  add_row(page, stack,
          {"receipt.energy", page.say("receipt.energy"_text),
           formats.exact_energy(receipt.cost.energy)});
  add_price(page, stack, receipt, more);
  for (const payment::ReceiptTax& tax : receipt.taxes) {
    const auto percent = payment::Decimal::from_text(tax.percent);
    add_row(page, stack,
            {"receipt.vat",
             page.say(receipt.prices_include_tax ? "receipt.vat"_text : "receipt.tax"_text,
                      {{"percent", formats.percent(percent.value_or(payment::Decimal{}))}}),
             formats.money(tax.tax), more});
  }
  add_row(page, stack, {"receipt.time", page.say("receipt.time"_text), span, page.large() ? 3 : 2});
  add_row(page, stack,
          {.name = "receipt.card",
           .label = page.say("receipt.card"_text),
           .value = card_words(page, receipt),
           .expendable = more,
           .personal = true});
  // Whoever knows the number gets the receipt.
  add_row(page, stack,
          {.name = "receipt.number",
           .label = page.say("receipt.number"_text),
           .value = receipt.number,
           .personal = true});
}

void draw_paper(Page& page, ui::Rect box, const payment::Receipt& receipt) {
  const ui::Metrics& m = page.metrics();
  const ui::Rect inner =
      paper(page.ctx.canvas, box, page.palette(), m.tight, page.large() ? m.tight : m.padding);
  Stack stack(page);
  stack.text({.name = "receipt.merchant",
              .text = receipt.merchant.name,
              .style = m.strong,
              .colour = page.palette().ink,
              .align = ui::Align::center,
              .expendable = page.large() ? 3 : 2});
  stack.text({.name = "receipt.date",
              .text = page.formats().date_and_time(receipt.ended),
              .style = m.label,
              .colour = page.palette().ink_soft,
              .align = ui::Align::center,
              .expendable = 3});
  stack.gap(m.tight).stretch();
  stack.text({.name = "receipt.total_label",
              .text = page.say(total_label(receipt)),
              .style = m.label,
              .colour = page.palette().ink_soft,
              .align = ui::Align::center});
  stack.block(line_block(page, {.name = "receipt.total",
                                .text = page.formats().money(receipt.cost.gross),
                                .style = m.price,
                                .colour = page.palette().ink,
                                .align = ui::Align::center,
                                .role = ui::Role::value}));
  add_dashes(page, stack, 3);
  add_rows(page, stack, receipt);
  stack.stretch();
  stack.draw(inner);
}

FactWords money_words(const Page& page, const ReceiptModel& model) {
  const payment::Receipt& receipt = model.receipt;
  const Formats& formats = page.formats();
  FactWords words{.name = "receipt.money", .title = {}, .text = {}};
  if (receipt.paid_by == payment::PaidBy::charging_card) {
    words.icon = ui::Icon::card;
    words.tone = ui::Tone::busy;
    words.title = page.say("receipt.account_title"_text);
    words.text = page.say("receipt.account_text"_text);
  } else if (receipt.paid_by == payment::PaidBy::nobody) {
    words.icon = ui::Icon::check_circle;
    words.tone = ui::Tone::ok;
    words.title = page.say("receipt.free"_text);
    words.text = page.say("receipt.free_text"_text);
  } else if (model.for_person) {
    words.icon = ui::Icon::support;
    words.tone = ui::Tone::warn;
    words.title = page.say("receipt.person"_text);
    words.text = page.say("receipt.person_text"_text);
  } else if (!receipt.captured) {
    words.icon = ui::Icon::clock;
    words.tone = ui::Tone::busy;
    words.title = page.say("receipt.pending"_text);
    words.text = page.say("receipt.pending_text"_text);
  } else {
    words.icon = ui::Icon::check_circle;
    words.tone = ui::Tone::ok;
    const payment::Money rest = receipt.held - payment::smaller(receipt.cost.gross, receipt.held);
    words.title = page.say("receipt.released"_text, {{"amount", formats.money(rest)}});
    words.text = page.say("receipt.released_text"_text, {{"held", formats.money(receipt.held)}});
  }
  if (page.large()) words.text.clear();
  return words;
}

// Why it ended, when the driver did not end it: the one question that a receipt leaves open.
std::optional<TextId> reason_words(payment::EndReason reason) {
  switch (reason) {
    case payment::EndReason::power_loss:
      return "receipt.power_loss"_text;
    case payment::EndReason::limit_reached:
      return "receipt.limit_reached"_text;
    case payment::EndReason::hold_expires:
    case payment::EndReason::hold_vanished:
      return "receipt.hold_expires"_text;
    case payment::EndReason::charger_fault:
    case payment::EndReason::emergency_stop:
      return "receipt.charger_fault"_text;
    case payment::EndReason::stopped_elsewhere:
      return "receipt.stopped_elsewhere"_text;
    case payment::EndReason::driver_stopped:
    case payment::EndReason::car_stopped:
    case payment::EndReason::unplugged:
    case payment::EndReason::cancelled:
    case payment::EndReason::not_plugged_in:
    case payment::EndReason::start_failed:
      return std::nullopt;
  }
  return std::nullopt;
}

std::string lead_words(const Page& page, const ReceiptModel& model) {
  if (const auto reason = reason_words(model.reason)) {
    return page.say(*reason, {{"time", page.formats().time_of_day(model.receipt.ended)},
                              {"amount", page.formats().money(model.receipt.held)}});
  }
  return page.say(model.may_unplug ? "receipt.unplug"_text : "receipt.wait"_text);
}

void add_copy(Page& page, Stack& stack, const ReceiptModel& model) {
  const ui::Metrics& m = page.metrics();
  const ui::Palette& colours = page.palette();
  stack.text({.name = "receipt.copy",
              .text = page.say("receipt.copy"_text),
              .style = m.strong,
              .colour = colours.ink,
              .expendable = page.large() ? 3 : 1});
  stack.text(
      {.name = "receipt.copy_text",
       .text = page.say("receipt.copy_text"_text, {{"helpline", model.receipt.merchant.helpline}}),
       .style = m.label,
       .colour = colours.ink_soft,
       .expendable = page.large() ? 3 : 1});
}

void draw_thanks(Page& page, ui::Rect box, const ReceiptModel& model) {
  const ui::Metrics& m = page.metrics();
  const ui::Palette& colours = page.palette();
  Stack stack(page);
  stack.text({.name = "receipt.title",
              .text = page.say("receipt.title"_text),
              .style = m.title,
              .colour = colours.ink,
              .expendable = page.large() ? 1 : 0,
              .role = ui::Role::heading});
  stack.text({.name = "receipt.unplug",
              .text = lead_words(page, model),
              .style = m.body,
              .colour = colours.ink,
              .expendable = page.large() ? 2 : 0});
  stack.gap(m.gap).stretch();
  stack.block(fact_block(page, money_words(page, model)));
  stack.gap(m.gap).stretch();
  add_copy(page, stack, model);
  stack.draw(box);
}

// Besides going away: what this driver may want most. Where letters are large it is on the page
// itself, which moves: two such buttons would fill it.
std::vector<Action> own_action(const Page& page, const ReceiptModel& model) {
  const bool shown_below = page.may_move();
  if (model.stuck) {
    return {{.name = "plug.unlock",
             .label = page.say("unlock.ask"_text),
             .intent = Unlock{*model.stuck},
             .kind = ui::ButtonKind::secondary,
             .icon = shown_below ? ui::Icon::none : ui::Icon::lock}};
  }
  if (!model.final) return {};
  return {{.name = "receipt.take",
           .label = page.say("receipt.scan"_text),
           .intent = TakeReceipt{},
           .kind = ui::ButtonKind::secondary,
           .icon = shown_below ? ui::Icon::none : ui::Icon::smartphone}};
}

std::vector<Action> receipt_actions(const Page& page, const ReceiptModel& model) {
  std::vector<Action> actions;
  if (!page.may_move()) actions = own_action(page, model);
  actions.push_back({.name = "nav.done",
                     .label = page.say("frame.done"_text),
                     .intent = DoneHere{},
                     .icon = ui::Icon::check});
  return actions;
}

void draw_own_action(Page& page, const ReceiptModel& model) {
  const auto actions = own_action(page, model);
  page.ctx.lack(actions_height(page, page.body.w, actions) - page.body.h);
  draw_actions(page, page.body, actions);
}

void draw_content(Page& page, const ReceiptModel& model) {
  const bool large = page.large();
  if (page.may_move()) cut_actions(page, page.body, own_action(page, model));
  const Split parts = split(page, large ? 0.56F : 0.5F, large ? 0.62F : 0.6F);
  draw_paper(page, parts.picture, model.receipt);
  ui::Rect inner = content_card(page, parts.content);
  if (!page.portrait() && !large) cut_actions(page, inner, receipt_actions(page, model));
  draw_thanks(page, inner, model);
}

// ---- its page with the code that a phone takes it along from

void draw_receipt_code(Page& page, ui::Rect box, const ReceiptModel& model,
                       const ui::QrCode& code) {
  const ui::Rect inner = picture_panel(page, box);
  if (model.code_on_its_way) return wait_for_code(page, inner);
  const float side = std::min(inner.w, inner.h);
  const float least = readable_side(page, code);
  page.ctx.lack(least - side);
  // No code is better than one that nobody can read.
  if (side < least) {
    Stack(page)
        .text({.name = "receipt.too_long",
               .text = page.say("scan.too_long"_text),
               .style = page.metrics().heading,
               .colour = page.palette().on_panel,
               .role = ui::Role::alert})
        .across(ui::Across::middle)
        .draw(inner);
    return;
  }
  const std::string means = page.say("receipt.scan"_text);
  ui::qr_card(
      page.ctx, inner,
      {.name = "receipt.qr", .caption = {}, .code = &code, .means = means, .personal = true});
}

struct CodeWords {
  std::string title;
  std::string text;
};
CodeWords code_words(const Page& page, const ReceiptModel& model) {
  if (model.code_on_its_way) {
    return {page.say("scan.preparing"_text), page.say("scan.preparing_text"_text)};
  }
  const std::string domain = domain_of(model.address);
  if (domain.empty()) return {page.say("receipt.scan"_text), page.say("receipt.scan_text"_text)};
  return {page.say("receipt.scan"_text), say_domain(page, domain)};
}

void draw_code_words(Page& page, ui::Rect box, const ReceiptModel& model) {
  const ui::Metrics& m = page.metrics();
  const ui::Palette& colours = page.palette();
  const CodeWords words = code_words(page, model);
  Stack stack(page);
  stack.text({.name = "receipt.scan",
              .text = words.title,
              .style = m.title,
              .colour = colours.ink,
              .role = ui::Role::heading});
  stack.gap(m.tight);
  stack.text(
      {.name = "receipt.scan_text", .text = words.text, .style = m.body, .colour = colours.ink});
  stack.gap(m.gap).stretch();
  add_copy(page, stack, model);
  stack.draw(content_card(page, box));
}

void draw_code_page(const ReceiptModel& model, Page& page, const ui::QrCode& code) {
  const bool below = page.portrait() || page.large();
  if (below) cut_actions(page, page.body, {back_action(page)});
  const float square = readable_side(page, code) + 2 * page.metrics().padding;
  long_page(page,
            [&](Page& whole) {
              const Split halves = split(whole, 0.46F, 0.5F);
              draw_receipt_code(whole, halves.picture, model, code);
              ui::Rect content = halves.content;
              if (!below) cut_actions(whole, content, {back_action(whole)});
              draw_code_words(whole, content, model);
            },
            {{[&](Page& part) { draw_code_words(part, part.body, model); }},
             {[&](Page& part) { draw_receipt_code(part, part.body, model, code); },
              std::max(square, std::min(page.body.w, page.body.h))}});
}

}  // namespace

void draw(const ReceiptModel& model, Page& page) {
  if (model.code_open) {
    const auto local_time = [&page](hal::Utc at) { return page.formats().date_and_time(at); };
    const auto code = ui::make_qr(
        model.address.empty() ? payment::receipt_code(model.receipt, local_time) : model.address);
    if (code) return draw_code_page(model, page, *code);
  }
  if (page.portrait() || page.large()) cut_actions(page, page.body, receipt_actions(page, model));
  std::vector<Part> parts{
      {[&model](Page& part) { draw_paper(part, part.body, model.receipt); }},
      {[&model](Page& part) { draw_thanks(part, content_card(part, part.body), model); }}};
  if (model.stuck || model.final)
    parts.push_back({[&model](Page& part) { draw_own_action(part, model); }});
  long_page(
      page, [&model](Page& whole) { draw_content(whole, model); }, std::move(parts));
}

}  // namespace kerb::kiosk
