// A healthy station first; then one thing wrong at a time, and what the doctor says about it.
#include "kiosk/doctor/examine.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <map>

#include "tests/unit/config/station_file.hpp"

namespace kerb::kiosk::doctor {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;
using Path = std::filesystem::path;

// A machine in memory.
struct Machine {
  Machine() {
    files["/etc/kerb/gateway.key"] = {true, true, 0600, 120};
    for (const NeededFont& font : needed_fonts()) files[font.file] = {true, true, 0644, 1};
    folders["/etc/kerb/data"] = {true, kJournalRoom, ""};
  }

  Probes probes() {
    Probes probes;
    probes.file = [this](const Path& file) {
      const auto found = files.find(file);
      return found == files.end() ? std::nullopt : std::optional(found->second);
    };
    probes.folder = [this](const Path& folder) {
      const auto found = folders.find(folder);
      return found == folders.end() ? std::nullopt : std::optional(found->second);
    };
    probes.verify_journal = [this](const Path&) { return journal; };
    probes.connect = [this](const std::string& host, int port, hal::Millis timeout) {
      EXPECT_EQ(host, "api.example.com");
      EXPECT_EQ(port, 443);
      EXPECT_EQ(timeout, hal::Millis(5000));
      return network;
    };
    probes.clock = [this] { return clock; };
    probes.readers = [this] { return readers; };
    probes.nfc_chip = [this](const std::string& name) {
      EXPECT_EQ(name, "pn532_uart:/dev/ttyS1:115200");
      return nfc_chip;
    };
    probes.world_evses = [this](const Path& socket) {
      EXPECT_EQ(socket, "/run/kerb/world.sock");
      return world_evses;
    };
    probes.speak = [this](const SpeechProgram& program, const std::string& locale) {
      EXPECT_EQ(program.name, "espeak-ng");
      return locale == "th" ? hal::Result<void>(mute) : voice;
    };
    probes.texts = [this](const Config&) { return texts; };
    probes.scheme_keys = [this](const PaymentConfig&) { return scheme_keys; };
    probes.backlight = [this](const Path& device) {
      EXPECT_EQ(device, "/sys/class/backlight/panel");
      return backlight;
    };
    probes.groups = [this] { return groups; };
    probes.core_dumps = [this] { return core_dumps; };
    return probes;
  }

  std::map<Path, FileFacts> files;
  std::map<Path, FolderFacts> folders;
  hal::Result<payment::JournalVerdict> journal = payment::JournalVerdict{7, std::nullopt, ""};
  hal::Result<void> network;
  hal::Result<void> voice;
  hal::Result<void> texts;
  hal::Result<payment::emv::CaKeyBook> scheme_keys;
  hal::Result<void> backlight;
  tl::unexpected<hal::Error> mute = hal::failure("speech.no_voice", "speaking th", "none");
  ClockFacts clock{std::chrono::sys_days(std::chrono::year(2026) / 11 / 22), true};
  hal::Result<std::vector<std::string>> readers = std::vector<std::string>{"ACS ACR1552 00 00"};
  hal::Result<void> nfc_chip;
  hal::Result<std::vector<hal::EvseId>> world_evses = std::vector<hal::EvseId>{1, 2, 3};
  std::vector<std::string> groups{"kerb", "video"};
  CoreDumpFacts core_dumps{true, ""};
};

class Doctor : public ::testing::Test {
 protected:
  std::vector<Finding> examined() { return examine(config_, machine_.probes()); }

  // The one finding that is not a pass.
  Finding trouble() {
    std::vector<Finding> found;
    for (const Finding& finding : examined()) {
      if (finding.verdict != Verdict::pass) found.push_back(finding);
    }
    EXPECT_EQ(found.size(), 1U) << as_text(examined());
    return found.empty() ? Finding{} : found.front();
  }

