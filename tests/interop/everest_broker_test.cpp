// The link to EVerest over a real mosquitto: what is published arrives, a broker that dies is found
// again, and nobody is let in, or trusted, without what the config says.
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <chrono>
#include <condition_variable>
#include <deque>
#include <fstream>
#include <mutex>

#include "hal/everest/mosquitto_broker.hpp"
#include "hal/everest/requests.hpp"
#include "tests/interop/mosquitto_service.hpp"
#include "tests/unit/temporary_folder.hpp"

using namespace kerb::hal::everest;  // NOLINT(google-build-using-namespace)
using kerb::hal::Millis;
using kerb::hal::Result;
using kerb::interop::MosquittoService;
using namespace std::chrono_literals;  // NOLINT(google-build-using-namespace)

namespace {

constexpr auto kPatience = 10s;
const Module kBay{Api::evse_manager_consumer, "kiosk_evse_1"};

// A broker's listener, and what it heard.
class Ear {
 public:
  explicit Ear(MosquittoBroker& broker) : broker_(broker) {
    broker.listen(
        [this](std::string_view topic, std::string_view payload) { take(topic, payload); },
        [this](bool up) {
          const std::lock_guard lock(mutex_);
          links_.push_back(up);
          changed_.notify_all();
        });
  }
  ~Ear() { broker_.end(); }  // it must not be told any more
  Ear(const Ear&) = delete;
  Ear& operator=(const Ear&) = delete;

  bool link_becomes(bool up, Millis within = kPatience) {
    std::unique_lock lock(mutex_);
    return changed_.wait_for(lock, within, [&] { return !links_.empty() && links_.back() == up; });
  }
  // The next message, "" for none.
  std::string next() {
    std::unique_lock lock(mutex_);
    changed_.wait_for(lock, kPatience, [&] { return !messages_.empty(); });
    if (messages_.empty()) return "";
    std::string message = std::move(messages_.front());
    messages_.pop_front();
    return message;
  }
  std::vector<bool> links() {
    const std::lock_guard lock(mutex_);
    return links_;
  }
  std::function<void(std::string_view, std::string_view)> also;

 private:
  void take(std::string_view topic, std::string_view payload) {
    if (also) also(topic, payload);
    const std::lock_guard lock(mutex_);
    messages_.emplace_back(std::string(topic) + " " + std::string(payload));
    changed_.notify_all();
  }

