// Every screen of the kiosk. A screen is a function of (Snapshot, language, theme, size): it draws
// with the toolkit's widgets, which enter each element into the semantic tree, and it decides
// nothing. draw_screen() draws the ground, the frame around the screen, the screen itself, and "are
// you still there?" over it. UI thread, between Renderer::begin() and Renderer::end().
//
// The names of what can be touched; journeys and the support desk go by them, so they do not
// change:
//
// - on every screen: text.large, help.open, and the language: language.LOCALE where there are two
//   (the one it switches to), else language.open
// - idle: connector.N (N is the EVSE)
// - connector: nav.back, tariff.show, pay.start (only when it is free)
// - tariff: nav.back, pay.start (only when it is free)
// - tap: nav.back, tap.by_phone (where a phone can pay)
// - scan: nav.cancel
// - authorising: nothing, the bank has been asked
// - plug_in: nav.cancel, time.more (shortly before the time is over)
// - charging: charge.stop, cost.show, nav.back (where there are other connectors)
// - cost: nav.back
// - stop_confirm: stop.keep, stop.confirm
// - finishing: nothing
// - receipt: nav.done, plug.unlock (while the plug is in)
// - failure: nav.done, failure.try_again (when it makes sense)
// - out_of_service: nothing but the frame
// - help: help.how, help.contact, report.open, help.display, plug.unlock (where a plug may be stuck),
//   nav.back
// - unlock: nav.back, plug.unlock (to try again)
// - idle, out_of_service, charging: notice.open, where a message has more than there is room for
// - notices: nav.back, notice.next (where there are several)
// - help, how to adapt the screen: theme.light, theme.dark or theme.contrast, whichever are not
//   shown, aid.low (where the panel is higher than [display] reach_mm), aid.hand, aid.motion,
//   aid.time, nav.back
// - report: report.connector, .cable, .screen, .card_reader, .price, .blocked_bay, .other and
//   nav.back; once it is filed, nav.done
// - languages: language.LOCALE for each, language.more where they take several pages, nav.back
// - wherever large letters make a page longer than the panel: page.down, page.up
// - left alone: still.here, nav.done; everything else is out of reach
//
// Texts carry their id as their name ("idle.title"), parts of a connector's card
// "connector.N.price" and so on. Where the id depends on the state, a fixed name stands for it:
// "failure.title", "failure.text", "failure.next", "failure.money", "tap.title", "tap.text",
// "out.title", "charging.notice".
#pragma once

#include "kiosk/screens/page.hpp"

namespace kerb::kiosk {

void draw_screen(const Snapshot& snapshot, const Languages& languages, ui::ScreenContext& ctx);

// What stands above a page that has moved down into the driver's reach.
void draw_sign(Page& page, ui::Rect area);
// Header and footer; sets page.body to what is left between them.
void draw_frame(Page& page);
void draw_leaving(Page& page, hal::Seconds left);

void draw(const IdleModel& model, Page& page);
void draw(const ConnectorModel& model, Page& page);
void draw(const TariffModel& model, Page& page);
void draw(const TapModel& model, Page& page);
void draw(const AuthorisingModel& model, Page& page);
void draw(const PlugInModel& model, Page& page);
void draw(const ChargingModel& model, Page& page);
void draw(const CostModel& model, Page& page);
void draw(const StopConfirmModel& model, Page& page);
void draw(const FinishingModel& model, Page& page);
void draw(const ReceiptModel& model, Page& page);
void draw(const FailureModel& model, Page& page);
void draw(const OutOfServiceModel& model, Page& page);
void draw(const HelpModel& model, Page& page);
void draw(const ReportModel& model, Page& page);
void draw(const LanguagesModel& model, Page& page);
void draw(const UnlockModel& model, Page& page);
void draw(const NoticesModel& model, Page& page);
void draw(const ScanModel& model, Page& page);

}  // namespace kerb::kiosk
