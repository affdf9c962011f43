#include "tests/interop/virtual_picc.hpp"

#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <array>
#include <chrono>

namespace kerb::interop {
namespace {

using hal::Bytes;
using hal::ByteView;

constexpr std::uint8_t kPowerUp = 0x01;
constexpr std::uint8_t kReset = 0x02;
constexpr std::uint8_t kAskAtr = 0x04;

int connect_to(const std::filesystem::path& path) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  const std::string name = path.string();
  if (name.size() >= sizeof address.sun_path) return -1;
  std::copy(name.begin(), name.end(), std::begin(address.sun_path));
  const int connection = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (connect(connection, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0) {
    return connection;
  }
  close(connection);
  return -1;
}

bool receive(int connection, std::uint8_t* octets, std::size_t size) {
  return size == 0 || recv(connection, octets, size, MSG_WAITALL) == static_cast<ssize_t>(size);
}

bool send_message(int connection, ByteView message) {
  Bytes framed = {static_cast<std::uint8_t>(message.size() >> 8U),
                  static_cast<std::uint8_t>(message.size() & 0xFFU)};
  framed.insert(framed.end(), message.begin(), message.end());
  return send(connection, framed.data(), framed.size(), MSG_NOSIGNAL) ==
         static_cast<ssize_t>(framed.size());
}

// What a reader asks itself and never the card: FF CA 00 00, the uid.
bool asks_uid(ByteView command) {
  constexpr std::array<std::uint8_t, 4> kGetUid = {0xFF, 0xCA, 0x00, 0x00};
  return command.size() == 5 && std::equal(kGetUid.begin(), kGetUid.end(), command.begin());
}

Bytes with_status(Bytes data, std::uint8_t sw1, std::uint8_t sw2) {
  data.push_back(sw1);
  data.push_back(sw2);
  return data;
}

}  // namespace

VirtualPicc::VirtualPicc(std::filesystem::path socket) : socket_(std::move(socket)) {}

VirtualPicc::~VirtualPicc() {
  remove();
}

bool VirtualPicc::insert(std::shared_ptr<hal::simulated::VirtualCard> card,
                         std::optional<int> leaves_after) {
  remove();
  const auto patience = std::chrono::steady_clock::now() + std::chrono::seconds(3);
  while ((connection_ = connect_to(socket_)) < 0) {
    if (std::chrono::steady_clock::now() > patience) return false;
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  }
  card_ = std::move(card);
  leaves_after_ = leaves_after;
  commands_ = 0;
  server_ = std::thread(&VirtualPicc::serve, this);
  return true;
}

void VirtualPicc::remove() {
  if (!server_.joinable()) return;
  shutdown(connection_, SHUT_RDWR);
  server_.join();
  close(connection_);
  connection_ = -1;
  card_.reset();
}

void VirtualPicc::serve() {
  std::array<std::uint8_t, 2> length{};
  while (receive(connection_, length.data(), length.size())) {
    Bytes message(static_cast<std::size_t>(length[0] << 8U | length[1]));
    if (!receive(connection_, message.data(), message.size())) break;
    const auto answer = respond(message);
    if (!answer) break;
    if (!answer->empty() && !send_message(connection_, *answer)) break;
    if (leaves_after_ && commands_ > 0 && commands_ >= *leaves_after_) break;
  }
  shutdown(connection_, SHUT_RDWR);  // the card leaves the field
}

// No answer at all ends the card's stay; an empty one is sent for messages that have none.
std::optional<Bytes> VirtualPicc::respond(ByteView message) {
  if (message.size() == 1) {
    if (message[0] == kPowerUp || message[0] == kReset) card_->power_up();
    return message[0] == kAskAtr ? card_->atr() : Bytes{};
  }
  if (asks_uid(message)) {
    const Bytes uid = card_->uid();
    return uid.empty() ? with_status({}, 0x6A, 0x81) : with_status(uid, 0x90, 0x00);
  }
  if (leaves_after_ == 0) return std::nullopt;
  ++commands_;
  if (!card_->speaks_apdu()) return with_status({}, 0x6A, 0x81);
  return card_->answer(message);
}

}  // namespace kerb::interop
