#include "tests/stand_in_everest/commands.hpp"

#include <charconv>
#include <map>
#include <sstream>
#include <stdexcept>

namespace kerb::stand_in_everest {
namespace {

// The words after the command's name.
class Words {
 public:
  explicit Words(const std::string& line) : line_(line) { name_ = word(); }
  const std::string& name() const { return name_; }
  std::string word() {
    std::string next;
    line_ >> next;
    return next;
  }
  std::string needed(const char* what) {
    std::string next = word();
    if (next.empty()) throw std::runtime_error(std::string("missing: ") + what);
    return next;
  }
  std::int64_t number(const char* what) {
    const std::string text = needed(what);
    std::int64_t value = 0;
    const auto end = std::from_chars(text.data(), text.data() + text.size(), value);
    if (end.ec != std::errc{} || end.ptr != text.data() + text.size()) {
      throw std::runtime_error("not a number: " + text);
    }
    return value;
  }
  int evse() { return static_cast<int>(number("the EVSE")); }
  int count() { return static_cast<int>(number("how many")); }
  bool on() {
    const std::string text = needed("on or off");
    if (text != "on" && text != "off") throw std::runtime_error("neither on nor off: " + text);
    return text == "on";
  }
  std::string rest() {
    std::string all;
    std::getline(line_ >> std::ws, all);
    return all;
  }

