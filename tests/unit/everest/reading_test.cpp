// Each message of the recorded traffic's families, what Kerb understands of it, and what becomes of
// hostile and unusual variants.
#include "hal/everest/reading.hpp"

#include <gmock/gmock.h>

#include <string>

#include "tests/unit/everest/read_as.hpp"

namespace kerb::hal::everest {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr Api kEvse = Api::evse_manager_consumer;

SessionEvent session_event(std::string_view payload) {
  const auto event = read_as<SessionEvent>(kEvse, "session_event", payload);
  EXPECT_TRUE(event) << payload;
  return event.value_or(SessionEvent{});
}

Utc at(std::int64_t millis) {
  return Utc(Millis(millis));
}

TEST(EverestSessionEvent, OfAPluggedCar) {
  const auto event = session_event(R"({"event":"SessionStarted","session_started":{"meter_value":
      {"energy_Wh_import":{"total":1234.5},"power_W":{"total":-0.4},"meter_id":"YETI_POWERMETER",
       "timestamp":"2026-11-22T04:16:58Z"},"reason":"EVConnected"},
      "timestamp":"2026-11-22T04:16:58.610Z","uuid":"fc6790e2"})");
  EXPECT_EQ(event.step, SessionStep::session_started);
  EXPECT_EQ(event.session, "fc6790e2");
  EXPECT_EQ(event.at, at(1'795'321'018'610));
  EXPECT_EQ(event.connector, 1);
  EXPECT_EQ(event.begin, SessionBegin::ev_connected);
  ASSERT_TRUE(event.meter);
  EXPECT_EQ(event.meter->imported, WattHours{1235});  // half up
  EXPECT_EQ(event.meter->power, Watts{0});
  EXPECT_EQ(event.meter->meter, "YETI_POWERMETER");
  EXPECT_FALSE(event.token);
}

TEST(EverestSessionEvent, OfATransactionThatBegins) {
  const auto event = session_event(R"({"event":"TransactionStarted","connector_id":2,
      "transaction_started":{"id_tag":{"authorization_type":"BankCard","connectors":[1],
      "id_token":{"type":"Local","value":"BANKREF000009"},"prevalidated":true},"reservation_id":7,
      "meter_value":{"energy_Wh_import":{"total":3}}},"uuid":"u"})");
  EXPECT_EQ(event.step, SessionStep::transaction_started);
  EXPECT_EQ(event.connector, 2);
  EXPECT_EQ(event.reservation, 7);
  ASSERT_TRUE(event.token);
  EXPECT_EQ(event.token->value, "BANKREF000009");
  EXPECT_EQ(event.token->kind, TokenKind::local);
  EXPECT_EQ(event.token->authorization, AuthorizationKind::bank_card);
  EXPECT_TRUE(event.token->prevalidated);
  EXPECT_THAT(event.token->evses, ElementsAre(1));
  EXPECT_EQ(event.meter->imported, WattHours{3});
}

TEST(EverestSessionEvent, OfATransactionThatEnds) {
  const auto event = session_event(
      R"({"event":"TransactionFinished","timestamp":"2026-11-22T04:17:00Z","uuid":"",
          "transaction_finished":{"reason":"PowerLoss","meter_value":{"energy_Wh_import":{}}}})");
  EXPECT_EQ(event.step, SessionStep::transaction_finished);
  EXPECT_EQ(event.session, "");
  EXPECT_EQ(event.end, EndReason::power_loss);
  ASSERT_TRUE(event.meter);
  EXPECT_FALSE(event.meter->imported);
  // Without a reason it is not an unknown one.
  EXPECT_FALSE(session_event(R"({"event":"TransactionFinished","transaction_finished":{}})").end);
}

