// A whole station that speaks EVerest's API over a real broker: bays with cars and meters, and the
// software, which can be killed and started again. Whoever plays the world calls these; each returns
// when it is done, as far as it happens at once.
//
// Threading: any thread, except the station's own (the callbacks of answers).
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "tests/stand_in_everest/everest.hpp"

namespace kerb::stand_in_everest {

class Station {
 public:
  // Running. Throws std::runtime_error when there is no broker.
  explicit Station(Settings settings);
  ~Station();
  Station(const Station&) = delete;
  Station& operator=(const Station&) = delete;

  // ---- the driver and the car. EVSEs count from 1; another number throws std::out_of_range.
  void plug(int evse, std::int64_t watts = 11'000);
  void unplug(int evse);
  void draw(int evse, std::int64_t watts);
  void pause_car(int evse);  // also: it is full
  void resume_car(int evse);
  void set_soc(int evse, int percent);
  void press_emergency_stop(int evse);
  void release_emergency_stop(int evse);
  void raise_fault(int evse, const std::string& type);  // "evse_board_support/MREC2GroundFailure"
  void clear_fault(int evse, const std::string& type);
  void set_lock(int evse, Lock lock);

  // ---- the operator and his back end
  void stop(int evse, const std::string& reason);
  void present(const Json& token);  // as if from another reader, or by RequestStartTransaction
  void hold_back(int evse);         // the site has no energy
  void go_on(int evse);
  void limit(int evse, std::int64_t watts, const std::string& source);
  void enable(int evse, bool on, const std::string& by = "CSMS");
  void reserve(int evse, bool reserved);
  void connect_back_end();
  void disconnect_back_end();
  // `amount` in euros, as the back end writes it; `status`: Running, Idle or Finished.
  void cost(int evse, const std::string& amount, const std::string& status);
  // What the kiosk answered; null: nothing in time. Blocks so long.
  Json set_messages(const Json& messages);
  Json get_messages(const Json& filter);  // null: without a payload, as without a filter
  Json clear_message(int id);
  Json data_transfer(const std::string& vendor, const std::string& message,
                     const std::string& text);
  std::vector<Json> data_transfers_heard();

  // ---- trouble
  void kill();     // as with -9: silence, and all but the bays and the store is forgotten
  void restart();  // at once; also after kill()
  void beat(bool on);
  void answer_requests(bool on);
  void befall(const Mishap& mishap);
  // Everything that is no message of the API, on the topics of all modules, `rounds` times.
  void garble(int rounds);
  // So many meter values of one EVSE, as fast as they go.
  void flood(int evse, int count);

  // ---- what is so
  std::int64_t watt_hours(int evse);
  bool in_transaction(int evse);
  std::string session(int evse);  // empty: none
  Json active_errors();
  std::uint64_t published();  // by this run of EVerest
  const Settings& settings() const { return settings_; }

 private:
  void with_everest(const std::function<void(Everest&)>& action);
  Json ask(const std::string& name, const Json& payload);

  const Settings settings_;
  Timeline timeline_;
  std::vector<Bay> bays_;
  StoredSessions stored_;
  std::unique_ptr<Everest> everest_;
};

}  // namespace kerb::stand_in_everest
