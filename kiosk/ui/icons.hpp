// Icons by meaning. The characters are those of the Material Design icon font; contactless waves,
// connectors and other marks that it has not are drawn by strokes (pictograms.hpp).
#pragma once

namespace kerb::kiosk::ui {

enum class Icon : char32_t {
  none = 0,
  bolt = 0xEA0B,
  ev_station = 0xE56D,
  help = 0xE8FD,  // question mark in a ring
  language = 0xE894,
  text_size = 0xE262,  // format_size
  light_mode = 0xE518,
  dark_mode = 0xE51C,
  contrast = 0xE427,  // tonality
  phone = 0xE0CD,
  arrow_forward = 0xE5C8,  // mirrored by the widgets on right-to-left screens
  arrow_back = 0xE5C4,
  arrow_up = 0xE5D8,
  arrow_down = 0xE5DB,
  chevron_forward = 0xE5CC,
  chevron_back = 0xE5CB,
  close = 0xE5CD,
  check = 0xE5CA,
  check_circle = 0xE86C,
  stop_circle = 0xEF71,
  warning = 0xE002,
  error = 0xE000,  // exclamation mark in a disc
  info = 0xE88E,
  lock = 0xE897,
  card = 0xE870,    // credit_card
  wallet = 0xE850,  // account_balance_wallet
  smartphone = 0xE32C,
  watch = 0xE334,
  push_in = 0xE890,  // input
  shuffle = 0xE043,
  receipt = 0xEF6E,  // receipt_long
  clock = 0xE8B5,    // schedule
  timer = 0xE425,
  home = 0xE88A,
  cable = 0xEFE6,
  power = 0xE63C,
  power_off = 0xE646,
  car = 0xE531,
  battery = 0xE1A3,  // battery_charging_full
  report = 0xE868,   // bug_report
  flag = 0xE153,
  screen = 0xE333,  // tv
  euro = 0xEA15,
  payments = 0xEF63,
  wifi_off = 0xE648,
  cloud_off = 0xE2C1,
  refresh = 0xE5D5,
  replay = 0xE042,
  settings = 0xE8B8,
  build = 0xE869,
  dots = 0xE5D3,        // more_horiz
  touch = 0xE913,       // touch_app
  accessible = 0xE914,  // a wheelchair
  fullscreen = 0xE5D0,
  hand = 0xE925,     // pan_tool
  still = 0xE034,    // pause
  parking = 0xE54F,  // local_parking
  block = 0xE14B,
  bookmark = 0xE866,
  snowflake = 0xEB3B,  // ac_unit
  add = 0xE145,
  remove = 0xE15B,
  play = 0xE037,
  fast_forward = 0xE01F,
  volume = 0xE050,
  schedule_send = 0xEA0A,
  support = 0xF0E2,  // support_agent
};

}  // namespace kerb::kiosk::ui
