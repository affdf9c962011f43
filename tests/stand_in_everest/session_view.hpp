// session_info, with the mistakes of the real one: it is computed beside the charging, from the
// events alone, and may say for a second that the car finished when the driver stopped.
#pragma once

#include "tests/stand_in_everest/bus.hpp"

namespace kerb::stand_in_everest {

class SessionView {
 public:
  void hear(const Json& session_event, Milliseconds now, std::int64_t watt_hours);
  // `now` and the meter as they are when it is told.
  Json told(Milliseconds now, const std::string& stamp, std::int64_t watt_hours,
            std::int64_t watts) const;
  bool in_session() const { return in_session_; }

 private:
  std::string state_ = "Unknown";
  bool in_session_ = false;
  std::string session_start_;
  std::string transaction_start_;  // empty: none in this session
  std::string transaction_end_;    // empty: it runs
  Milliseconds transaction_took_{0};
  Milliseconds session_began_{0};
  Milliseconds transaction_began_{0};
  std::int64_t energy_at_start_ = 0;
};

}  // namespace kerb::stand_in_everest
