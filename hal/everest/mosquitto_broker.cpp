#include "hal/everest/mosquitto_broker.hpp"

#include <fmt/format.h>
#include <openssl/err.h>

#include <algorithm>
#include <chrono>
#include <random>
#include <utility>

#include "hal/guarded_file.hpp"
#include "hal/wiped.hpp"

namespace kerb::hal::everest {
namespace {

constexpr int kKeepAlive = 10;  // seconds; a silent broker is given up after one and a half of them
constexpr int kLoopMillis = 200;
constexpr Seconds kConnectedWithin{10};
constexpr Millis kFirstPause{500};
constexpr Millis kLongestPause{5000};
constexpr std::size_t kLongestPassword = 256;
constexpr const char* kSetupCode = "everest.broker_setup";

using SteadyClock = std::chrono::steady_clock;

std::string client_name() {
  std::random_device random;
  return fmt::format("kerb-{:08x}{:08x}", random(), random());
}

const char* or_null(const std::string& text) {
  return text.empty() ? nullptr : text.c_str();
}

// A key with a passphrase would ask a terminal that nobody sits at.
int no_passphrase(char* /*room*/, int /*size*/, int /*writing*/, void* /*client*/) {
  return 0;
}

// What libmosquitto says, in a word for a technician.
std::string reason_of(int code) {
  if (code == MOSQ_ERR_ERRNO) return "the broker cannot be reached, or refuses the connection";
  if (code == MOSQ_ERR_EAI) return "its name is not known here";
  if (code == MOSQ_ERR_TLS) return "TLS failed: its certificate, its name, or Kerb's certificate";
  return mosquitto_strerror(code);
}

}  // namespace

Result<std::unique_ptr<MosquittoBroker>> MosquittoBroker::open(const BrokerAddress& address) {
  [[maybe_unused]] static const int once = mosquitto_lib_init();
  std::unique_ptr<MosquittoBroker> broker(new MosquittoBroker(address));
  if (auto ready = broker->set_up(); !ready) return tl::make_unexpected(ready.error());
  return broker;
}

MosquittoBroker::MosquittoBroker(const BrokerAddress& address)
    : address_(address), client_(mosquitto_new(client_name().c_str(), true, this)) {}

MosquittoBroker::~MosquittoBroker() {
  MosquittoBroker::end();
}

Result<void> MosquittoBroker::set_up() {
  if (!client_) {
    return failure(kSetupCode, "making an MQTT client", "free some memory and start again");
  }
  mosquitto_threaded_set(client_.get(), true);
  mosquitto_int_option(client_.get(), MOSQ_OPT_TCP_NODELAY, 1);
  mosquitto_connect_callback_set(client_.get(), [](mosquitto* /*client*/, void* self, int code) {
    static_cast<MosquittoBroker*>(self)->on_connect(code);
  });
  mosquitto_subscribe_callback_set(
      client_.get(), [](mosquitto* /*client*/, void* self, int id, int count, const int* granted) {
        static_cast<MosquittoBroker*>(self)->on_subscribe(id, count, granted);
      });
  mosquitto_message_callback_set(
      client_.get(), [](mosquitto* /*client*/, void* self, const mosquitto_message* message) {
        static_cast<MosquittoBroker*>(self)->on_message(*message);
      });
  if (auto done = set_password(); !done) return done;
  return set_tls();
}

Result<void> MosquittoBroker::set_password() {
  if (address_.user.empty()) return {};
  Bytes password;
  const WipeAtEnd wiped(password);
  if (!address_.password_file.empty()) {
    auto read = read_guarded_file(address_.password_file, kSetupCode);
    if (!read) return tl::make_unexpected(read.error());
    password = *std::move(read);
    const auto line_end = std::find_if(password.begin(), password.end(),
                                       [](std::uint8_t c) { return c == '\n' || c == '\r'; });
    const auto length = static_cast<std::size_t>(line_end - password.begin());
    if (length == 0 || length > kLongestPassword ||
        std::find(password.begin(), line_end, 0) != line_end) {
      return failure(kSetupCode, "reading the password in " + address_.password_file.string(),
                     fmt::format("write it as the only line, 1 to {} octets", kLongestPassword));
    }
    Bytes line(length + 1, 0);  // and its end
    std::copy(password.begin(), line_end, line.begin());
    wipe(password);
    password = std::move(line);
  }
  const int done = mosquitto_username_pw_set(
      client_.get(), address_.user.c_str(),
      password.empty() ? nullptr : reinterpret_cast<const char*>(password.data()));
  if (done == MOSQ_ERR_SUCCESS) return {};
  return failure(kSetupCode, std::string("setting the broker's user: ") + mosquitto_strerror(done),
                 "check [everest] user");
}

Result<void> MosquittoBroker::set_tls() {
  if (address_.ca_file.empty()) return {};
  if (!address_.key_file.empty()) {
    auto key = read_guarded_file(address_.key_file, kSetupCode);
    if (!key) return tl::make_unexpected(key.error());
    wipe(*key);
  }
  const std::string authority = address_.ca_file.string();
  const std::string certificate = address_.certificate_file.string();
  const std::string key = address_.key_file.string();
  const int done = mosquitto_tls_set(client_.get(), authority.c_str(), nullptr,
                                     or_null(certificate), or_null(key), no_passphrase);
  if (done == MOSQ_ERR_SUCCESS) return {};
  return failure(kSetupCode,
                 std::string("setting up TLS for the broker: ") + mosquitto_strerror(done),
                 "check that [everest] ca_file, certificate_file and key_file are there, and that "
                 "the service's user may read them");
}

void MosquittoBroker::listen(OnMessage on_message, OnLink on_link) {
  on_message_ = std::move(on_message);
  on_link_ = std::move(on_link);
}

void MosquittoBroker::subscribe(const std::string& filter) {
  filters_.push_back(filter);
}

void MosquittoBroker::begin() {
  thread_ = std::thread([this] { run(); });
}

void MosquittoBroker::end() {
  {
    const std::lock_guard lock(mutex_);
    ending_ = true;
  }
  woken_.notify_all();
  if (thread_.joinable()) thread_.join();
}

Result<void> MosquittoBroker::publish(const std::string& topic, const std::string& payload) {
  // A wildcard or an empty topic would be refused by the broker with the whole connection.
  const int sent =
      up_ ? mosquitto_publish(client_.get(), nullptr, topic.c_str(),
                              static_cast<int>(payload.size()), payload.data(), 0, false)
          : MOSQ_ERR_NO_CONN;
  if (sent == MOSQ_ERR_SUCCESS) return {};
  return failure("controller.unreachable",
                 fmt::format("sending {} to EVerest: {}", topic, mosquitto_strerror(sent)),
                 "look at the broker: kerb doctor says what it answers");
}

std::string MosquittoBroker::trouble() const {
  const std::lock_guard lock(mutex_);
  return trouble_;
}

void MosquittoBroker::set_trouble(std::string trouble) {
  const std::lock_guard lock(mutex_);
  trouble_ = std::move(trouble);
}

void MosquittoBroker::run() {
  Millis pause = kFirstPause;
  while (!ending_) {
    reached_ = refused_ = false;
    converse();
    if (ending_) break;
    pause = reached_ ? kFirstPause : std::min(pause * 2, kLongestPause);
    if (wait(pause)) break;
  }
  set_link(false);
}

// From connecting until the link is lost.
void MosquittoBroker::converse() {
  int code =
      mosquitto_connect_async(client_.get(), address_.host.c_str(), address_.port, kKeepAlive);
  const auto deadline = SteadyClock::now() + kConnectedWithin;
  while (code == MOSQ_ERR_SUCCESS && !ending_) {
    code = mosquitto_loop(client_.get(), kLoopMillis, 1);
    if (refused_ || (!up_ && SteadyClock::now() > deadline)) break;
  }
  if (code != MOSQ_ERR_SUCCESS && !refused_) {
    set_trouble(reason_of(code));
  } else if (!refused_ && !reached_) {
    set_trouble("it did not answer in time");
  }
  set_link(false);
  mosquitto_disconnect(client_.get());
  mosquitto_loop(client_.get(), 0, 1);  // sends that, when there is somebody to send it to
}

// True: it is to end.
bool MosquittoBroker::wait(Millis span) {
  std::unique_lock lock(mutex_);
  return woken_.wait_for(lock, span, [this] { return ending_.load(); });
}

void MosquittoBroker::set_link(bool up) {
  if (up_.exchange(up) != up && on_link_) on_link_(up);
}

void MosquittoBroker::on_connect(int code) {
  if (code != 0) {
    refused_ = true;
    set_trouble(mosquitto_connack_string(code));
    return;
  }
  std::vector<char*> filters;
  for (std::string& filter : filters_) filters.push_back(filter.data());
  if (filters.empty()) {
    on_subscribe(subscription_, 0, nullptr);
    return;
  }
  mosquitto_subscribe_multiple(client_.get(), &subscription_, static_cast<int>(filters.size()),
                               filters.data(), 0, 0, nullptr);
}

void MosquittoBroker::on_subscribe(int id, int count, const int* granted) {
  constexpr int kRefused = 0x80;
  if (id != subscription_) return;
  if (std::any_of(granted, granted + count, [](int quality) { return quality >= kRefused; })) {
    set_trouble(
        "it refuses to pass on EVerest's topics: its access rules forbid them to this user");
    return;
  }
  reached_ = true;
  set_trouble("");
  set_link(true);
}

void MosquittoBroker::on_message(const mosquitto_message& message) {
  if (message.payloadlen < 0 || static_cast<std::size_t>(message.payloadlen) > kLongestMessage) {
    return;
  }
  const std::string_view payload(static_cast<const char*>(message.payload),
                                 static_cast<std::size_t>(message.payloadlen));
  if (on_message_) on_message_(message.topic, payload);
}

}  // namespace kerb::hal::everest
