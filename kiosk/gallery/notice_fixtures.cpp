#include "kiosk/gallery/notice_fixtures.hpp"

namespace kerb::kiosk::gallery {
namespace {

using Rank = NoticeView::Rank;

// As long as OCPP lets a message be, in two directions, with a word that fits nowhere.
std::string longest_message() {
  std::string text =
      "Bis zum 30. November bauen wir hier um. الشحن مجاني في عطلة نهاية الأسبوع. "
      "https://voltaro.example/" +
      std::string(90, 'w') + "\n";
  while (text.size() < 960) text += "Die Säulen 3 und 4 bleiben so lange abgeschaltet. ";
  return text.substr(0, 1024);
}

Snapshot told(Snapshot snapshot, std::vector<NoticeView> notices) {
  snapshot.notices = std::move(notices);
  return snapshot;
}

Snapshot showing(Snapshot snapshot, ScreenModel screen) {
  snapshot.screen = std::move(screen);
  return snapshot;
}

}  // namespace

std::vector<Fixture> notice_fixtures(const Snapshot& idle, const Snapshot& charging) {
  const NoticeView coffee{"Coffee is free while you charge: show this code at the counter.",
                          "https://voltaro.example/coffee", Rank::normal};
  const NoticeView works{longest_message(), "", Rank::in_front};
  const NoticeView storm{"Storm warning until 18:00. Please stay in your car.", "",
                         Rank::always_front};
  const NoticeView invoice{"Your invoice, as long as you are here.",
                           "https://voltaro.example/invoice/" + std::string(120, '7'),
                           Rank::normal};
  const OutOfServiceModel closed{OutOfServiceReason::all_connectors, "K-903"};
  Snapshot four = idle;
  for (const hal::EvseId evse : {3, 4}) {
    four.connectors.push_back(idle.connectors.front());
    four.connectors.back().evse = evse;
  }
  return {{"idle.notice", told(idle, {coffee})},
          {"idle.notice_long", told(four, {coffee, works})},
          {"idle.notice_front", told(idle, {coffee, storm})},
          {"out_of_service.notice", told(showing(idle, closed), {works, storm})},
          {"charging.notice", told(charging, {invoice})},
          {"notices", told(showing(idle, NoticesModel{}), {coffee})},
          {"notices.code", told(showing(idle, NoticesModel{}), {invoice, coffee})},
          {"notices.long", told(showing(idle, NoticesModel{1}), {works, coffee, storm})}};
}

}  // namespace kerb::kiosk::gallery
