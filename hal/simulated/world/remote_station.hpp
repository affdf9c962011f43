// A simulated charger in another process: its cars, meters and charges live on while this kiosk is
// off, and are found again by asking.
//
// Two connections: one for orders, one on which the charger tells what happens by itself. When the
// second breaks, the link counts as lost until it stands again; then the charges that were ordered
// here are asked for, so that no start and no end is missed, and the charger tells every state anew.
// A charger that says nothing for two seconds is asked whether it is there.
#pragma once

#include <atomic>
#include <filesystem>
#include <map>
#include <mutex>
#include <optional>
#include <thread>
#include <vector>

#include "hal/charge_controller.hpp"
#include "hal/simulated/world/line_socket.hpp"
#include "hal/simulated/world/questions.hpp"

namespace kerb::hal::simulated {

// Threading as of ChargeController. A second listen() replaces the listener and reports nothing.
class RemoteStation final : public ChargeController {
 public:
  // `socket`: where a WorldServer listens. What it says of an EVSE that is not in `evses` is
  // dropped.
  RemoteStation(std::filesystem::path socket, std::vector<Evse> evses);
  ~RemoteStation() override;

  std::vector<Evse> evses() const override { return evses_; }
  void listen(Listener listener) override;
  Result<void> start(EvseId evse, const ChargeKey& charge) override;
  Result<ChargeRecord> stop(EvseId evse, const ChargeKey& charge) override;
  Result<ChargeRecord> query(EvseId evse, const ChargeKey& charge) override;
  Result<UnlockOutcome> unlock(EvseId evse) override;

 private:
  // A charge whose start or end is still to be told.
  struct Awaited {
    ChargeKey charge;
    bool started = false;
  };

  bool has(EvseId evse) const;
  std::optional<Json> order(const char* what, EvseId evse, const ChargeKey& charge);
  Result<ChargeRecord> record(const char* what, EvseId evse, const ChargeKey& charge);
  void note(EvseId evse, const ChargeKey& charge, const ChargeRecord& record);

  void follow();
  void hear(LineSocket& line);
  bool take(const std::string& text);
  void catch_up();
  void tell_missed(EvseId evse, const Awaited& awaited, const ChargeRecord& record);
  void tell(const ControllerEvent& event);
  void set_link(bool up);

  const std::filesystem::path socket_;
  const std::vector<Evse> evses_;
  Questions orders_;
  std::mutex telling_;  // guards the listener, and is held while it is called
  Listener listener_;
  std::mutex awaiting_;  // guards the next
  std::map<EvseId, Awaited> awaited_;
  std::optional<bool> link_up_;  // what the listener was told last
  std::atomic<bool> ends_{false};
  std::thread thread_;  // last: it uses the others
};

// Which EVSEs the world at `socket` has. Errors: world.unreachable, world.not_understood.
Result<std::vector<EvseId>> evses_at(const std::filesystem::path& socket);

}  // namespace kerb::hal::simulated
