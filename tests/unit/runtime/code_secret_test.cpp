// The secret that codes for phones are made with (OCPP 2.1, WebPaymentsCtrlr.SharedSecret): whoever
// has it makes codes that look like ours. It is in no log, journal, snapshot or error.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <fstream>
#include <iterator>

#include "hal/bytes.hpp"
#include "hal/simulated/back_end.hpp"
#include "hal/simulated/clock.hpp"
#include "hal/simulated/reader.hpp"
#include "hal/simulated/station.hpp"
#include "kiosk/runtime/core.hpp"
#include "kiosk/runtime/installation.hpp"
#include "kiosk/runtime/kiosk_parts.hpp"
#include "payment/charging_card_list.hpp"
#include "tests/unit/temporary_folder.hpp"

namespace kerb::kiosk {
namespace {

constexpr std::string_view kSecret = "h0ld-on-this-1s-n0b0dys-bus1ness";

std::string content_of(const std::filesystem::path& file) {
  std::ifstream stream(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(stream), std::istreambuf_iterator<char>()};
}

// As it is, and in hex.
bool tells(const std::string& text) {
  const hal::Bytes octets(kSecret.begin(), kSecret.end());
  return text.find(kSecret) != std::string::npos ||
         text.find(hal::to_hex(octets)) != std::string::npos;
}

class CodeSecret : public testing::Test {
 protected:
  CodeSecret() : config_(read_config(example_config()).value()), bank_({}) {
    config_.journal_file = folder_ / "journal.db";
    config_.payment.fingerprint_key_file = folder_ / "fingerprint.key";
    config_.qr_code.shared_secret_file = folder_ / "qr.secret";
    write_secret(fmt::format("{}\n", kSecret));
    station_.emplace(config_.controller.evses);
  }
  void write_secret(const std::string& content) {
    std::ofstream(config_.qr_code.shared_secret_file) << content;
    using std::filesystem::perms;
    std::filesystem::permissions(config_.qr_code.shared_secret_file,
                                 perms::owner_read | perms::owner_write);
  }
  hal::Result<std::unique_ptr<Core>> start() {
    CoreOptions options;
    options.terminal = emv_terminal(config_).value();
    options.fresh_session = random_session;
    options.log = [this](const std::string& line) { log_ += line + '\n'; };
    return Core::create(config_, {clock_, reader_, *station_, bank_, speaker_, nullptr, &back_end_},
                        std::move(options));
  }
  template <typename Done>
  bool soon(Core& core, const Done& done) {
    for (int turn = 0; turn < 2'000 && !done(); ++turn) core.pump(hal::Millis{5});
    return done();
  }
  // Everything that the station keeps on its disk, but the file of the secret itself.
  std::string kept() const {
    std::string all;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(folder_.path())) {
      if (!entry.is_regular_file() || entry.path() == config_.qr_code.shared_secret_file) continue;
      all += content_of(entry.path());
    }
    return all;
  }

  TemporaryFolder folder_;
  Config config_;
  std::string log_;
  hal::simulated::Clock clock_{hal::Utc(hal::Seconds{1'795'000'000})};
  hal::simulated::Reader reader_;
  std::optional<hal::simulated::Station> station_;
  payment::ChargingCardList bank_;
  hal::SilentSpeaker speaker_;
  hal::simulated::BackEnd back_end_;
};

TEST_F(CodeSecret, StaysWhereItIsWhileItsCodesAreShown) {
  config_.qr_code.url_template = "https://pay.example/{evse}?t={totp}";
  auto core = start();
  ASSERT_TRUE(core) << core.error().sentence();
  back_end_.report(hal::BackEndLink{true});
  station_->advance(clock_.monotonic());
  const auto screen = [&] { return screen_name((*core)->snapshot()->screen); };
  const auto offered = [&] {
    const auto shown = (*core)->snapshot();
    const auto* tap = std::get_if<TapModel>(&shown->screen);
    return tap != nullptr && tap->phone_offered;
  };
  ASSERT_TRUE(soon(**core, [&] { return screen() == "idle"; })) << screen();
  (*core)->post(Intent{ChooseConnector{1}});
  (*core)->post(Intent{Pay{}});
  ASSERT_TRUE(soon(**core, offered)) << screen();
  (*core)->post(Intent{PayByPhone{}});
  ASSERT_TRUE(soon(**core, [&] { return screen() == "scan"; })) << screen();
  const std::string address = std::get<ScanModel>((*core)->snapshot()->screen).address;
  EXPECT_EQ(address.rfind("https://pay.example/1?t=", 0), 0U);
  EXPECT_FALSE(tells(address));
  (*core)->post(Intent{OpenReport{}});
  (*core)->post(Intent{FileReport{ReportedFault::screen}});
  ASSERT_TRUE(soon(**core, [&] { return screen() == "report"; })) << screen();
  core->reset();
  const std::string all = kept();
  EXPECT_NE(all.find("report.filed"), std::string::npos) << "there is a journal to look into";
  EXPECT_FALSE(tells(all));
  EXPECT_FALSE(tells(log_)) << log_;
}

TEST_F(CodeSecret, IsNotToldByWhatIsWrongWithIt) {
  config_.qr_code.url_template = "https://pay.example/{evse}?t={totp}";
  write_secret(std::string(kSecret) + " " + std::string(kSecret) + "\n");
  const auto blank = start();
  ASSERT_FALSE(blank);
  EXPECT_EQ(blank.error().code, "codes.secret");
  EXPECT_FALSE(tells(blank.error().sentence())) << blank.error().sentence();

  write_secret(std::string(kSecret) + "\n");
  config_.qr_code.url_template.clear();
  config_.qr_code.told_by_charger = true;
  back_end_.want_web_payments({.enabled = true,
                               .url_template = "https://pay.example/{pin}/{totp}",
                               .totp_version = "v1",
                               .station_id = {}});
  auto core = start();
  ASSERT_TRUE(core) << core.error().sentence();
  EXPECT_TRUE(soon(**core, [&] { return log_.find("no code to pay with") != std::string::npos; }));
  EXPECT_FALSE(tells(log_)) << log_;
}

}  // namespace
}  // namespace kerb::kiosk
