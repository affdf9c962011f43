#include "kiosk/screens/parts/tap_words.hpp"

namespace kerb::kiosk {
namespace {

struct HintIds {
  TextId title;
  TextId text;
  ui::Icon icon = ui::Icon::none;
  ui::Tone tone = ui::Tone::neutral;
};

HintIds ids_for(TapHint hint, bool device_only) {
  using ui::Icon;
  using ui::Tone;
  switch (hint) {
    case TapHint::present:
      if (device_only) return {"tap.device"_text, "tap.device_text"_text};
      break;
    case TapHint::reading:
      return {"tap.reading"_text, "tap.reading_text"_text};
    case TapHint::again:
      return {"tap.again"_text, "tap.again_text"_text, Icon::replay, Tone::warn};
    case TapHint::one_card_only:
      return {"tap.one_card"_text, "tap.one_card_text"_text, Icon::wallet, Tone::warn};
    case TapHint::see_phone:
      return {"tap.see_phone"_text, "tap.see_phone_text"_text, Icon::smartphone, Tone::busy};
    case TapHint::device_only:
      return {"tap.device_only"_text, "tap.device_text"_text, Icon::watch, Tone::warn};
    case TapHint::insert:
      return {"tap.insert"_text, "tap.insert_text"_text, Icon::push_in, Tone::warn};
    case TapHint::card_refused:
      return {"tap.refused"_text, "tap.refused_text"_text, Icon::block, Tone::warn};
    case TapHint::changing_number:
      return {"tap.changing"_text, "tap.changing_text"_text, Icon::shuffle, Tone::warn};
    case TapHint::other_card:
      return {"tap.other_card"_text, "tap.other_card_text"_text, Icon::card, Tone::warn};
    case TapHint::reader_lost:
      return {"tap.reader_lost"_text, "tap.reader_lost_text"_text, Icon::power_off, Tone::bad};
    case TapHint::charging_card_unknown:
      return {"tap.unknown_card"_text, "tap.unknown_card_text"_text, Icon::help, Tone::warn};
    case TapHint::phone_withdrawn:
      return {"tap.withdrawn"_text, "tap.withdrawn_text"_text};
    case TapHint::not_this_charge:
      return {"tap.not_this_charge"_text, "tap.not_this_charge_text"_text, Icon::card, Tone::warn};
  }
  return {"tap.present"_text, "tap.present_text"_text};
}

}  // namespace

TapWords tap_words(const Page& page, TapHint hint,
                   const std::optional<payment::Money>& device_only_above,
                   const std::string& scheme) {
  const HintIds ids = ids_for(hint, device_only_above.has_value());
  TapWords words{page.say(ids.title), {}, ids.icon, ids.tone};
  if (hint == TapHint::other_card && !scheme.empty()) {
    words.text = page.say("tap.scheme_text"_text, {{"scheme", scheme}});
  } else if (device_only_above) {
    words.text = page.say(ids.text, {{"amount", page.formats().money(*device_only_above)}});
  } else {
    words.text = page.say(ids.text);
  }
  return words;
}

TapWords tap_words(const Page& page, const StrayTap& tap) {
  return tap_words(page, tap.hint, tap.device_only_above, tap.scheme);
}

}  // namespace kerb::kiosk
