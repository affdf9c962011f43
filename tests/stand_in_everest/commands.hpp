// A station played by lines of words, for whoever has it as a program:
//
//   plug 1 11000 | unplug 1 | draw 1 7400 | pause_car 1 | resume_car 1 | soc 1 80
//   emergency_stop 1 | emergency_over 1 | fault 1 TYPE | fault_over 1 TYPE | lock 1 opens|refuses|stuck
//   stop 1 Remote | present JSON | hold_back 1 | go_on 1 | limit 1 4000 SOURCE
//   enable 1 | disable 1 [SOURCE] | reserve 1 | unreserve 1
//   back_end on|off | cost 1 2.01 Running | set_messages JSON | get_messages [JSON] | clear_message 7
//   data_transfer VENDOR MESSAGE TEXT
//   kill | restart | heartbeat on|off | answers on|off
//   lose 3 session_event | repeat 1 ABOUT | delay 2 ABOUT 500 | reorder 2 ABOUT
//   garbage 1 | flood 1 1000000 | state 1
#pragma once

#include <string>

#include "tests/stand_in_everest/station.hpp"

namespace kerb::stand_in_everest {

// One line of JSON, what the station answers: {"ok":true,...}, or {"ok":false,"why":"..."}.
std::string obey(Station& station, const std::string& line);

}  // namespace kerb::stand_in_everest
