#include "kiosk/station/notices.hpp"

#include <algorithm>
#include <functional>

#include "kiosk/station/session_view.hpp"
#include "kiosk/station/steps.hpp"
#include "payment/plain_line.hpp"
#include "payment/saga/steps.hpp"

namespace kerb::kiosk {
namespace {

using During = hal::DisplayMessage::During;
using Priority = hal::DisplayMessage::Priority;
using Rank = NoticeView::Rank;

constexpr std::size_t kLongestNotice = 1024;  // octets; OCPP 2.1 MessageContentType
constexpr std::size_t kLongestNoticeCode = 2000;

std::string_view base_of(std::string_view language) {
  return language.substr(0, language.find('-'));
}

bool is_plain(const hal::BackEndText& text) {
  return text.format == hal::BackEndText::Format::utf8 ||
         text.format == hal::BackEndText::Format::ascii;
}

// How near a language is to the driver's: 0 is theirs.
int distance(std::string_view language, std::string_view locale) {
  if (language == locale) return 0;
  if (language.empty()) return 2;
  return base_of(language) == base_of(locale) ? 1 : 3;
}

// OCPP 2.1 MessageStateEnumType, of one bay.
bool is_in(const Bay& bay, During during) {
  switch (during) {
    case During::charging:
      return bay.state == hal::EvseState::preparing || bay.state == hal::EvseState::charging;
    case During::suspending:
      return bay.state == hal::EvseState::paused_by_car ||
             bay.state == hal::EvseState::paused_by_station;
    case During::faulted:
      return bay.state == hal::EvseState::out_of_service;
    case During::unavailable:
      return bay.state == hal::EvseState::disabled || bay.state == hal::EvseState::unknown;
    case During::idle:
      return bay.state == hal::EvseState::available || bay.state == hal::EvseState::plugged ||
             bay.state == hal::EvseState::reserved || bay.state == hal::EvseState::quiet ||
             bay.state == hal::EvseState::finished;
    case During::discharging:
      return false;  // no car gives power back here
  }
  return false;
}

// The bay that the screen is about, or on the first screen any of them.
bool fits_screen(const Station& station, During during) {
  if (const auto evse = steps::evse_on_screen(station)) {
    return is_in(steps::bay_at(station, *evse), during);
  }
  return std::any_of(station.bays.begin(), station.bays.end(),
                     [&](const Bay& bay) { return is_in(bay, during); });
}

bool is_running(const payment::Saga& saga) {
  return std::holds_alternative<payment::Held>(saga.state) ||
         std::holds_alternative<payment::Delivering>(saga.state) ||
         std::holds_alternative<payment::Fencing>(saga.state);
}

bool is_due(const Station& station, const hal::DisplayMessage& it, Now now) {
  if (it.from && now.utc < *it.from) return false;
  if (it.until && now.utc >= *it.until) return false;
  if (it.charge) {
    const Session* on = steps::session_on_screen(station);
    if (on == nullptr || on->saga.terms.session != *it.charge || !is_running(on->saga)) {
      return false;
    }
  }
  return !it.during || fits_screen(station, *it.during);
}

Rank rank_of(Priority priority) {
  switch (priority) {
    case Priority::always_front:
      return Rank::always_front;
    case Priority::in_front:
      return Rank::in_front;
    case Priority::normal_cycle:
      return Rank::normal;
  }
  return Rank::normal;
}

NoticeView notice_of(const hal::BackEndText& text, const std::string& qr_code, Rank rank) {
  NoticeView view;
  view.rank = rank;
  if (qr_code.size() <= kLongestNoticeCode) view.qr_code = qr_code;
  switch (text.format) {
    case hal::BackEndText::Format::utf8:
    case hal::BackEndText::Format::ascii:
      view.text = payment::plain_line(text.content, kLongestNotice);
      break;
    case hal::BackEndText::Format::uri:
      view.text = payment::plain_line(text.content, kLongestNotice);
      if (view.qr_code.empty()) view.qr_code = text.content;
      break;
    case hal::BackEndText::Format::qr_code:
      if (view.qr_code.empty()) view.qr_code = text.content;
      break;
    case hal::BackEndText::Format::html:
      break;  // nobody here reads markup
  }
  return view;
}

bool says_something(const NoticeView& view) {
  return !view.text.empty() || !view.qr_code.empty();
}

// What the back end says about the charge on the screen: its price, then its cost.
void add_words_of_charge(std::vector<NoticeView>& views, const Station& station) {
  const Session* on = steps::session_on_screen(station);
  if (on == nullptr) return;
  const std::string& locale = station.preferences.locale;
  const bool over = !is_running(on->saga);
  const hal::BackEndText* text = in_language(over ? on->cost_texts : on->price_texts, locale);
  const std::string& code = over ? on->cost_code : std::string();
  if (text == nullptr && code.empty()) return;
  const hal::BackEndText none;
  views.push_back(notice_of(text == nullptr ? none : *text, code, Rank::normal));
}

// A stranger's language is read only where nothing else of that rank can be.
void keep_readable(std::vector<const hal::DisplayMessage*>& due, Priority priority,
                   std::string_view locale) {
  constexpr int kForeign = 3;
  const auto foreign = [&](const hal::DisplayMessage* it) {
    return it->priority == priority && distance(it->text.language, locale) >= kForeign;
  };
  const bool readable = std::any_of(due.begin(), due.end(), [&](const auto* it) {
    return it->priority == priority && !foreign(it);
  });
  if (!readable) return;
  due.erase(std::remove_if(due.begin(), due.end(), foreign), due.end());
}

}  // namespace

const hal::BackEndText* in_language(const std::vector<hal::BackEndText>& texts,
                                    std::string_view locale) {
  const hal::BackEndText* best = nullptr;
  for (const hal::BackEndText& text : texts) {
    if (!is_plain(text) || text.content.empty()) continue;
    if (best == nullptr || distance(text.language, locale) < distance(best->language, locale)) {
      best = &text;
    }
  }
  return best;
}

std::vector<NoticeView> notices_of(const Station& station, Now now) {
  std::vector<const hal::DisplayMessage*> due;
  for (const hal::DisplayMessage& it : station.messages) {
    if (is_due(station, it, now)) due.push_back(&it);
  }
  for (const Priority priority :
       {Priority::always_front, Priority::in_front, Priority::normal_cycle}) {
    keep_readable(due, priority, station.preferences.locale);
  }
  std::stable_sort(due.begin(), due.end(), [](const auto* one, const auto* two) {
    return std::pair(one->priority, one->id) < std::pair(two->priority, two->id);
  });
  std::vector<NoticeView> views;
  for (const hal::DisplayMessage* it : due) {
    views.push_back(notice_of(it->text, it->qr_code, rank_of(it->priority)));
  }
  add_words_of_charge(views, station);
  views.erase(std::remove_if(views.begin(), views.end(), std::not_fn(says_something)), views.end());
  if (!views.empty() && views.front().rank == Rank::always_front) views.resize(1);
  return views;
}

}  // namespace kerb::kiosk
