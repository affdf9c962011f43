// What every module of the station shares: the wire, the time, and how messages are addressed:
// [prefix]everest_api/1/<api>/<module>/e2m/<name>.
#pragma once

#include <nlohmann/json.hpp>
#include <string>

#include "tests/stand_in_everest/wire.hpp"

namespace kerb::stand_in_everest {

using Json = nlohmann::json;

// Threading: the timeline's thread only.
class Bus {
 public:
  Bus(Timeline& timeline, Wire& wire, std::string prefix)
      : timeline_(timeline), later_(timeline), wire_(wire), prefix_(std::move(prefix)) {}

  void publish(const std::string& api, const std::string& module, const std::string& name,
               const Json& payload) {
    publish_at("everest_api/1/" + api + "/" + module + "/e2m/" + name, payload);
  }
  // The prefix is put in front of every topic, also of one that a client named for its answer. The
  // real one writes many lines, too.
  void publish_at(const std::string& topic, const Json& payload) {
    wire_.publish(prefix_ + topic, payload.dump(4));
  }
  void after(Milliseconds delay, Timeline::Action action) {
    later_.after(delay, std::move(action));
  }
  Milliseconds now() const { return timeline_.now(); }
  std::string stamp() const { return timeline_.stamp(); }

 private:
  Timeline& timeline_;
  Intentions later_;
  Wire& wire_;
  const std::string prefix_;
};

// A random UUID (version 4).
std::string make_uuid();

}  // namespace kerb::stand_in_everest
