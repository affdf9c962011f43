// What the driver asks for by touching the screen. An intent is a wish: the station decides, and
// one that does not fit the moment is ignored.
#pragma once

#include <string>
#include <variant>

#include "hal/charge_controller.hpp"
#include "kiosk/station/snapshot.hpp"

namespace kerb::kiosk {

struct ChooseConnector {
  hal::EvseId evse = 1;
};  // a card on the idle screen, free, plugged or in use
struct ShowTariff {
  hal::EvseId evse = 1;
};                   // every price of a connector
struct ShowCost {};  // what the charge has cost, part by part
// From the connector's detail to the tap prompt, or, where charging is free, straight to the plug.
struct Pay {
  std::string fresh_session = {};  // for the latter; whoever has random numbers fills it in
};
// From the tap prompt to a code for the driver's phone.
struct PayByPhone {
  std::string fresh_session = {};  // as in Pay
};
// The receipt's code for the driver's phone.
struct TakeReceipt {
  std::string fresh_token = {};  // 32 random hex digits, filled in as in Pay
};
struct Back {};    // one step back, without consequences
struct Cancel {};  // give up: release what is held
struct Stop {};    // ask to stop the charge
struct ConfirmStop {};
struct KeepCharging {};
struct TryAgain {};  // from a failure back to the tap prompt
struct DoneHere {};  // home
struct OpenHelp {
  HelpModel::Topic topic = HelpModel::Topic::menu;
};
struct OpenReport {};
struct FileReport {
  ReportedFault fault = ReportedFault::other;
};
struct OpenLanguages {};  // on the page of languages itself: the next ones
struct ChooseLocale {
  std::string locale;
};
struct ChooseTheme {
  ThemeChoice theme = ThemeChoice::light;
};
struct ChooseAid {
  Aid aid = Aid::large_text;
  bool on = false;
};
struct MoreTime {};  // the time to plug in begins anew
// Further down or up on a page that is longer than the panel: the screen's own business, which the
// station ignores.
struct ScrollPage {
  bool down = true;
};
// The plug does not come out: the charger shall let it go.
struct Unlock {
  hal::EvseId evse = 1;
};
struct OpenNotices {};  // what the back end says, in full; there, the next one
struct StillHere {};    // answers "are you still there?"; any touch also counts
struct Touched {};      // a finger anywhere: restarts the time-out

using Intent =
    std::variant<ChooseConnector, ShowTariff, ShowCost, Pay, Back, Cancel, Stop, ConfirmStop,
                 KeepCharging, TryAgain, DoneHere, OpenHelp, OpenReport, FileReport, OpenLanguages,
                 ChooseLocale, ChooseTheme, ChooseAid, MoreTime, ScrollPage, Unlock, OpenNotices,
                 StillHere, Touched, PayByPhone, TakeReceipt>;

}  // namespace kerb::kiosk