 private:
  std::istringstream line_;
  std::string name_;
};

Lock lock_from(const std::string& word) {
  if (word == "opens") return Lock::opens;
  if (word == "refuses") return Lock::refuses;
  if (word == "stuck") return Lock::stuck;
  throw std::runtime_error("opens, refuses or stuck, not " + word);
}

void befall(Station& station, Words& words, Mishap::Kind kind) {
  Mishap mishap;
  mishap.kind = kind;
  mishap.count = words.count();
  if (const std::string about = words.word(); !about.empty()) mishap.about = about;
  if (kind == Mishap::Kind::delayed) mishap.by = Milliseconds(words.number("milliseconds"));
  station.befall(mishap);
}

Json state_of(Station& station, int evse) {
  return {{"in_transaction", station.in_transaction(evse)},
          {"session", station.session(evse)},
          {"watt_hours", station.watt_hours(evse)},
          {"published", station.published()}};
}

using Command = std::function<Json(Station&, Words&)>;

// Commands without an answer of their own.
template <typename Action>
Command silent(Action action) {
  return [action](Station& station, Words& words) {
    action(station, words);
    return Json(nullptr);
  };
}

std::map<std::string, Command> commands_of_the_driver() {
  return {
      {"plug", silent([](Station& s, Words& w) {
         const int evse = w.evse();
         s.plug(evse, w.number("watts"));
       })},
      {"unplug", silent([](Station& s, Words& w) { s.unplug(w.evse()); })},
      {"draw", silent([](Station& s, Words& w) {
         const int evse = w.evse();
         s.draw(evse, w.number("watts"));
       })},
      {"pause_car", silent([](Station& s, Words& w) { s.pause_car(w.evse()); })},
      {"resume_car", silent([](Station& s, Words& w) { s.resume_car(w.evse()); })},
      {"soc", silent([](Station& s, Words& w) {
         const int evse = w.evse();
         s.set_soc(evse, static_cast<int>(w.number("percent")));
       })},
      {"emergency_stop", silent([](Station& s, Words& w) { s.press_emergency_stop(w.evse()); })},
      {"emergency_over", silent([](Station& s, Words& w) { s.release_emergency_stop(w.evse()); })},
      {"fault", silent([](Station& s, Words& w) {
         const int evse = w.evse();
         s.raise_fault(evse, w.needed("the type"));
       })},
      {"fault_over", silent([](Station& s, Words& w) {
         const int evse = w.evse();
         s.clear_fault(evse, w.needed("the type"));
       })},
      {"lock", silent([](Station& s, Words& w) {
         const int evse = w.evse();
         s.set_lock(evse, lock_from(w.needed("the lock")));
       })},
  };
}

std::map<std::string, Command> commands_of_the_operator() {
  return {
      {"stop", silent([](Station& s, Words& w) {
         const int evse = w.evse();
         s.stop(evse, w.needed("the reason"));
       })},
      {"present", silent([](Station& s, Words& w) { s.present(Json::parse(w.rest())); })},
      {"hold_back", silent([](Station& s, Words& w) { s.hold_back(w.evse()); })},
      {"go_on", silent([](Station& s, Words& w) { s.go_on(w.evse()); })},
      {"limit", silent([](Station& s, Words& w) {
         const int evse = w.evse();
         const std::int64_t watts = w.number("watts");
         s.limit(evse, watts, w.needed("the source"));
       })},
      {"enable", silent([](Station& s, Words& w) { s.enable(w.evse(), true); })},
      {"disable", silent([](Station& s, Words& w) {
         const int evse = w.evse();
         const std::string source = w.word();
         s.enable(evse, false, source.empty() ? "CSMS" : source);
       })},
      {"reserve", silent([](Station& s, Words& w) { s.reserve(w.evse(), true); })},
      {"unreserve", silent([](Station& s, Words& w) { s.reserve(w.evse(), false); })},
      {"back_end", silent([](Station& s, Words& w) {
         w.on() ? s.connect_back_end() : s.disconnect_back_end();
       })},
      {"cost", silent([](Station& s, Words& w) {
         const int evse = w.evse();
         const std::string amount = w.needed("the amount");
         s.cost(evse, amount, w.needed("the status"));
       })},
      {"set_messages", [](Station& s, Words& w) { return s.set_messages(Json::parse(w.rest())); }},
      {"get_messages",
       [](Station& s, Words& w) {
         const std::string filter = w.rest();
         return s.get_messages(filter.empty() ? Json(nullptr) : Json::parse(filter));
       }},
      {"clear_message", [](Station& s, Words& w) { return s.clear_message(w.count()); }},
      {"data_transfer",
       [](Station& s, Words& w) {
         const std::string vendor = w.needed("the vendor");
         const std::string message = w.needed("the message");
         return s.data_transfer(vendor, message, w.rest());
       }},
  };
}

std::map<std::string, Command> commands_of_trouble() {
  return {
      {"kill", silent([](Station& s, Words&) { s.kill(); })},
      {"restart", silent([](Station& s, Words&) { s.restart(); })},
      {"heartbeat", silent([](Station& s, Words& w) { s.beat(w.on()); })},
      {"answers", silent([](Station& s, Words& w) { s.answer_requests(w.on()); })},
      {"lose", silent([](Station& s, Words& w) { befall(s, w, Mishap::Kind::lost); })},
      {"repeat", silent([](Station& s, Words& w) { befall(s, w, Mishap::Kind::repeated); })},
      {"delay", silent([](Station& s, Words& w) { befall(s, w, Mishap::Kind::delayed); })},
      {"reorder", silent([](Station& s, Words& w) { befall(s, w, Mishap::Kind::reordered); })},
      {"garbage", silent([](Station& s, Words& w) { s.garble(w.count()); })},
      {"flood", silent([](Station& s, Words& w) {
         const int evse = w.evse();
         s.flood(evse, w.count());
       })},
      {"state", [](Station& s, Words& w) { return state_of(s, w.evse()); }},
  };
}

const std::map<std::string, Command>& commands() {
  static const std::map<std::string, Command> all = [] {
    auto joined = commands_of_the_driver();
    joined.merge(commands_of_the_operator());
    joined.merge(commands_of_trouble());
    return joined;
  }();
  return all;
}

}  // namespace

std::string obey(Station& station, const std::string& line) {
  try {
    Words words(line);
    const auto command = commands().find(words.name());
    if (command == commands().end()) throw std::runtime_error("unknown: " + words.name());
    Json done = {{"ok", true}};
    if (Json answer = command->second(station, words); !answer.is_null()) done["answer"] = answer;
    return done.dump();
  } catch (const std::exception& problem) {
    return Json({{"ok", false}, {"why", problem.what()}}).dump();
  }
}

}  // namespace kerb::stand_in_everest
