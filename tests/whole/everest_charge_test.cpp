// A charge with nothing in memory at all: the real `kerb run`, its card behind the real pcscd or the real libnfc, its
// bank behind HTTPS, and its charger an EVerest behind the real mosquitto.
#include <fcntl.h>
#include <gtest/gtest.h>
#include <httplib.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <fstream>
#include <functional>
#include <nlohmann/json.hpp>
#include <thread>

#include "hal/simulated/virtual_card.hpp"
#include "tests/interop/broker_service.hpp"
#include "tests/interop/everest_listener.hpp"
#include "tests/interop/pcscd_service.hpp"
#include "tests/interop/pn532/serial_port.hpp"
#include "tests/interop/virtual_picc.hpp"
#include "tests/stand_in_bank/crypto.hpp"
#include "tests/stand_in_bank/server.hpp"
#include "tests/stand_in_everest/station.hpp"

namespace kerb::interop {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

constexpr const char* kMerchant = "kerb_test";
constexpr const char* kControlToken = "the-worlds-token";
constexpr int kMillsPerKilowattHour = 590;  // as the config says

constexpr const char* kConfig = R"(
[site]
operator = "Voltaro"
name = "Whole Square"
evse_code = "DE*VLT*E1042"
helpline = "0800 724 5566"
time_zone = "Europe/Berlin"
[merchant]
name = "Voltaro GmbH"
address = "Kaistraße 12, 20457 Hamburg"
vat_number = "DE123456789"
[price]
currency = "EUR"
per_kwh = "0.59"
vat_percent = "19"
[display]
width_px = 480
height_px = 320
width_mm = 90
height_mm = 60
[reader]
@READER@
[controller]
kind = "everest"
[[controller.evse]]
id = 1
connector = "type2"
max_power_w = 400000
module = "kiosk_evse_1"
error_modules = ["evse_manager_1", "yeti_driver_1"]
[everest]
host = "127.0.0.1"
token_provider = "kiosk_token"
auth = "kiosk_auth"
errors = "kiosk_errors"
[payment]
hold = "50.00"
device_only_above = "50.00"
country = "DE"
fingerprint_key_file = "fingerprint.key"
[files]
journal = "journal.db"
)";