  MosquittoBroker& broker_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<std::string> messages_;
  std::vector<bool> links_;
};

std::unique_ptr<MosquittoService> running(const MosquittoService::Wishes& wishes = {}) {
  auto service = MosquittoService::create(wishes);
  EXPECT_TRUE(service) << service.error().sentence();
  return service ? *std::move(service) : nullptr;
}

std::unique_ptr<MosquittoBroker> broker_at(const BrokerAddress& address) {
  auto broker = MosquittoBroker::open(address);
  EXPECT_TRUE(broker) << broker.error().sentence();
  return broker ? *std::move(broker) : nullptr;
}

BrokerAddress at(const MosquittoService& service) {
  BrokerAddress address;
  address.host = "127.0.0.1";
  address.port = service.port();
  return address;
}

std::filesystem::path written(const std::filesystem::path& file, const std::string& text,
                              mode_t mode = 0600) {
  std::ofstream(file) << text;
  chmod(file.c_str(), mode);
  return file;
}

TEST(EverestBroker, PassesOnWhatItSubscribedTo) {
  const auto service = running();
  const auto station = broker_at(at(*service));
  Ear ear(*station);
  station->subscribe(events_filter("", kBay));
  station->begin();
  ASSERT_TRUE(ear.link_becomes(true)) << station->trouble();
  EXPECT_EQ(station->trouble(), "");
  ASSERT_TRUE(station->publish(event_topic("", kBay, "evse_id"), "\"DE*KRB*E1\""));
  EXPECT_EQ(ear.next(),
            "everest_api/1/evse_manager_consumer/kiosk_evse_1/e2m/evse_id "
            "\"DE*KRB*E1\"");
}

TEST(EverestBroker, FindsABrokerAgainThatDied) {
  const auto service = running();
  const auto broker = broker_at(at(*service));
  Ear ear(*broker);
  broker->subscribe(events_filter("", kBay));
  broker->begin();
  ASSERT_TRUE(ear.link_becomes(true));
  service->crash();
  ASSERT_TRUE(ear.link_becomes(false));
  const auto sent = broker->publish(order_topic("", kBay, "stop_transaction"), "{}");
  ASSERT_FALSE(sent);
  EXPECT_EQ(sent.error().code, "controller.unreachable");
  std::this_thread::sleep_for(1200ms);  // two attempts fail
  EXPECT_NE(broker->trouble(), "");
  ASSERT_TRUE(service->start());
  ASSERT_TRUE(ear.link_becomes(true));
  ASSERT_TRUE(broker->publish(event_topic("", kBay, "heartbeat"), "7"));
  EXPECT_EQ(ear.next(), "everest_api/1/evse_manager_consumer/kiosk_evse_1/e2m/heartbeat 7");
  broker->end();
  EXPECT_EQ(ear.links(), (std::vector<bool>{true, false, true, false}));
}

TEST(EverestBroker, BeginsBeforeItsBroker) {
  auto service = running();
  const auto address = at(*service);
  service->crash();
  const auto broker = broker_at(address);
  Ear ear(*broker);
  broker->begin();
  EXPECT_FALSE(ear.link_becomes(true, 700ms));
  EXPECT_NE(broker->trouble().find("cannot be reached"), std::string::npos) << broker->trouble();
  ASSERT_TRUE(service->start());
  EXPECT_TRUE(ear.link_becomes(true));
}

TEST(EverestBroker, AsksAndIsAnsweredOnATopicOfItsOwn) {
  const auto service = running();
  const auto everest = broker_at(at(*service));
  Ear heard(*everest);
  everest->subscribe(order_topic("", kBay, "+"));
  heard.also = [&](std::string_view, std::string_view payload) {
    const std::string text(payload);
    const auto begin = text.find("everest_api");
    const auto reply_to = text.substr(begin, text.find('"', begin) - begin);
    EXPECT_TRUE(everest->publish(reply_to, "true"));
  };
  everest->begin();
  const auto kiosk = broker_at(at(*service));
  Requests requests(*kiosk, "");
  Ear ear(*kiosk);
  requests.expect(kBay, "stop_transaction");
  ear.also = [&](std::string_view topic, std::string_view payload) {
    const auto incoming = read_topic("", topic);
    ASSERT_TRUE(incoming);
    EXPECT_TRUE(requests.take(*incoming, payload));
  };
  kiosk->begin();
  ASSERT_TRUE(heard.link_becomes(true));
  ASSERT_TRUE(ear.link_becomes(true));
  const auto answer = requests.ask(kBay, "stop_transaction", R"({"reason":"Local"})");
  ASSERT_TRUE(answer) << answer.error().sentence();
  EXPECT_EQ(*answer, "true");
  const auto silence = requests.ask(kBay, "pause_charging", "", 50ms);  // nobody listens to that
  ASSERT_FALSE(silence);
  EXPECT_EQ(silence.error().code, "controller.unreachable");
}

TEST(EverestBroker, NeedsTheRightPassword) {
  const kerb::TemporaryFolder folder;
  MosquittoService::Wishes wishes;
  wishes.user = "kerb";
  wishes.password = "open sesame";
  const auto service = running(wishes);
  BrokerAddress address = at(*service);
  address.user = "kerb";
  address.password_file = written(folder.path() / "password", "open sesame\n");
  {
    const auto broker = broker_at(address);
    Ear ear(*broker);
    broker->begin();
    EXPECT_TRUE(ear.link_becomes(true)) << broker->trouble();
  }
  address.password_file = written(folder.path() / "password", "open barley\n");
  const auto broker = broker_at(address);
  Ear ear(*broker);
  broker->begin();
  EXPECT_FALSE(ear.link_becomes(true, 1s));
  EXPECT_NE(broker->trouble().find("authorised"), std::string::npos) << broker->trouble();
}

TEST(EverestBroker, RefusesAPasswordThatOthersCanReadAndOneThatIsNone) {
  const kerb::TemporaryFolder folder;
  BrokerAddress address;
  address.user = "kerb";
  const struct {
    const char* text;
    mode_t mode;
  } wrong[] = {{"open sesame\n", 0644}, {"", 0600}, {"\n", 0600}};
  for (const auto& [text, mode] : wrong) {
    address.password_file = written(folder.path() / "password", text, mode);
    const auto broker = MosquittoBroker::open(address);
    ASSERT_FALSE(broker);
    EXPECT_EQ(broker.error().code, "everest.broker_setup");
    EXPECT_EQ(broker.error().sentence().find("sesame"), std::string::npos);
  }
}

// A whole hierarchy for 127.0.0.1, made by openssl for a day.
struct Certificates {
  kerb::TemporaryFolder folder;
  std::filesystem::path of(const char* name) const { return folder.path() / name; }