// EVerest 2026.02 sends it with a colon.
// A meter that signs gives both its readings at the end, and one that can do it the first at once.
TEST(EverestSessionEvent, CarriesWhatTheMeterSignedWholeOrNotAtAll) {
  const auto ended =
      read_as<SessionEvent>(kEvse, "session_event",
                            R"({"event":"TransactionFinished","uuid":"s","transaction_finished":{
          "start_signed_meter_value":{"signed_meter_data":"OCMF|{\"PG\":\"T1\"}|{}",
            "signing_method":"","encoding_method":"OCMF","public_key":"30"},
          "signed_meter_value":{"signed_meter_data":"OCMF|{\"PG\":\"T2\"}|{}",
            "signing_method":"ECDSA","encoding_method":"OCMF"}}})");
  ASSERT_TRUE(ended && ended->signed_begin && ended->signed_end);
  EXPECT_EQ(ended->signed_begin->text, R"(OCMF|{"PG":"T1"}|{})");
  EXPECT_EQ(ended->signed_begin->encoding, "OCMF");
  EXPECT_EQ(ended->signed_begin->public_key, "30");
  EXPECT_EQ(ended->signed_end->method, "ECDSA");
  const auto begun = [](const std::string& text) {
    return read_as<SessionEvent>(
               kEvse, "session_event",
               R"({"event":"TransactionStarted","transaction_started":{"signed_meter_value":
                   {"signed_meter_data":")" +
                   text + "\"}}}")
        ->signed_begin;
  };
  EXPECT_TRUE(begun(std::string(16 * 1024, 'x')));
  EXPECT_FALSE(begun(std::string(16 * 1024 + 1, 'x')));
  EXPECT_FALSE(begun(""));
}

TEST(EverestSessionEvent, OfAResumedSessionWithAndWithoutItsColon) {
  EXPECT_EQ(session_event(R"({"event":"SessionResumed:"})").step, SessionStep::session_resumed);
  EXPECT_EQ(session_event(R"({"event":"SessionResumed"})").step, SessionStep::session_resumed);
}

TEST(EverestSessionEvent, SaysWhyTheStationPauses) {
  const auto paused = session_event(R"({"event":"ChargingPausedEVSE","uuid":"u",
      "charging_paused_evse":{"reasons":["UserPause","Error","NoEnergy","Moonlight",7]}})");
  EXPECT_THAT(paused.paused,
              ElementsAre(PausedBecause::user, PausedBecause::error, PausedBecause::no_energy,
                          PausedBecause::unknown, PausedBecause::unknown));
}

TEST(EverestSessionEvent, SaysWhoDisabledTheEvse) {
  const auto event = session_event(R"({"event":"Disabled","source":{"enable_priority":5000,
      "enable_source":"FirmwareUpdate","enable_state":"Disable"},"timestamp":"","uuid":""})");
  EXPECT_EQ(event.step, SessionStep::disabled);
  EXPECT_FALSE(event.at);  // EVerest leaves it empty now and then
  ASSERT_TRUE(event.enabling);
  EXPECT_EQ(event.enabling->source, EnableSource::firmware_update);
  EXPECT_EQ(event.enabling->state, EnableState::disable);
  EXPECT_EQ(event.enabling->priority, 5000);
}

TEST(EverestSessionEvent, WithWhatKerbDoesNotKnowIsStillOne) {
  const auto event = session_event(R"({"event":"ChargingOnTheMoon","uuid":7,"timestamp":false,
      "connector_id":-3,"session_started":"?","charging_paused_evse":{"reasons":4},"source":[],
      "new_thing":{"a":[1]}})");
  EXPECT_EQ(event.step, SessionStep::unknown);
  EXPECT_EQ(event.session, "");
  EXPECT_EQ(event.connector, 1);
  EXPECT_THAT(event.paused, IsEmpty());
}

TEST(EverestSessionStatus, IsForDisplay) {
  const auto status = read_as<SessionStatus>(
      kEvse, "session_info",
      R"({"charged_energy_wh":17,"discharged_energy_wh":0,"latest_total_w":11040,
          "session_duration_s":61,"state":"Charging","timestamp":"2026-11-22T04:17:00.197Z"})");
  ASSERT_TRUE(status);
  EXPECT_EQ(status->state, SessionState::charging);
  EXPECT_EQ(status->charged, WattHours{17});
  EXPECT_EQ(status->power, Watts{11040});
  EXPECT_EQ(status->lasted, Seconds{61});
  EXPECT_EQ(read_as<SessionStatus>(kEvse, "session_info", R"({"state":"Dreaming"})")->state,
            SessionState::unknown);
}

TEST(EverestMeter, RoundsHalfUpAndNeedsItsEnergy) {
  const struct {
    const char* total;
    std::optional<std::int64_t> imported;
  } cases[] = {{"0", 0},
               {"0.4999999", 0},
               {"0.5", 1},
               {"2.5", 3},
               {"1e3", 1000},
               {"123456789.49", 123456789},
               {"-1", {}},
               {"1e300", {}},
               {"\"7\"", {}},
               {"null", {}},
               {"1e16", {}},
               {"18446744073709551615", {}},
               {"999999999999999.4", 999999999999999}};
  for (const auto& [total, imported] : cases) {
    const auto meter = read_as<MeterReading>(
        kEvse, "powermeter",
        R"({"energy_Wh_import":{"total":)" + std::string(total) + R"(},"power_W":{"total":-1.5}})");
    ASSERT_EQ(meter.has_value(), imported.has_value()) << total;
    if (!meter) continue;
    EXPECT_EQ(meter->imported->count, *imported) << total;
    EXPECT_EQ(meter->power, Watts{-1});  // half up of -1.5
  }
}