  Machine machine_;
  Config config_ = parsed(std::string(kStationFile)).value();
};

TEST_F(Doctor, FindsAHealthyStationHealthy) {
  const auto findings = examined();
  EXPECT_EQ(worst(findings), Verdict::pass) << as_text(findings);
  EXPECT_EQ(findings.size(), 13U);
  for (const Finding& finding : findings) EXPECT_EQ(finding.remedy, "") << finding.check;
}

TEST_F(Doctor, SaysThatItsCardKernelsAreNotApproved) {
  const auto statement = [&] {
    for (const Finding& finding : examined()) {
      if (finding.check == "card kernels") return finding.seen;
    }
    return std::string();
  };
  EXPECT_THAT(statement(), HasSubstr("neither EMVCo nor a card scheme has approved"));
  config_.reader.kind = ReaderKind::simulated;  // that one says already that no card can pay
  EXPECT_EQ(statement(), "");
}

TEST_F(Doctor, NeedsEveryFont) {
  machine_.files.erase(needed_fonts().back().file);
  const Finding finding = trouble();
  EXPECT_EQ(finding.verdict, Verdict::fail);
  EXPECT_EQ(finding.check, "fonts");
  EXPECT_EQ(finding.remedy, "apt-get install fonts-material-design-icons-iconfont");
}

TEST_F(Doctor, WantsKeysForTheirOwnerOnly) {
  machine_.files["/etc/kerb/gateway.key"].mode = 0640;
  EXPECT_THAT(trouble().seen, HasSubstr("has mode 0640"));
  machine_.files["/etc/kerb/gateway.key"] = {true, true, 0600, 0};
  EXPECT_THAT(trouble().seen, HasSubstr("is empty"));
  machine_.files["/etc/kerb/gateway.key"] = {true, false, 0600, 9};
  EXPECT_THAT(trouble().seen, HasSubstr("cannot be read"));
  machine_.files.erase("/etc/kerb/gateway.key");
  EXPECT_THAT(trouble().seen, HasSubstr("is not there"));
  EXPECT_EQ(trouble().verdict, Verdict::fail);
}

TEST_F(Doctor, LooksAtTheSecretOfTheDynamicCode) {
  config_.qr_code.shared_secret_file = "/etc/kerb/qr.secret";
  EXPECT_EQ(trouble().check, "code secret");
  machine_.files["/etc/kerb/qr.secret"] = {true, true, 0600, 17};
  EXPECT_EQ(worst(examined()), Verdict::pass);
}

TEST_F(Doctor, LooksForTheSimulatedWorldThatStandsInForTheCharger) {
  config_.simulated.socket = "/run/kerb/world.sock";
  EXPECT_EQ(worst(examined()), Verdict::pass);
  EXPECT_EQ(examined().size(), 14U);
  machine_.world_evses = std::vector<hal::EvseId>{1};
  EXPECT_EQ(trouble().seen, "the simulated world at /run/kerb/world.sock has no EVSE 2");
  machine_.world_evses = hal::failure("world.unreachable", "connecting", "start it");
  EXPECT_EQ(trouble().check, "charger");
  EXPECT_EQ(trouble().verdict, Verdict::fail);
}

TEST_F(Doctor, TheFingerprintKeyMayComeLaterButNotForEveryone) {
  machine_.files["/var/lib/kerb/fingerprint.key"] = {true, true, 0644, 65};
  EXPECT_EQ(trouble().check, "fingerprint key");
}

TEST_F(Doctor, NamedCertificatesMustBeThere) {
  config_.gateway.ca_file = "/etc/kerb/ca.pem";
  EXPECT_EQ(trouble().check, "gateway CA");
  machine_.files["/etc/kerb/ca.pem"] = {true, true, 0644, 1000};
  EXPECT_EQ(worst(examined()), Verdict::pass);
}

TEST_F(Doctor, TheJournalNeedsALocalFolderWithRoom) {
  FolderFacts& folder = machine_.folders["/etc/kerb/data"];
  folder.free = kJournalRoom - 1;
  EXPECT_EQ(trouble().seen, "/etc/kerb/data has 63 MiB left");
  folder = {true, kJournalRoom, "tmpfs"};
  EXPECT_EQ(trouble().verdict, Verdict::fail);
  EXPECT_THAT(trouble().seen, HasSubstr("lies on tmpfs"));
  folder = {false, kJournalRoom, ""};
  EXPECT_THAT(trouble().seen, HasSubstr("cannot be written"));
  machine_.folders.clear();
  EXPECT_THAT(trouble().seen, HasSubstr("is not there"));
}

TEST_F(Doctor, AnExistingJournalIsVerified) {
  machine_.files["/etc/kerb/data/journal.db"] = {true, true, 0600, 4096};
  EXPECT_THAT(as_text(examined()), HasSubstr("all 7 entries are as they were written"));
  machine_.journal = payment::JournalVerdict{7, 3, "its hash is another"};
  EXPECT_EQ(trouble().verdict, Verdict::fail);
  EXPECT_EQ(trouble().seen, "entry 3 of 7 is not as it was written: its hash is another");
  machine_.journal = hal::failure("journal.locked", "opening", "wait");
  EXPECT_EQ(trouble().verdict, Verdict::warn);
  machine_.journal =
      hal::failure("journal.newer_version", "opening the journal", "Install the newer Kerb.");
  EXPECT_EQ(trouble().verdict, Verdict::fail);
  EXPECT_EQ(trouble().remedy, "Install the newer Kerb.");
}

TEST_F(Doctor, TheGatewayMustBeReached) {
  machine_.network = hal::failure("doctor.unreachable", "api.example.com:443 does not answer",
                                  "Check the network.");
  const Finding finding = trouble();
  EXPECT_EQ(finding.verdict, Verdict::fail);
  EXPECT_EQ(finding.seen, "api.example.com:443 does not answer");
}

TEST_F(Doctor, TheClockMustBePlausibleAndShouldBeKeptRight) {
  machine_.clock.synchronised = false;
  EXPECT_EQ(trouble().verdict, Verdict::warn);
  machine_.clock.now = std::chrono::sys_days(std::chrono::year(1970) / 1 / 1);
  EXPECT_EQ(trouble().verdict, Verdict::fail);
  EXPECT_THAT(trouble().seen, HasSubstr("1970-01-01"));
}

TEST_F(Doctor, TheReaderMustBeThereUnderItsName) {
  machine_.readers = std::vector<std::string>{};
  EXPECT_THAT(trouble().seen, HasSubstr("has no contactless reader"));
  machine_.readers = std::vector<std::string>{"HID Omnikey 5022 00 00", "Other 01 00"};
  EXPECT_EQ(trouble().seen,
            "no reader's name contains \"ACR\"; there are: HID Omnikey 5022 00 00, Other 01 00");
  config_.reader.name.clear();
  EXPECT_EQ(worst(examined()), Verdict::pass);
  config_.reader.name = "omnikey";
  EXPECT_EQ(worst(examined()), Verdict::pass) << "the kiosk would find it, too";
  machine_.readers = hal::failure("pcsc.no_service", "asking pcscd", "systemctl start pcscd");
  EXPECT_EQ(trouble().remedy, "systemctl start pcscd");
  config_.reader.kind = ReaderKind::simulated;
  EXPECT_EQ(trouble().verdict, Verdict::warn);
}

TEST_F(Doctor, AChipAtASerialPortMustAnswer) {
  config_.reader = {ReaderKind::libnfc, "pn532_uart:/dev/ttyS1:115200"};
  EXPECT_EQ(worst(examined()), Verdict::pass);
  EXPECT_THAT(as_text(examined()), HasSubstr("a PN532 answers at pn532_uart:/dev/ttyS1:115200"));
  machine_.nfc_chip = hal::failure("reader.not_allowed", "no right to read it", "usermod");
  EXPECT_EQ(trouble().verdict, Verdict::fail);
  EXPECT_EQ(trouble().check, "reader");
  EXPECT_EQ(trouble().remedy, "usermod");
  machine_.nfc_chip = hal::failure("reader.in_use", "another Kerb is using it", "stop it");
  EXPECT_EQ(trouble().verdict, Verdict::warn);
  EXPECT_THAT(trouble().seen, HasSubstr("Kerb is running"));
}

TEST_F(Doctor, TheOperatorsOwnWordsMustBeReadable) {
  EXPECT_THAT(as_text(examined()), Not(HasSubstr("your own words")));
  config_.own_texts = "/etc/kerb/texts";
  EXPECT_THAT(as_text(examined()), HasSubstr("with your own words from /etc/kerb/texts"));
  machine_.texts = hal::failure("texts.bad_file", "reading /etc/kerb/texts/de.po", "mend line 7");
  EXPECT_EQ(trouble().check, "texts");
  EXPECT_EQ(trouble().remedy, "mend line 7");
}

TEST_F(Doctor, SchemeKeysShouldNotHaveExpired) {
  EXPECT_THAT(as_text(examined()), Not(HasSubstr("scheme keys")));
  config_.payment.ca_keys = "/etc/kerb/keys.json";
  payment::emv::CaKey key;
  key.rid = {0xA0, 0x00, 0x00, 0x00, 0x04};
  key.index = 0xFA;
  key.expires = {2024, 12, 31};
  machine_.scheme_keys->keys = {key};
  machine_.clock.now = hal::Utc(std::chrono::sys_days(std::chrono::year(2024) / 12 / 31));
  EXPECT_THAT(as_text(examined()), HasSubstr("1 keys, 0 revoked certificates")) << "its last day";
  machine_.clock.now += hal::Minutes{24 * 60};
  EXPECT_EQ(trouble().check, "scheme keys");
  EXPECT_THAT(trouble().seen, HasSubstr("expired: A000000004 FA"));
  machine_.scheme_keys = hal::failure("emv.ca_keys_digest", "checking it", "the right file");
  EXPECT_EQ(trouble().verdict, Verdict::fail);
}

TEST_F(Doctor, TheVoiceShouldSpeakWhatIsOffered) {
  config_.locales = {"en", "de"};
  const auto findings = examined();
  const auto voice = std::find_if(findings.begin(), findings.end(),
                                  [](const Finding& one) { return one.check == "voice"; });
  ASSERT_NE(voice, findings.end());
  EXPECT_EQ(voice->seen, "espeak-ng speaks every language offered");
  config_.locales = {"en", "th"};
  EXPECT_THAT(as_text(examined()), HasSubstr("but for: th"));
  machine_.voice = hal::failure("speech.start", "starting espeak-ng", "install it");
  EXPECT_EQ(trouble().seen, "starting espeak-ng");
  EXPECT_EQ(trouble().verdict, Verdict::warn);
  config_.speech.program.clear();
  EXPECT_THAT(trouble().seen, HasSubstr("nobody can hear the screen"));
}

TEST_F(Doctor, TheLightBehindThePanelIsTriedWhereThereIsOne) {
  EXPECT_THAT(as_text(examined()), Not(HasSubstr("backlight")));
  config_.backlight.device = "/sys/class/backlight/panel";
  EXPECT_THAT(as_text(examined()), HasSubstr("/sys/class/backlight/panel answers"));
  machine_.backlight = hal::failure("backlight.unusable", "opening brightness", "a udev rule");
  EXPECT_EQ(trouble().verdict, Verdict::fail);
  EXPECT_EQ(trouble().check, "backlight");
}

TEST_F(Doctor, MemoryMustNotReachTheDisk) {
  machine_.core_dumps = {false, ""};
  EXPECT_EQ(trouble().verdict, Verdict::warn);
  machine_.core_dumps = {true, "/usr/share/apport/apport"};
  EXPECT_THAT(trouble().seen, HasSubstr("apport"));
}

TEST_F(Doctor, RootIsTooMuch) {
  machine_.groups = {"root"};
  EXPECT_EQ(trouble().check, "rights");
}

TEST_F(Doctor, AHoldThatNoPlasticCardCanGiveIsPointedOut) {
  config_.payment.hold = payment::Money(5001, config_.price.currency);
  EXPECT_EQ(trouble().check, "hold");
}

TEST_F(Doctor, WhatIsNotAskedIsNotAnswered) {
  EXPECT_TRUE(examine(config_, Probes{}).empty());
}

TEST(DoctorOfAFile, SaysWhatItCanWithoutAConfiguration) {
  Machine machine;
  const auto findings = examine_file("/nowhere/station.toml", machine.probes());
  ASSERT_EQ(findings.size(), 5U);
  EXPECT_EQ(findings.front().check, "configuration");
  EXPECT_EQ(findings.front().verdict, Verdict::fail);
  EXPECT_EQ(findings.back().check, "rights");
}

TEST(Report, IsReadByPeopleAndMachines) {
  const std::vector<Finding> findings{{"clock", Verdict::warn, "it is \xFF \"late\"", "Set it."},
                                      {"fonts", Verdict::pass, "all there", ""}};
  EXPECT_EQ(as_text(findings),
            "warn  clock            it is \xFF \"late\"\n"
            "                       -> Set it.\n"
            "pass  fonts            all there\n"
            "1 passed, 1 to look at, 0 failed\n");
  EXPECT_EQ(as_json({findings.back()}), R"({
  "verdict": "pass",
  "findings": [
    {
      "check": "fonts",
      "verdict": "pass",
      "seen": "all there",
      "remedy": ""
    }
  ]
}
)");
  EXPECT_THAT(as_json(findings), HasSubstr("\"verdict\": \"warn\",\n  \"findings\""));
}

}  // namespace
}  // namespace kerb::kiosk::doctor
