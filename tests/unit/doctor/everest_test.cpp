// A station behind EVerest that is well; then one thing wrong at a time.
#include "kiosk/doctor/everest.hpp"

#include <gmock/gmock.h>

namespace kerb::kiosk::doctor {
namespace {

using hal::everest::Api;
using hal::everest::EvseModule;
using hal::everest::StationError;
using hal::everest::StationSeen;
using ::testing::HasSubstr;

class EverestDoctor : public ::testing::Test {
 protected:
  EverestDoctor() {
    config_.controller.kind = ControllerKind::everest;
    config_.controller.evses = {{1, hal::ConnectorKind::ccs2, {150'000}, true},
                                {2, hal::ConnectorKind::type2, {22'000}, false}};
    config_.everest.modules.token_provider = "kiosk_token";
    config_.everest.modules.auth = "kiosk_auth";
    config_.everest.modules.errors = "kiosk_errors";
    config_.everest.evses = {EvseModule{1, "kiosk_evse_1", 1, {"evse_manager_1"}},
                             EvseModule{2, "kiosk_evse_2", 1, {"evse_manager_2"}}};
    seen_.evses = {{config_.everest.evses[0], {{1, {{1, "cCCS2"}}}}},
                   {config_.everest.evses[1], {{2, {{1, "sType2"}}}}}};
    seen_.errors.emplace();
  }

  std::vector<Finding> findings() {
    Probes probes;
    probes.everest = [this](const EverestConfig&) -> hal::Result<StationSeen> {
      if (setup_) return tl::make_unexpected(*setup_);
      return seen_;
    };
    return examine_everest(config_, probes);
  }
  // What is not right, one line each.
  std::string trouble() {
    std::string text;
    for (const Finding& finding : findings()) {
      if (finding.verdict == Verdict::pass) continue;
      EXPECT_NE(finding.remedy, "") << finding.seen;
      text += (finding.verdict == Verdict::fail ? "fail " : "warn ") + finding.check + ": " +
              finding.seen + "\n";
    }
    return text;
  }
  static StationError error(const char* type, const char* module) {
    StationError error;
    error.type = type;
    error.module = module;
    error.api_silence = error.type == "generic/CommunicationFault";
    return error;
  }

  Config config_;
  StationSeen seen_;
  std::optional<hal::Error> setup_;
};

TEST_F(EverestDoctor, SaysWhatAnswers) {
  const auto all = findings();
  ASSERT_EQ(all.size(), 5U);
  EXPECT_EQ(worst(all), Verdict::pass) << trouble();
  EXPECT_EQ(all[0].seen, "localhost:1883 answers");
  EXPECT_EQ(all[1].seen, "all 5 are alive");
  EXPECT_EQ(all[2].seen, "\"kiosk_evse_1\" answers");
  EXPECT_EQ(all[4].seen, "none is active");
}

TEST_F(EverestDoctor, IsSilentAboutOtherChargers) {
  config_.controller.kind = ControllerKind::simulated;
  EXPECT_TRUE(findings().empty());
}

TEST_F(EverestDoctor, SaysWhenItCannotEvenBegin) {
  setup_ = hal::Error{"everest.broker_setup", "reading pw: others have rights on it", "chmod 600"};
  EXPECT_EQ(trouble(), "fail EVerest broker: reading pw: others have rights on it\n");
}

TEST_F(EverestDoctor, SaysWhyTheBrokerIsNotThereAndNothingElse) {
  seen_.broker_trouble = "Connection Refused: not authorised.";
  EXPECT_EQ(trouble(),
            "fail EVerest broker: localhost:1883: Connection Refused: not authorised.\n");
}

TEST_F(EverestDoctor, NamesAModuleThatIsSilent) {
  seen_.silent = {{Api::auth_consumer, "kiosk_auth"}};
  EXPECT_EQ(trouble(),
            "fail EVerest modules: no heartbeat of \"kiosk_auth\", which should be its "
            "auth_consumer_API\n");
  seen_.silent = modules_of(config_.everest);
  EXPECT_EQ(trouble(),
            "fail EVerest modules: the broker answers, but not one heartbeat of EVerest's was "
            "heard\n");
}

TEST_F(EverestDoctor, ComparesEveryEvse) {
  seen_.evses[0].answer.reset();
  seen_.evses[1].answer->evse = 3;
  EXPECT_EQ(trouble(),
            "fail EVerest EVSE 1: \"kiosk_evse_1\" does not answer get_evse\n"
            "fail EVerest EVSE 2: \"kiosk_evse_2\" is EVSE 3 at EVerest\n");
}

TEST_F(EverestDoctor, ComparesConnectors) {
  seen_.evses[0].answer->connectors = {{2, "cCCS2"}};
  seen_.evses[1].answer->connectors = {{1, "cType2"}};
  EXPECT_EQ(trouble(),
            "fail EVerest EVSE 1: \"kiosk_evse_1\" has no connector 1\n"
            "warn EVerest EVSE 2: its connector is a cType2 at EVerest, but a driver is shown a "
            "sType2\n");
  seen_.evses[0].answer->connectors = {{1, "Unknown"}};
  seen_.evses[1].answer->connectors = {{1, ""}};
  EXPECT_EQ(trouble(), "");
}

TEST_F(EverestDoctor, ListsWhatIsWrongAtTheStation) {
  seen_.errors = {{error("evse_manager/Inoperative", "evse_manager_1"),
                   error("generic/CommunicationFault", "kiosk_auth"),
                   error("generic/CommunicationFault", "somebody_else")}};
  EXPECT_EQ(trouble(),
            "warn EVerest errors: evse_manager/Inoperative of evse_manager_1\n"
            "warn EVerest errors: generic/CommunicationFault of somebody_else\n");
  EXPECT_THAT(findings().back().remedy, HasSubstr("No EVSE names this module"));
  seen_.errors.reset();
  EXPECT_EQ(trouble(), "fail EVerest errors: \"kiosk_errors\" does not answer active_errors\n");
}

}  // namespace
}  // namespace kerb::kiosk::doctor