  Certificates() {
    const std::string script =
        "cd " + folder.path().string() +
        " && openssl req -x509 -newkey rsa:2048 -nodes -days 1 -subj /CN=ca -keyout ca.key "
        "-out ca.pem -addext basicConstraints=critical,CA:TRUE"
        " && openssl req -x509 -newkey rsa:2048 -nodes -days 1 -subj /CN=other -keyout other.key "
        "-out other.pem"
        " && for who in server client; do openssl req -newkey rsa:2048 -nodes -subj /CN=$who "
        "-keyout $who.key -out $who.csr -addext subjectAltName=IP:127.0.0.1 && "
        "printf 'subjectAltName=IP:127.0.0.1' > $who.ext && openssl x509 -req -in $who.csr "
        "-CA ca.pem -CAkey ca.key -CAcreateserial -days 1 -extfile $who.ext -out $who.pem || exit "
        "1; done; chmod 600 *.key";
    EXPECT_EQ(std::system(("( " + script + " ) >/dev/null 2>&1").c_str()), 0);
  }
};

TEST(EverestBroker, SpeaksTlsAndTrustsOnlyItsAuthority) {
  const Certificates made;
  MosquittoService::Wishes wishes;
  wishes.certificate = made.of("server.pem");
  wishes.key = made.of("server.key");
  wishes.ca = made.of("ca.pem");
  const auto service = running(wishes);
  BrokerAddress right = at(*service);
  right.ca_file = made.of("ca.pem");
  right.certificate_file = made.of("client.pem");
  right.key_file = made.of("client.key");
  {
    const auto broker = broker_at(right);
    Ear ear(*broker);
    broker->begin();
    EXPECT_TRUE(ear.link_becomes(true)) << broker->trouble();
  }
  BrokerAddress distrustful = right;
  distrustful.ca_file = made.of("other.pem");
  BrokerAddress elsewhere = right;
  elsewhere.host = "localhost";  // not the name in the certificate
  BrokerAddress nameless = right;
  nameless.certificate_file.clear();
  nameless.key_file.clear();
  for (const BrokerAddress& wrong : {distrustful, elsewhere, nameless}) {
    const auto broker = broker_at(wrong);
    Ear ear(*broker);
    broker->begin();
    EXPECT_FALSE(ear.link_becomes(true, 700ms));
    EXPECT_NE(broker->trouble(), "");
  }
  BrokerAddress missing = right;
  missing.ca_file = made.of("nowhere.pem");
  EXPECT_FALSE(MosquittoBroker::open(missing));
  BrokerAddress open_key = right;
  chmod(made.of("client.key").c_str(), 0644);
  EXPECT_FALSE(MosquittoBroker::open(open_key));
}

int open_descriptors() {
  int count = 0;
  for ([[maybe_unused]] const auto& entry : std::filesystem::directory_iterator("/proc/self/fd")) {
    ++count;
  }
  return count;
}

TEST(EverestBroker, LeavesNoDescriptorBehindWhenItTriesAgainAndAgain) {
  const auto service = running();
  const auto address = at(*service);
  const auto broker = broker_at(address);
  Ear ear(*broker);
  broker->begin();
  ASSERT_TRUE(ear.link_becomes(true));
  const int before = open_descriptors();
  for (int i = 0; i < 3; ++i) {
    service->crash();
    ASSERT_TRUE(ear.link_becomes(false));
    ASSERT_TRUE(service->start());
    ASSERT_TRUE(ear.link_becomes(true));
  }
  EXPECT_EQ(open_descriptors(), before);
}

}  // namespace
