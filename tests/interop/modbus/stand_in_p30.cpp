#include "tests/interop/modbus/stand_in_p30.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <stdexcept>

#include "hal/modbus/registers.hpp"

namespace kerb::interop {
namespace {

namespace kw = hal::modbus;

constexpr std::uint64_t kWattMillisInTenth = 360'000;
constexpr std::uint64_t kFirstTenths = 380'019;
constexpr int kHeader = 7;  // MBAP: transaction, protocol, length, unit
constexpr std::uint8_t kUnit = 255;
constexpr std::uint8_t kReadRegisters = 3;
constexpr std::uint8_t kWriteRegister = 6;

int word_at(const std::uint8_t* octets) {
  return octets[0] << 8 | octets[1];
}

std::uint32_t kilo(int watts) {
  return static_cast<std::uint32_t>(watts) * 1'000;
}

}  // namespace

StandInP30::StandInP30() : watt_millis_(kFirstTenths * kWattMillisInTenth) {
  listen(0);
  thread_ = std::thread([this] { serve(); });
}

StandInP30::~StandInP30() {
  ends_ = true;
  thread_.join();
  close_all();
}

void StandInP30::listen(int port) {
  context_ = modbus_new_tcp("127.0.0.1", port);
  if (context_ == nullptr) throw std::runtime_error("libmodbus makes no server");
  listening_ = modbus_tcp_listen(context_, 8);
  if (listening_ < 0) throw std::runtime_error("libmodbus does not listen");
  sockaddr_in bound{};
  socklen_t size = sizeof bound;
  ::getsockname(listening_, reinterpret_cast<sockaddr*>(&bound), &size);
  port_ = ntohs(bound.sin_port);
}

void StandInP30::close_all() {
  for (const int socket : sockets_) ::close(socket);
  sockets_.clear();
  if (listening_ >= 0) ::close(listening_);
  listening_ = -1;
  if (context_ != nullptr) modbus_free(context_);
  context_ = nullptr;
}

// ---- the world

void StandInP30::plug(int watts) {
  const std::scoped_lock lock(mutex_);
  live();
  car_ = true;
  locked_ = true;
  wanted_ = watts;
}
void StandInP30::unplug() {
  const std::scoped_lock lock(mutex_);
  live();
  car_ = false;
  locked_ = false;
  wanted_ = 0;
}
void StandInP30::want(int watts) {
  const std::scoped_lock lock(mutex_);
  live();
  wanted_ = watts;
}
void StandInP30::set_error(std::uint32_t code) {
  const std::scoped_lock lock(mutex_);
  live();
  error_ = code;
}
void StandInP30::set_energy(std::uint32_t tenths) {
  const std::scoped_lock lock(mutex_);
  live();
  watt_millis_ = tenths * kWattMillisInTenth;
}
void StandInP30::set_product(std::uint32_t product) {
  const std::scoped_lock lock(mutex_);
  product_ = product;
}
void StandInP30::jam_lock(bool jammed) {
  const std::scoped_lock lock(mutex_);
  jammed_ = jammed;
}
void StandInP30::forget_failsafe(bool forgets) {
  const std::scoped_lock lock(mutex_);
  forgets_failsafe_ = forgets;
}
void StandInP30::be_shy(bool shy) {
  const std::scoped_lock lock(mutex_);
  shy_ = shy;
}
void StandInP30::misbehave(Mischief mischief) {
  const std::scoped_lock lock(mutex_);
  mischief_ = mischief;
}
void StandInP30::set_hurry(int hurry) {
  const std::scoped_lock lock(mutex_);
  live();
  hurry_ = hurry;
}

void StandInP30::cut() {
  const std::scoped_lock lock(mutex_);
  for (const int socket : sockets_) ::shutdown(socket, SHUT_RDWR);
}

void StandInP30::switch_off() {
  const std::scoped_lock lock(mutex_);
  live();
  close_all();
}

void StandInP30::restart() {
  const std::scoped_lock lock(mutex_);
  live();
  close_all();
  enabled_ = true;
  failsafe_fired_ = false;
  if (!failsafe_persisted_) failsafe_timeout_ = 0;
  sign_of_life_ = Steady::now();
  listen(port_);
}

// ---- what became of it

bool StandInP30::enabled() const {
  const std::scoped_lock lock(mutex_);
  return enabled_;
}
bool StandInP30::flowing() const {
  const std::scoped_lock lock(mutex_);
  return charging_state() == 3;
}
std::uint32_t StandInP30::tenths() const {
  const std::scoped_lock lock(mutex_);
  return static_cast<std::uint32_t>(watt_millis_ / kWattMillisInTenth);
}
std::uint32_t StandInP30::failsafe_seconds() const {
  const std::scoped_lock lock(mutex_);
  return failsafe_timeout_;
}
bool StandInP30::failsafe_persisted() const {
  const std::scoped_lock lock(mutex_);
  return failsafe_persisted_;
}
bool StandInP30::failsafe_fired() const {
  const std::scoped_lock lock(mutex_);
  return failsafe_fired_;
}
int StandInP30::written(int address) const {
  const std::scoped_lock lock(mutex_);
  const auto found = written_.find(address);
  return found == written_.end() ? 0 : static_cast<int>(found->second.size());
}
std::optional<int> StandInP30::last_written(int address) const {
  const std::scoped_lock lock(mutex_);
  const auto found = written_.find(address);
  if (found == written_.end()) return std::nullopt;
  return found->second.back();
}

// ---- the station

void StandInP30::live() {
  const auto now = Steady::now();
  const auto millis = std::chrono::duration_cast<std::chrono::milliseconds>(now - lived_).count();
  if (charging_state() == 3) {
    watt_millis_ += static_cast<std::uint64_t>(wanted_) * static_cast<std::uint64_t>(millis);
  }
  lived_ += std::chrono::milliseconds(millis);
  const auto silent = std::chrono::duration_cast<std::chrono::milliseconds>(now - sign_of_life_);
  const bool over = silent.count() * hurry_ >= std::int64_t{failsafe_timeout_} * 1'000;
  if (failsafe_timeout_ > 0 && over && failsafe_current_ == 0) {
    enabled_ = false;
    failsafe_fired_ = true;
  }
}

std::uint32_t StandInP30::charging_state() const {
  if (error_ != 0) return 4;
  if (!car_) return 1;
  if (!enabled_) return 5;
  return wanted_ > 0 ? 3 : 2;
}

std::uint32_t StandInP30::cable_state() const {
  if (!car_) return 0;
  return locked_ ? 7 : 5;
}

bool StandInP30::read(int address, std::uint32_t& value) {
  const std::map<int, std::uint32_t> values{
      {kw::kReadChargingState, charging_state()},
      {kw::kReadCableState, cable_state()},
      {kw::kReadErrorCode, error_},
      {kw::kReadSerialNumber, 18'416'854},
      {kw::kReadProduct, product_},
      {kw::kReadFirmware, 0x030A2A00},
      {kw::kReadActivePower, charging_state() == 3 ? kilo(wanted_) : 0},
      {kw::kReadTotalEnergy, static_cast<std::uint32_t>(watt_millis_ / kWattMillisInTenth)},
      {kw::kReadFailsafeCurrent, failsafe_current_},
      {kw::kReadFailsafeTimeout, failsafe_timeout_}};
  const auto found = values.find(address);
  if (found == values.end()) return false;
  value = mischief_ == Mischief::garbage ? 0xDEADBEEF : found->second;
  return true;
}

bool StandInP30::write(int address, std::uint16_t value) {
  written_[address].push_back(value);
  const bool alive = address == kw::kWriteEnable || address == kw::kWriteChargingCurrent ||
                     address == kw::kWriteFailsafeTimeout;
  if (alive) sign_of_life_ = Steady::now();
  switch (address) {
    case kw::kWriteChargingCurrent:
      return value >= 6'000 && value <= 63'000;
    case kw::kWriteUnlockPlug:
      if (!enabled_ && !jammed_) locked_ = false;
      return true;
    case kw::kWriteEnable:
      if (value > 1) return false;
      enabled_ = value == 1;
      return true;
    case kw::kWriteFailsafeCurrent:
      if (!forgets_failsafe_) failsafe_current_ = value;
      return true;
    case kw::kWriteFailsafeTimeout:
      if (!forgets_failsafe_) failsafe_timeout_ = value;
      return value == 0 || (value >= 10 && value <= 600);
    case kw::kWriteFailsafePersist:
      failsafe_persisted_ = value == 1;
      return true;
    default:
      return false;
  }
}

// ---- the server

void StandInP30::serve() {
  while (!ends_) {
    std::vector<pollfd> watched;
    {
      const std::scoped_lock lock(mutex_);
      live();
      for (const int socket : sockets_) watched.push_back({socket, POLLIN, 0});
      if (listening_ >= 0) watched.push_back({listening_, POLLIN, 0});
    }
    constexpr int kSliceMillis = 20;
    ::poll(watched.data(), watched.size(), kSliceMillis);
    const std::scoped_lock lock(mutex_);
    for (const pollfd& one : watched) {
      if (one.revents == 0) continue;
      if (one.fd == listening_) {
        int accepted = -1;
        if (modbus_tcp_accept(context_, &listening_) >= 0) accepted = modbus_get_socket(context_);
        if (accepted >= 0) sockets_.push_back(accepted);
        asked_.erase(accepted);
      } else if (std::count(sockets_.begin(), sockets_.end(), one.fd) > 0 && !answer(one.fd)) {
        ::close(one.fd);
        std::erase(sockets_, one.fd);
      }
    }
  }
}

bool StandInP30::answer(int socket) {
  std::array<std::uint8_t, MODBUS_TCP_MAX_ADU_LENGTH> question{};
  modbus_set_socket(context_, socket);
  const int length = modbus_receive(context_, question.data());
  if (length < 0) return false;
  live();
  reply(socket, question.data(), length);
  return mischief_ != Mischief::hangs_up;
}

void StandInP30::send(int socket, const std::vector<std::uint8_t>& octets) {
  if (mischief_ != Mischief::drips) {
    (void)::send(socket, octets.data(), octets.size(), MSG_NOSIGNAL);
    return;
  }
  for (const std::uint8_t octet : octets) {
    if (::send(socket, &octet, 1, MSG_NOSIGNAL) < 0) return;
    std::this_thread::sleep_for(std::chrono::milliseconds(300));
    if (ends_) return;
  }
}

void StandInP30::reply(int socket, const std::uint8_t* question, int length) {
  if (mischief_ == Mischief::silent) return;
  const std::uint8_t function = question[kHeader];
  const int address = word_at(question + kHeader + 1);
  const int word = word_at(question + kHeader + 3);
  std::uint32_t value = 0;
  const bool two = function == kReadRegisters && word == 2;
  const bool read_it = two && read(address, value);
  const bool wrote_it =
      function == kWriteRegister && write(address, static_cast<std::uint16_t>(word));
  const bool heard = !shy_ || !asked_.insert(socket).second;
  const bool right = heard && question[kHeader - 1] == kUnit && (read_it || wrote_it);
  if (!right || mischief_ == Mischief::exceptions) {
    modbus_reply_exception(context_, question, MODBUS_EXCEPTION_ILLEGAL_DATA_ADDRESS);
    return;
  }
  std::vector<std::uint8_t> octets(question, question + kHeader + 1);
  if (read_it) {
    octets.push_back(4);
    for (const unsigned shift : {24U, 16U, 8U, 0U}) {
      octets.push_back(static_cast<std::uint8_t>(value >> shift));
    }
  } else {
    octets.insert(octets.end(), question + kHeader + 1, question + length);
  }
  if (mischief_ == Mischief::wrong_length || mischief_ == Mischief::hangs_up) octets.resize(10);
  if (mischief_ == Mischief::other_answer) octets[1] ^= 0x55U;
  octets[5] = static_cast<std::uint8_t>(octets.size() - 6);
  send(socket, octets);
}

}  // namespace kerb::interop
