#include "hal/modbus/line.hpp"

#include <fmt/format.h>

#include <array>
#include <cerrno>
#include <utility>

#include "hal/modbus/registers.hpp"

namespace kerb::hal::modbus {
namespace {

constexpr int kWordsOfNumber = 2;

// The station understood the question and says no (Modbus Application Protocol V1.1b3, section 7).
bool is_exception(int number) {
  return number >= EMBXILFUN && number <= EMBXGTAR;
}

}  // namespace

void Line::Free::operator()(modbus_t* context) const {
  modbus_close(context);
  modbus_free(context);
}

Line::Line(Address address) : address_(std::move(address)) {}

Result<void> Line::open() {
  close();
  const std::string port = std::to_string(address_.port);
  context_.reset(modbus_new_tcp_pi(address_.host.c_str(), port.c_str()));
  if (!context_) return trouble("connecting");
  constexpr std::uint32_t kMicrosInMilli = 1'000;
  constexpr std::uint32_t kMillisInSecond = 1'000;
  const auto millis = static_cast<std::uint32_t>(kAnswerWithin.count());
  const bool set =
      modbus_set_slave(context_.get(), address_.unit) == 0 &&
      modbus_set_response_timeout(context_.get(), millis / kMillisInSecond,
                                  millis % kMillisInSecond * kMicrosInMilli) == 0 &&
      // No time of its own for each octet: who sends them one by one gets no more time for all.
      modbus_set_byte_timeout(context_.get(), 0, 0) == 0;
  if (!set || modbus_connect(context_.get()) != 0) return trouble("connecting");
  return {};
}

Result<std::uint32_t> Line::read(int address) {
  const std::string doing = fmt::format("reading register {}", address);
  errno = ENOTCONN;
  if (!context_) return trouble(doing);
  std::array<std::uint16_t, kWordsOfNumber> words{};
  const int got = modbus_read_registers(context_.get(), address, kWordsOfNumber, words.data());
  if (got != kWordsOfNumber) return trouble(doing);
  return joined(words[0], words[1]);
}

Result<void> Line::write(int address, std::uint16_t value) {
  const std::string doing = fmt::format("writing {} to register {}", value, address);
  errno = ENOTCONN;
  if (!context_) return trouble(doing);
  if (modbus_write_register(context_.get(), address, value) != 1) return trouble(doing);
  return {};
}

tl::unexpected<Error> Line::trouble(const std::string& doing) {
  const int number = errno;
  const std::string where = fmt::format("{} at {} port {}, unit {}: {}", doing, address_.host,
                                        address_.port, address_.unit, modbus_strerror(number));
  if (is_exception(number)) {
    return failure("modbus.refused", where, "is Modbus TCP switched on there, with that unit id?");
  }
  close();
  return failure("modbus.unreachable", where,
                 "is the station on, in this network, and its Modbus TCP switched on "
                 "(KEBA P30: DSW1.3)?");
}

}  // namespace kerb::hal::modbus
