// A contactless reader that pcscd loads as its driver, and whose field is a Unix socket: whoever
// connects is a card that was laid on it, whoever hangs up has taken the card away. So the tests
// run the real pcscd, the real client library and the real locking between them, and only the
// antenna is missing.
//
// The device name in reader.conf is "/dev/null:PATH OF THE SOCKET": pcscd wants to see that the
// part before the colon exists. Each message on the socket is a length of two octets, high one
// first, and that many octets:
//   from the reader:  01 power up, 02 reset, 00 power down (no answer to these); 04 asks for the
//   ATR;
//                     anything longer is a command APDU
//   from the card:    the ATR, or the response APDU
//
// A file of the socket's name with ".unplugged" behind it means that the reader's plug is out: then
// the driver reports an error for the field, as the driver of a USB reader does when its device is
// gone.
//
// pcscd calls IFDH… from several threads, never two at once for one reader except for the two
// functions that wait for a card and end that wait.

#include <fcntl.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

// The header does not say by itself that these are C functions.
extern "C" {
#include <ifdhandler.h>
}
#include <reader.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstring>
#include <mutex>
#include <string>
#include <thread>
#include <utility>
#include <vector>

namespace {

constexpr int kAnswerTimeoutMs = 3000;
constexpr int kLookAtPlugMs = 100;  // cards come and go at once; the plug is looked at this often
constexpr std::size_t kLongestMessage = 0xFFFF;

constexpr std::uint8_t kPowerDown = 0x00;
constexpr std::uint8_t kPowerUp = 0x01;
constexpr std::uint8_t kReset = 0x02;
constexpr std::uint8_t kAskAtr = 0x04;

class Field {
 public:
  bool open(const std::string& path) {
    const std::lock_guard lock(mutex_);
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    if (path.empty() || path.size() >= sizeof address.sun_path) return false;
    std::copy(path.begin(), path.end(), std::begin(address.sun_path));
    path_ = path;
    seen_empty_ = true;
    unlink(path.c_str());
    listener_ = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (listener_ < 0 || pipe2(wake_.data(), O_CLOEXEC | O_NONBLOCK) != 0) return false;
    if (bind(listener_, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0)
      return false;
    return listen(listener_, 4) == 0;
  }

  void close_all() {
    const std::lock_guard lock(mutex_);
    for (int* fd : {&card_, &listener_, &wake_[0], &wake_[1]}) close_one(*fd);
    if (!path_.empty()) unlink(path_.c_str());
  }

  bool plugged() const { return access((path_ + ".unplugged").c_str(), F_OK) != 0; }

  // pcscd's own look at the field. A card that waits at the socket is only taken when pcscd has
  // seen the field empty since the last one: otherwise it would mistake the new card for the old
  // one and not power it. Only the thread that waits for cards counts: what another one sees while
  // it serves a client, that thread does not learn.
  bool look_for_card() {
    const std::lock_guard lock(mutex_);
    if (still_there()) return true;
    const bool waits = waiter_ == std::thread::id() || waiter_ == std::this_thread::get_id();
    if (!waits || !std::exchange(seen_empty_, true)) return false;
    card_ = accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
    seen_empty_ = card_ < 0;
    return card_ >= 0;
  }

  // Sends one message and, if wanted, reads the answer. False when the card is not there (any
  // more).
  bool send(const std::uint8_t* octets, std::size_t size, std::vector<std::uint8_t>* answer) {
    const std::lock_guard lock(mutex_);
    if (size > kLongestMessage || !still_there()) return false;
    std::vector<std::uint8_t> message = {static_cast<std::uint8_t>(size >> 8U),
                                         static_cast<std::uint8_t>(size & 0xFFU)};
    message.insert(message.end(), octets, octets + size);
    const ssize_t sent = ::send(card_, message.data(), message.size(), MSG_NOSIGNAL);
    const bool done = sent == static_cast<ssize_t>(message.size()) &&
                      (answer == nullptr || receive_message(*answer));
    if (!done) drop_card();
    return done;
  }

  // Returns when a card may have come or gone, when it is time to look at the plug, or when woken.
  void wait() {
    std::array<pollfd, 2> watched{};
    int timeout_ms = kLookAtPlugMs;
    {
      const std::lock_guard lock(mutex_);
      waiter_ = std::this_thread::get_id();
      watched[0] = {wake_[0], POLLIN, 0};
      watched[1] = card_ >= 0 ? pollfd{card_, POLLRDHUP, 0} : pollfd{listener_, POLLIN, 0};
      if (card_ < 0 && !seen_empty_) timeout_ms = 0;  // a card that left in the middle of a command
    }
    poll(watched.data(), watched.size(), timeout_ms);
    std::array<char, 16> drained{};
    while (read(watched[0].fd, drained.data(), drained.size()) > 0) continue;
  }

  void wake() {
    const ssize_t written = write(wake_[1], "", 1);
    static_cast<void>(written);  // a full pipe wakes just as well
  }

 private:
  static void close_one(int& fd) {
    if (fd >= 0) close(fd);
    fd = -1;
  }

  bool still_there() {
    pollfd watched{card_, POLLRDHUP, 0};
    if (card_ < 0) return false;
    if (poll(&watched, 1, 0) > 0 && watched.revents != 0) drop_card();
    return card_ >= 0;
  }

  void drop_card() {
    close_one(card_);
    wake();
  }

  bool receive(std::uint8_t* octets, std::size_t size) {
    for (std::size_t got = 0; got < size;) {
      pollfd watched{card_, POLLIN, 0};
      if (poll(&watched, 1, kAnswerTimeoutMs) != 1) return false;
      const ssize_t count = read(card_, octets + got, size - got);
      if (count <= 0) return false;
      got += static_cast<std::size_t>(count);
    }
    return true;
  }

  bool receive_message(std::vector<std::uint8_t>& message) {
    std::array<std::uint8_t, 2> length{};
    if (!receive(length.data(), length.size())) return false;
    message.resize(static_cast<std::size_t>(length[0] << 8U | length[1]));
    return receive(message.data(), message.size());
  }

  std::mutex mutex_;
  std::string path_;
  int listener_ = -1;
  int card_ = -1;
  std::thread::id waiter_;  // pcscd's thread that waits for cards; none before its first wait
  bool seen_empty_ = true;  // by that thread, since the last card left
  std::array<int, 2> wake_ = {-1, -1};
};

// pcscd numbers the readers of one name in the upper half of the logical unit number, from 0; two
// are what the tests need.
Field& field(DWORD lun) {
  static std::array<Field, 2> the_fields;
  return the_fields[(lun >> 16U) % the_fields.size()];
}

bool ask_atr(DWORD lun, UCHAR* atr, DWORD* size) {
  std::vector<std::uint8_t> answer;
  const bool answered = field(lun).send(&kAskAtr, 1, &answer) && answer.size() <= MAX_ATR_SIZE;
  *size = answered ? answer.size() : 0;
  if (answered) std::copy(answer.begin(), answer.end(), atr);
  return answered;
}

RESPONSECODE wait_for_event(DWORD lun, int) {
  field(lun).wait();
  return IFD_SUCCESS;
}

RESPONSECODE end_wait(DWORD lun) {
  field(lun).wake();
  return IFD_SUCCESS;
}

template <typename Value>
RESPONSECODE tell(const Value& value, DWORD* size, UCHAR* place) {
  std::memcpy(place, &value, sizeof value);
  *size = sizeof value;
  return IFD_SUCCESS;
}

}  // namespace

extern "C" {

RESPONSECODE IFDHCreateChannelByName(DWORD lun, LPSTR device_name) {
  const std::string name(device_name);
  const std::size_t colon = name.find(':');
  if (colon == std::string::npos) return IFD_NO_SUCH_DEVICE;
  return field(lun).open(name.substr(colon + 1)) ? IFD_SUCCESS : IFD_COMMUNICATION_ERROR;
}

RESPONSECODE IFDHCreateChannel(DWORD, DWORD) {
  return IFD_NO_SUCH_DEVICE;
}

RESPONSECODE IFDHCloseChannel(DWORD lun) {
  field(lun).close_all();
  return IFD_SUCCESS;
}

RESPONSECODE IFDHGetCapabilities(DWORD lun, DWORD tag, PDWORD size, PUCHAR value) {
  using WaitFunction = RESPONSECODE (*)(DWORD, int);
  using EndFunction = RESPONSECODE (*)(DWORD);
  constexpr UCHAR kOne = 1;
  constexpr UCHAR kTwo = 2;
  constexpr UCHAR kNo = 0;
  switch (tag) {
    case TAG_IFD_ATR:
    case SCARD_ATTR_ATR_STRING:
      return ask_atr(lun, value, size) ? IFD_SUCCESS : IFD_COMMUNICATION_ERROR;
    case TAG_IFD_SIMULTANEOUS_ACCESS:  // readers of one name
      return tell(kTwo, size, value);
    case TAG_IFD_SLOTS_NUMBER:
      return tell(kOne, size, value);
    case TAG_IFD_THREAD_SAFE:
    case TAG_IFD_SLOT_THREAD_SAFE:
      return tell(kNo, size, value);
    case TAG_IFD_POLLING_THREAD_WITH_TIMEOUT:
      return tell<WaitFunction>(wait_for_event, size, value);
    case TAG_IFD_STOP_POLLING_THREAD:
      return tell<EndFunction>(end_wait, size, value);
    default:
      *size = 0;
      return IFD_ERROR_TAG;
  }
}

RESPONSECODE IFDHSetCapabilities(DWORD, DWORD, DWORD, PUCHAR) {
  return IFD_NOT_SUPPORTED;
}

RESPONSECODE IFDHSetProtocolParameters(DWORD, DWORD protocol, UCHAR, UCHAR, UCHAR, UCHAR) {
  const bool known = protocol == SCARD_PROTOCOL_T0 || protocol == SCARD_PROTOCOL_T1;
  return known ? IFD_SUCCESS : IFD_PROTOCOL_NOT_SUPPORTED;
}

RESPONSECODE IFDHPowerICC(DWORD lun, DWORD action, PUCHAR atr, PDWORD atr_size) {
  *atr_size = 0;
  if (action == IFD_POWER_DOWN) {
    field(lun).send(&kPowerDown, 1, nullptr);
    return IFD_SUCCESS;
  }
  const std::uint8_t order = action == IFD_RESET ? kReset : kPowerUp;
  if (!field(lun).send(&order, 1, nullptr)) return IFD_ERROR_POWER_ACTION;
  return ask_atr(lun, atr, atr_size) ? IFD_SUCCESS : IFD_ERROR_POWER_ACTION;
}

RESPONSECODE IFDHTransmitToICC(DWORD lun, SCARD_IO_HEADER sent, PUCHAR command, DWORD command_size,
                               PUCHAR response, PDWORD response_size, PSCARD_IO_HEADER received) {
  const DWORD room = *response_size;
  *response_size = 0;
  std::vector<std::uint8_t> answer;
  if (!field(lun).send(command, command_size, &answer)) return IFD_COMMUNICATION_ERROR;
  if (answer.size() > room) return IFD_ERROR_INSUFFICIENT_BUFFER;
  std::copy(answer.begin(), answer.end(), response);
  *response_size = answer.size();
  if (received != nullptr) received->Protocol = sent.Protocol;
  return IFD_SUCCESS;
}

RESPONSECODE IFDHControl(DWORD, DWORD, PUCHAR, DWORD, PUCHAR, DWORD, LPDWORD returned) {
  *returned = 0;
  return IFD_ERROR_NOT_SUPPORTED;
}

RESPONSECODE IFDHICCPresence(DWORD lun) {
  if (!field(lun).plugged()) return IFD_COMMUNICATION_ERROR;
  return field(lun).look_for_card() ? IFD_ICC_PRESENT : IFD_ICC_NOT_PRESENT;
}

}  // extern "C"