TEST(EverestCar, SaysWhatItLikes) {
  const auto car = read_as<CarStatus>(
      kEvse, "ev_info",
      R"({"soc":41.6,"target_current":125.25,"present_voltage":398.4,"maximum_power_limit":150000,
          "remaining_energy_needed":20500.2,"estimated_time_full":"2026-11-22T05:00:00Z"})");
  ASSERT_TRUE(car);
  EXPECT_EQ(car->soc_percent, 42);
  EXPECT_EQ(car->target_current_ma, 125'250);
  EXPECT_EQ(car->present_voltage_mv, 398'400);
  EXPECT_EQ(car->most_power, Watts{150'000});
  EXPECT_EQ(car->still_needed, WattHours{20'500});
  EXPECT_TRUE(car->full_at);
  EXPECT_FALSE(read_as<CarStatus>(kEvse, "ev_info", "{}")->soc_percent);
  EXPECT_FALSE(read_as<CarStatus>(kEvse, "ev_info", R"({"soc":101})")->soc_percent);
}

TEST(EverestLimits, NameTheirSource) {
  const auto limits = read_as<EnforcedLimits>(
      kEvse, "enforced_limits",
      R"({"uuid":"u","valid_for":10,"limits_root_side":{"total_power_W":{"value":11040.0,
          "source":"kiosk_limits/OCPP"},"ac_max_current_A":{"value":16,"source":"root"},
          "ac_max_phase_count":{"value":3,"source":"x"}},"schedule":[]})");
  ASSERT_TRUE(limits);
  EXPECT_EQ(limits->power, Watts{11040});
  EXPECT_EQ(limits->power_source, "kiosk_limits/OCPP");
  EXPECT_EQ(limits->current_ma, 16'000);
  EXPECT_EQ(limits->phases, 3);
  EXPECT_EQ(limits->valid_for, Seconds{10});
  EXPECT_FALSE(
      read_as<EnforcedLimits>(kEvse, "enforced_limits", R"({"limits_root_side":{}})")->power);
}

TEST(EverestEvse, SmallMessages) {
  EXPECT_EQ(read_as<EvseName>(kEvse, "evse_id", "\"DE*PNX*E12345*1\"")->name, "DE*PNX*E12345*1");
  EXPECT_EQ(read_as<EvseName>(kEvse, "evse_id", "7")->name, "");
  EXPECT_EQ(read_as<HlcSessionFailed>(kEvse, "hlc_session_failed",
                                      R"({"uuid":"u","reason":"FailedTLSHandshake"})")
                ->reason,
            HlcFailure::tls_handshake);
  EXPECT_EQ(read_as<RandomDelay>(kEvse, "random_delay_countdown", R"({"countdown_s":90})")->left,
            Seconds{90});
  // The object that is sent, and the list that the schema has.
  const char* modes = "supported_energy_transfer_modes";
  EXPECT_THAT(read_as<EnergyTransferModes>(kEvse, modes, R"({"modes":["DC","WPT",3]})")->modes,
              ElementsAre("DC", "WPT"));
  EXPECT_THAT(read_as<EnergyTransferModes>(kEvse, modes, R"(["DC"])")->modes, ElementsAre("DC"));
  EXPECT_FALSE(read_as<EnergyTransferModes>(kEvse, modes, "{}"));
}

TEST(EverestHeartbeat, CountsAtEveryModule) {
  EXPECT_EQ(read_as<Heartbeat>(Api::auth_consumer, "heartbeat", "42")->count, 42U);
  EXPECT_EQ(read_as<Heartbeat>(kEvse, "heartbeat", "18446744073709551615")->count,
            18'446'744'073'709'551'615U);
  EXPECT_FALSE(read_as<Heartbeat>(kEvse, "heartbeat", "{}")->count);  // as older modules do
  EXPECT_FALSE(read_as<Heartbeat>(kEvse, "heartbeat", "-1"));
}

TEST(EverestToken, SaysWhatBecameOfIt) {
  const struct {
    const char* word;
    TokenState state;
  } cases[] = {
      {"Processing", TokenState::processing},     {"Accepted", TokenState::accepted},
      {"Rejected", TokenState::rejected},         {"TimedOut", TokenState::timed_out},
      {"UsedToStart", TokenState::used_to_start}, {"UsedToStop", TokenState::used_to_stop},
      {"Withdrawn", TokenState::withdrawn},       {"UsedToReauthorize", TokenState::unknown}};
  for (const auto& [word, state] : cases) {
    const auto status = read_as<TokenStatus>(
        Api::auth_consumer, "token_validation_status",
        R"({"messages":[{"content":"0.45 EUR/kWh"},{"content":""},{"format":"UTF8"}],"status":")" +
            std::string(word) +
            R"(","token":{"authorization_type":"OCPP","connectors":[2,0,"x"],"request_id":78,
               "id_token":{"type":"Central","value":"T"},"prevalidated":false}})");
    ASSERT_TRUE(status);
    EXPECT_EQ(status->state, state) << word;
    EXPECT_EQ(status->token.authorization, AuthorizationKind::ocpp);
    EXPECT_EQ(status->token.kind, TokenKind::central);
    EXPECT_EQ(status->token.request, 78);
    EXPECT_THAT(status->token.evses, ElementsAre(2));
    ASSERT_EQ(status->texts.size(), 1U);
    EXPECT_EQ(status->texts[0].content, "0.45 EUR/kWh");
  }
  EXPECT_FALSE(read_as<TokenStatus>(Api::auth_consumer, "token_validation_status",
                                    R"({"status":"Accepted"})"));
}

TEST(EverestError, BecomesAFaultByItsNumber) {
  const struct {
    const char* type;
    const char* message;
    ChargerFault fault;
    bool inoperative;
  } cases[] = {
      {"evse_board_support/MREC8EmergencyStop", "", ChargerFault::emergency_stop, false},
      {"evse_manager/MREC9AuthorizationTimeout", "", ChargerFault::authorization_timeout, false},
      {"evse_board_support/MREC26CutCable", "", ChargerFault::cut_cable, false},
      {"connector_lock/MREC1ConnectorLockFailure", "", ChargerFault::lock_failure, false},
      {"connector_lock/ConnectorLockFailedUnlock", "", ChargerFault::lock_failure, false},
      {"connector_lock/VendorWarning", "", ChargerFault::internal, false},
      {"evse_board_support/MREC27Later", "", ChargerFault::internal, false},
      {"evse_board_support/MREC", "", ChargerFault::internal, false},
      {"evse_manager/Inoperative", "evse_board_support/MREC8EmergencyStop",
       ChargerFault::emergency_stop, true},
      {"evse_manager/Inoperative", "who knows", ChargerFault::internal, true},
      {"powermeter/CommunicationFault", "", ChargerFault::internal, false},
  };
  for (const auto& [type, message, fault, inoperative] : cases) {
    const auto raised = read_as<ErrorRaised>(
        Api::error_history_consumer, "error_raised",
        R"({"type":")" + std::string(type) + R"(","message":")" + message +
            R"(","severity":"High","state":"Active","origin":{"module_id":"evse_manager_1",
               "implementation_id":"evse"},"uuid":"e1","timestamp":"2026-11-22T04:19:56.987Z"})");
    ASSERT_TRUE(raised) << type;
    EXPECT_EQ(raised->error.fault, fault) << type;
    EXPECT_EQ(raised->error.inoperative, inoperative) << type;
    EXPECT_EQ(raised->error.module, "evse_manager_1");
    EXPECT_EQ(raised->error.severity, Severity::high);
    EXPECT_TRUE(raised->error.active);
  }
}

