// A KEBA P30 that is none: a libmodbus server with the registers of the guide, a contactor, a meter
// and a car that can be plugged in; and everything that a station or a network can do wrong.
//
// It is as strict as the real one: unit 255, one value of two registers a question, only the
// registers that there are. It lives in real time, but its failsafe runs `hurry` times as fast.
#pragma once

#include <modbus/modbus.h>

#include <atomic>
#include <chrono>
#include <cstdint>
#include <map>
#include <mutex>
#include <optional>
#include <set>
#include <thread>
#include <vector>

namespace kerb::interop {

class StandInP30 {
 public:
  enum class Mischief {
    none,
    silent,        // takes the question and says nothing
    exceptions,    // refuses every question
    garbage,       // values that cannot be
    wrong_length,  // four octets announced, two sent; then the next answer
    drips,         // one octet at a time
    hangs_up,      // in the middle of an answer
    other_answer,  // of another transaction
  };

  StandInP30();
  ~StandInP30();
  StandInP30(const StandInP30&) = delete;
  StandInP30& operator=(const StandInP30&) = delete;

  int port() const { return port_; }

  // ---- the world
  void plug(int watts = 11'000);  // a car that takes that much
  void unplug();
  void want(int watts);  // what the car takes; 0: it is full
  void set_error(std::uint32_t code);
  void set_energy(std::uint32_t tenths);
  void set_product(std::uint32_t product);
  void jam_lock(bool jammed);
  void forget_failsafe(bool forgets);  // it takes the words and keeps nothing
  void be_shy(
      bool shy);  // the first question of each connection is refused, as firmware 3.10.80 does
  void misbehave(Mischief mischief);
  void cut();         // every connection, now
  void switch_off();  // cut, and nobody listens
  // Off, and on again with that port: released, as a P30 comes up, unless the failsafe was persisted.
  void restart();
  void set_hurry(int hurry);

  // ---- what became of it
  bool enabled() const;
  bool flowing() const;
  std::uint32_t tenths() const;
  std::uint32_t failsafe_seconds() const;
  bool failsafe_persisted() const;
  bool failsafe_fired() const;
  int written(int address) const;  // how often
  std::optional<int> last_written(int address) const;

 private:
  using Steady = std::chrono::steady_clock;

  void listen(int port);
  void close_all();
  void serve();
  bool answer(int socket);
  void reply(int socket, const std::uint8_t* question, int length);
  bool read(int address, std::uint32_t& value);
  bool write(int address, std::uint16_t value);
  void live();
  std::uint32_t charging_state() const;
  std::uint32_t cable_state() const;
  void send(int socket, const std::vector<std::uint8_t>& octets);

  mutable std::mutex mutex_;  // guards all below but the thread
  modbus_t* context_ = nullptr;
  int port_ = 0;
  int listening_ = -1;
  std::vector<int> sockets_;

  Steady::time_point lived_ = Steady::now();
  Steady::time_point sign_of_life_ = Steady::now();
  std::uint64_t watt_millis_;
  bool car_ = false;
  bool locked_ = false;
  bool jammed_ = false;
  int wanted_ = 0;
  bool enabled_ = true;  // as it comes
  std::uint32_t error_ = 0;
  std::uint32_t product_ = 304'121;
  std::uint32_t failsafe_current_ = 0;
  std::uint32_t failsafe_timeout_ = 0;
  bool failsafe_persisted_ = false;
  bool failsafe_fired_ = false;
  bool forgets_failsafe_ = false;
  bool shy_ = false;
  std::set<int> asked_;  // sockets
  int hurry_ = 1;
  Mischief mischief_ = Mischief::none;
  std::map<int, std::vector<int>> written_;
  std::atomic<bool> ends_{false};
  std::thread thread_;  // last
};

}  // namespace kerb::interop
