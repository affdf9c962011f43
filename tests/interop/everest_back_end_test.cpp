// The operator's back end behind a station that speaks EVerest's API, over a real broker: what it
// says arrives as it was meant, and what it asks is answered before all of OCPP stands still.
#include "tests/interop/everest_stage.hpp"

namespace kerb::interop {
namespace {

using hal::CostReported;
using Json = nlohmann::json;

// At the pace of the machine: EVerest gives the kiosk five seconds for an answer.
class EverestBackEndStage : public Everest {
 protected:
  EverestBackEndStage() {
    faster_ = 5;
    station_settings_.ocpp = true;
    station_settings_.communication_check = Milliseconds(0);
  }
  ToldByBackEnd& heard() { return kiosk_->told_by_back_end(); }
  bool error_is_active(const std::string& sub_type) {
    for (int look = 0; look < 400; ++look) {
      if (station_->active_errors().dump().find(sub_type) != std::string::npos) return true;
      std::this_thread::sleep_for(Milliseconds(10));
    }
    return false;
  }
  bool error_is_gone(const std::string& sub_type) {
    for (int look = 0; look < 400; ++look) {
      if (station_->active_errors().dump().find(sub_type) == std::string::npos) return true;
      std::this_thread::sleep_for(Milliseconds(10));
    }
    return false;
  }
};

TEST_F(EverestBackEndStage, ComesAndGoesAndSaysThePriceOfTheHour) {
  begin();
  EXPECT_TRUE(heard().link(true));
  EXPECT_TRUE(heard().default_price("Price 0.45 EUR/kWh"));
  station_->disconnect_back_end();
  EXPECT_TRUE(heard().link(false));
  EXPECT_TRUE(heard().default_price("Offline 0.45 EUR/kWh"));
  station_->connect_back_end();
  EXPECT_TRUE(heard().link(true));
}

// What EVerest told before Kerb was started is asked for, of a new EVerest and of one that does not
// know the question.
TEST_F(EverestBackEndStage, ItsLinkIsKnownToAKerbThatCameLater) {
  for (const bool knows : {true, false}) {
    station_settings_.tells_link_when_asked = knows;
    begin();
    ASSERT_TRUE(heard().link(true));
    start_kiosk();
    EXPECT_TRUE(heard().link(true)) << "known when asked: " << knows;
    station_->disconnect_back_end();
    EXPECT_TRUE(heard().link(false));
    start_kiosk();
    EXPECT_TRUE(heard().link(false)) << "known when asked: " << knows;
    station_.reset();
  }
}

// EVerest's framework puts its external prefix in front of every topic by itself, also in front of the
// one that a request names for its answer; EVerest's own test bench runs so.
TEST_F(EverestBackEndStage, WithAPrefixEveryQuestionFindsItsAnswer) {
  station_settings_.prefix = "external_7f0f/";
  begin();
  charge();
  const auto record = charger().stop(1, kKey);
  ASSERT_TRUE(record) << record.error().sentence();
  expect_stopped_exactly(*record);
  EXPECT_TRUE(heard().link(true));
  EXPECT_EQ(station_->data_transfer("acme", "Dance", "{}").value("status", ""), "UnknownVendorId");
  EXPECT_NE(station_->get_messages(nullptr).value("status_info", ""), "");
}

TEST_F(EverestBackEndStage, ThePriceAndTheCostsOfAChargeFindIt) {
  begin();
  charge();
  const auto price = heard().price_of(kKey);
  ASSERT_TRUE(price);
  EXPECT_EQ(price->texts.at(0).content, "0.45 EUR/kWh");
  station_->cost(1, "1.23", "Running");
  const auto running = heard().cost(kKey, CostReported::Stage::running);
  ASSERT_TRUE(running);
  EXPECT_EQ(running->total.value, 1230);
  EXPECT_EQ(running->total.decimals, 3);
  EXPECT_EQ(running->total.currency, "EUR");
  ASSERT_TRUE(charger().stop(1, kKey));
  station_->cost(1, "2.01", "Finished");
  const auto final_cost = heard().cost(kKey, CostReported::Stage::finished);
  ASSERT_TRUE(final_cost);
  // EVerest reckons in floating point and cuts off; rounding half up is for whoever bills.
  EXPECT_EQ(final_cost->total.value, 2009);
  EXPECT_EQ(final_cost->qr_code, "https://cpo.example/invoices/1");
  EXPECT_EQ(final_cost->texts.at(0).content, "Final cost 2.01 EUR");
}

// A final cost may come hours late, when another Kerb runs than the one that sold the charge.
TEST_F(EverestBackEndStage, AFinalCostFindsItsChargeAfterARestartOfKerb) {
  begin();
  charge();
  ASSERT_TRUE(charger().stop(1, kKey));
  start_kiosk();
  ASSERT_TRUE(told().state(1, EvseState::finished));
  station_->cost(1, "4.20", "Finished");
  const auto cost = heard().cost(kKey, CostReported::Stage::finished);
  ASSERT_TRUE(cost);
  EXPECT_EQ(cost->total.value, 4200);
}

// OCPP 1.6 counts its transactions, so that a cost names another number than the session's.
TEST_F(EverestBackEndStage, ACostByOcpp16sOwnNumberFindsItsCharge) {
  station_settings_.ocpp16 = true;
  begin();
  charge();
  station_->cost(1, "0.50", "Running");
  EXPECT_TRUE(heard().cost(kKey, CostReported::Stage::running));
}

TEST_F(EverestBackEndStage, MessagesAreSetReadAndTakenAway) {
  begin();
  const Json message = {{{"id", 7},
                         {"priority", "AlwaysFront"},
                         {"message", {{"content", "Closed at 22:00"}, {"format", "UTF8"}}}}};
  const Json set = station_->set_messages(message);
  EXPECT_EQ(set.value("status", ""), "Accepted") << set;
  const Json all = station_->get_messages(nullptr);
  EXPECT_NE(all.value("status_info", ""), "") << "without it OCPP gets no messages";
  ASSERT_EQ(all["messages"].size(), 1U) << all;
  EXPECT_EQ(all["messages"][0]["id"], 7);
  EXPECT_EQ(all["messages"][0]["priority"], "AlwaysFront");
  EXPECT_TRUE(station_->get_messages({{"id", {8}}})["messages"].empty());
  EXPECT_EQ(station_->clear_message(7).value("status", ""), "Accepted");
  EXPECT_EQ(station_->clear_message(7).value("status", ""), "Unknown");
}

TEST_F(EverestBackEndStage, APaymentOnAPhoneIsHeardOf) {
  begin();
  const Json answer = station_->data_transfer("cloud.charging.open", "NotifyWebPaymentStarted",
                                              R"({"evseId":1,"timeout":60})");
  EXPECT_EQ(answer.value("status", ""), "Accepted") << answer;
  const auto payment = heard().payment_elsewhere(1);
  ASSERT_TRUE(payment);
  EXPECT_EQ(payment->lasting, hal::Seconds{60});
  EXPECT_EQ(station_->data_transfer("acme", "Dance", "{}").value("status", ""), "UnknownVendorId");
}

// OCPP 2.1 C25, WebPaymentsCtrlr: what the code looks like stands in the station's device model.
TEST_F(EverestBackEndStage, TheTermsOfTheCodeAreReadFromTheDeviceModel) {
  constexpr const char* kTemplate = "https://pay.example/{chargingStationId}/{evse}?t={totp}";
  const auto variable = [](const char* name) { return std::pair("WebPaymentsCtrlr", name); };
  station_settings_.device_model = {
      {variable("Enabled"), "true"},   {variable("URLTemplate"), kTemplate},
      {variable("TOTPVersion"), "v1"}, {variable("ValidityTime"), "60"},
      {variable("Length"), "12"},      {variable("SharedSecret"), "nobody may read this"}};
  begin();
  const auto told = kiosk_->back_end().web_payments();
  ASSERT_TRUE(told) << told.error().sentence();
  EXPECT_EQ(*told, (hal::WebPaymentTerms{.enabled = true,
                                         .url_template = kTemplate,
                                         .totp_version = "v1",
                                         .station_id = {},
                                         .validity = hal::Seconds{60},
                                         .length = 12}));
  EXPECT_EQ(kiosk_->log().find("nobody may read this"), std::string::npos);
}

TEST_F(EverestBackEndStage, AStationWithoutTheComponentHasNoCode) {
  begin();
  const auto told = kiosk_->back_end().web_payments();
  ASSERT_TRUE(told) << told.error().sentence();
  EXPECT_FALSE(told->enabled);
}

// So that the operator sees in the back end that the reader is gone; an EVerest that was restarted
// has forgotten it, and is told again.
TEST_F(EverestBackEndStage, KerbsOwnTroubleIsAnErrorOfTheStation) {
  begin();
  kiosk_->back_end().tell(hal::OwnTrouble::reader, "the reader does not answer");
  EXPECT_TRUE(error_is_active("kerb.reader"));
  station_->kill();
  station_->restart();
  EXPECT_TRUE(error_is_active("kerb.reader"));
  kiosk_->back_end().tell(hal::OwnTrouble::reader, std::nullopt);
  EXPECT_TRUE(error_is_gone("kerb.reader"));
}

}  // namespace
}  // namespace kerb::interop