TEST(EverestError, IsClearedInOneOfTwoWays) {
  for (const char* state : {"ClearedByModule", "ClearedByReboot"}) {
    const auto cleared = read_as<ErrorCleared>(
        Api::error_history_consumer, "error_cleared",
        R"({"type":"generic/CommunicationFault","sub_type":"Initial communication check","state":")" +
            std::string(state) + R"(","uuid":"e1"})");
    ASSERT_TRUE(cleared);
    EXPECT_FALSE(cleared->error.active);
    EXPECT_TRUE(cleared->error.api_silence);
    EXPECT_EQ(cleared->error.sub_type, "Initial communication check");
  }
  EXPECT_FALSE(read_as<ErrorCleared>(Api::error_history_consumer, "error_cleared", "{}"));
}

// ---- answers

TEST(EverestAnswers, AreRead) {
  EXPECT_EQ(read_yes_or_no("true"), true);
  EXPECT_EQ(read_yes_or_no("false"), false);
  EXPECT_EQ(read_yes_or_no("1"), std::nullopt);

  const auto evse = read_evse_answer(
      R"({"connectors":[{"id":1,"type":"cType2"},{"type":"cCCS2"},{"id":2}],"id":1})");
  ASSERT_TRUE(evse);
  EXPECT_EQ(evse->evse, 1);
  ASSERT_EQ(evse->connectors.size(), 2U);
  EXPECT_EQ(evse->connectors[0].type, "cType2");
  EXPECT_EQ(evse->connectors[1].type, "");
  EXPECT_FALSE(read_evse_answer("{}"));

  EXPECT_THAT(*read_active_errors(R"({"errors":[]})"), IsEmpty());
  EXPECT_EQ(read_active_errors(R"({"errors":[{"type":"a/b"},{}]})")->size(), 1U);
  EXPECT_FALSE(read_active_errors("[]"));

  EXPECT_EQ(read_withdraw_answer("\"Accepted\""), WithdrawAnswer::accepted);
  EXPECT_EQ(read_withdraw_answer("\"AuthorizationNotFound\""),
            WithdrawAnswer::authorization_not_found);
  EXPECT_EQ(read_withdraw_answer("\"Later\""), WithdrawAnswer::unknown);
  EXPECT_FALSE(read_withdraw_answer("true"));

  const auto variables = read_variables(
      R"({"items":[{"status":"Accepted","value":"https://x","component_variable":{"component":
          {"name":"WebPaymentsCtrlr"},"variable":{"name":"URLTemplate"}}},
          {"status":"UnknownComponent","value":"no"},{"status":"Odd"}]})");
  ASSERT_TRUE(variables);
  ASSERT_EQ(variables->size(), 3U);
  EXPECT_EQ(variables->at(0).component, "WebPaymentsCtrlr");
  EXPECT_EQ(variables->at(0).name, "URLTemplate");
  EXPECT_EQ(variables->at(0).value, "https://x");
  EXPECT_EQ(variables->at(1).status, VariableStatus::unknown_component);
  EXPECT_EQ(variables->at(1).value, "");
  EXPECT_EQ(variables->at(2).status, VariableStatus::unknown);
}