void write_secret(const fs::path& file, const std::string& text) {
  const int opened = open(file.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  ASSERT_GE(opened, 0);
  ASSERT_EQ(write(opened, text.data(), text.size()), static_cast<ssize_t>(text.size()));
  close(opened);
}

class Kiosk {
 public:
  Kiosk(const fs::path& config, const fs::path& said) {
    pid_ = fork();
    if (pid_ != 0) return;
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    setenv("SDL_VIDEODRIVER", "dummy", 1);
    setenv("SDL_AUDIODRIVER", "dummy", 1);
    const int log = open(said.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
    dup2(log, STDOUT_FILENO);
    dup2(log, STDERR_FILENO);
    execl(KERB_PROGRAM, "kerb", "run", "--config", config.c_str(), nullptr);
    _exit(127);
  }
  ~Kiosk() {
    kill(pid_, SIGTERM);
    waitpid(pid_, nullptr, 0);
  }
  Kiosk(const Kiosk&) = delete;
  Kiosk& operator=(const Kiosk&) = delete;

 private:
  pid_t pid_;
};

// A card in the reader's field, and nothing in it any more.
struct Hand {
  std::function<void(std::shared_ptr<hal::simulated::VirtualCard>)> lay;
  std::function<void()> take_away;
};

class WholeEverest : public ::testing::Test {
 protected:
  void SetUp() override {
    auto broker = BrokerService::create();
    ASSERT_TRUE(broker) << broker.error().sentence();
    broker_ = std::move(*broker);
    const std::string id = "11111111-2222-3333-4444-555555555555";
    const std::string secret = stand_in_bank::random_octets(32);
    write_secret(folder() / "key.txt",
                 "key_id = " + id + "\nshared_secret = " + stand_in_bank::to_base64(secret) + "\n");
    bank_ = std::make_unique<stand_in_bank::Server>(
        stand_in_bank::make_identity(folder() / "bank.pem"), stand_in_bank::BankRules(),
        stand_in_bank::TokenCheck(id, secret, kMerchant), kControlToken,
        (folder() / "bank.log").string());
    std::ofstream config(folder() / "kerb.toml");
    config << kConfig << "[gateway]\nhost = \"localhost\"\nport = " << bank_->port()
           << "\nmerchant_id = \"" << kMerchant
           << "\"\nkey_file = \"key.txt\"\nca_file = \"bank.pem\"\nterminal_id = \"KRB00001\"\n"
              "developer_id = \"KRBDEV01\"\nsolution_id = \"KRBSOL01\"\n"
              "certification_number = \"000000000000\"\n";
    config.close();
    std::string text = contents(folder() / "kerb.toml");
    text.replace(text.find("host = \"127.0.0.1\""), 18,
                 "host = \"127.0.0.1\"\nport = " + std::to_string(broker_->port()));
    std::ofstream(folder() / "kerb.toml") << text;
  }
  void use_reader(const std::string& lines) {
    std::string text = contents(folder() / "kerb.toml");
    constexpr std::string_view kPlace = "@READER@";
    text.replace(text.find(kPlace), kPlace.size(), lines);
    std::ofstream(folder() / "kerb.toml") << text;
  }
  void TearDown() override {
    if (HasFailure()) std::cerr << "kerb said:\n" << contents(folder() / "said.txt");
    if (bank_) bank_->stop();
  }
  const fs::path& folder() const { return broker_->folder(); }
  static std::string contents(const fs::path& file) {
    std::ifstream in(file);
    return {std::istreambuf_iterator<char>(in), {}};
  }
  json accounts() {
    httplib::SSLClient client("127.0.0.1", bank_->control_port());
    client.set_ca_cert_path((folder() / "bank.pem").c_str());
    const auto answer = client.Get("/stand-in/accounts", {{"X-Stand-In-Token", kControlToken}});
    return answer && answer->status == 200 ? json::parse(answer->body) : json::array();
  }
  template <typename Condition>
  static bool eventually(std::chrono::seconds patience, Condition condition) {
    const auto deadline = std::chrono::steady_clock::now() + patience;
    while (!condition()) {
      if (std::chrono::steady_clock::now() > deadline) return false;
      std::this_thread::sleep_for(std::chrono::milliseconds(100));
    }
    return true;
  }

  void charge_and_pay(const Hand& hand);

  std::unique_ptr<BrokerService> broker_;
  std::unique_ptr<stand_in_bank::Server> bank_;
};

void WholeEverest::charge_and_pay(const Hand& hand) {
  EverestListener listener(broker_->port());
  stand_in_everest::Settings settings;
  settings.broker.port = broker_->port();
  settings.store = true;
  stand_in_everest::Station station(settings);
  const Kiosk kiosk(folder() / "kerb.toml", folder() / "said.txt");
  constexpr std::chrono::seconds kPatience(40);
  ASSERT_TRUE(eventually(
      kPatience, [&] { return !listener.heard("kiosk_evse_1/m2e/communication_check").empty(); }));

  constexpr std::int64_t kWatts = 360'000;
  station.plug(1, kWatts);
  // Whoever comes before the reader is ready holds the card there again.
  ASSERT_TRUE(eventually(kPatience, [&] {
    hand.lay(hal::simulated::make_card(hal::simulated::CardKind::visa));
    const bool began =
        eventually(std::chrono::seconds(3), [&] { return station.in_transaction(1); });
    hand.take_away();
    return began;
  }));
  constexpr std::int64_t kEnough = 200;
  ASSERT_TRUE(eventually(kPatience, [&] { return station.watt_hours(1) >= kEnough; }));
  station.unplug(1);

  const std::int64_t counted = station.watt_hours(1);
  const std::int64_t cents = (counted * kMillsPerKilowattHour + 5'000) / 10'000;
  json books;
  EXPECT_TRUE(eventually(kPatience, [&] {
    books = accounts();
    return books.size() == 1 && books[0]["state"] == "captured";
  })) << books;
  ASSERT_EQ(books.size(), 1U);
  EXPECT_EQ(books[0]["captured"], cents) << counted << " Wh";
}

TEST_F(WholeEverest, AChargeBehindEverestIsPaidByACardBehindPcscd) {
  auto readers = PcscdService::create();
  ASSERT_TRUE(readers) << readers.error().sentence();
  VirtualPicc picc((*readers)->socket());
  use_reader("kind = \"pcsc\"\nname = \"Kerb Test PICC 00 00\"");
  charge_and_pay({[&](auto card) { picc.insert(std::move(card)); }, [&] { picc.remove(); }});
}

TEST_F(WholeEverest, AChargeBehindEverestIsPaidByACardBehindLibnfc) {
  Pn532Port port(folder() / "tty");
  use_reader("kind = \"libnfc\"\nname = \"pn532_uart:" + port.path().string() + ":115200\"");
  charge_and_pay(
      {[&](auto card) { port.field().lay(std::move(card)); }, [&] { port.field().clear(); }});
  EXPECT_FALSE(port.was_asked_for_ever());
}

}  // namespace
}  // namespace kerb::interop