// ---- what is no message

TEST(EverestReading, RefusesWhatCannotBeMeant) {
  const std::string deep(17, '[');
  const std::string deep_end(17, ']');
  const std::string huge = "{\"event\":\"" + std::string(256 * 1024, 'x') + "\"}";
  for (const std::string& payload :
       {std::string(), std::string("{"), std::string("null"), std::string("[]"), std::string("7"),
        std::string("{}"), std::string(R"({"event":null})"), std::string("{\"event\":\"\xff\"}"),
        "{\"event\":\"Enabled\",\"x\":" + deep + deep_end + "}", huge,
        std::string("{\"event\":\"Enabled\"}}"), std::string("{\"event\":\"Enabled\" \x01}")}) {
    const auto message = read_message(kEvse, "session_event", payload);
    ASSERT_FALSE(message) << payload.substr(0, 40);
    EXPECT_EQ(message.error().code, "everest.bad_message");
  }
  // Brackets in a text are none.
  EXPECT_TRUE(
      read_message(kEvse, "session_event", R"({"event":"Enabled","x":"\"[[[[[[[[[[[[[[[[[[[["})"));
}

TEST(EverestReading, LeavesOutWhatKerbDoesNotNeed) {
  const auto message = read_message(kEvse, "selected_protocol", "\"IEC61851-1\"");
  ASSERT_FALSE(message);
  EXPECT_EQ(message.error().code, "everest.unread_topic");
  EXPECT_FALSE(read_message(Api::auth_consumer, "session_event", R"({"event":"Enabled"})"));
}

// An id is whole or nothing.
TEST(EverestReading, TakesNoHalfOfAnId) {
  const auto session = [](std::size_t length) {
    return session_event(R"({"event":"Enabled","uuid":")" + std::string(length, 'u') + "\"}")
        .session.size();
  };
  EXPECT_EQ(session(255), 255U);
  EXPECT_EQ(session(256), 0U);
}

}  // namespace
}  // namespace kerb::hal::everest
