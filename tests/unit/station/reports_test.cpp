// A driver's report leaves the screen at once, and the station only when somebody takes it.
#include <gtest/gtest.h>

#include "kiosk/station/station.hpp"

namespace kerb::kiosk {
namespace {

using hal::Seconds;

class Reports : public ::testing::Test {
 protected:
  Reports() {
    StationSettings settings;
    settings.evses = {{1, hal::ConnectorKind::ccs2, {150'000}, true}};
    settings.reports_leave = true;
    station_ = make_station(settings, now());
  }
  StationStep feed(const StationEvent& event) {
    StationStep out = step(std::move(station_), event, now());
    station_ = out.station;
    return out;
  }
  StationStep file() {
    feed(Intent{OpenReport{}});
    return feed(Intent{FileReport{ReportedFault::cable}});
  }
  Now now() const { return {hal::Monotonic(at_), hal::Utc(at_)}; }
  ReportModel shown() const { return std::get<ReportModel>(snapshot_of(station_, now()).screen); }
  static const SendReport* sent(const StationStep& step) {
    for (const StationEffect& effect : step.effects) {
      if (const auto* send = std::get_if<SendReport>(&effect)) return send;
    }
    return nullptr;
  }

  hal::Millis at_{1'000'000};
  Station station_;
};

TEST_F(Reports, IsJournaledThenSentThenClosed) {
  const StationStep filed = file();
  ASSERT_EQ(filed.commits.size(), 1U);
  EXPECT_TRUE(filed.commits.front().open);
  EXPECT_EQ(filed.commits.front().session.size(), 32U);
  ASSERT_NE(sent(filed), nullptr);
  EXPECT_EQ(sent(filed)->body, std::get<std::string>(filed.commits.front().content));

  const StationStep taken = feed(ReportAnswered{shown().number, true});
  ASSERT_EQ(taken.commits.size(), 1U);
  EXPECT_EQ(taken.commits.front().kind, "report.sent");
  EXPECT_EQ(taken.commits.front().session, filed.commits.front().session);
  EXPECT_FALSE(taken.commits.front().open);
  EXPECT_EQ(shown().delivery, ReportModel::Delivery::sent);
  EXPECT_TRUE(feed(ReportAnswered{shown().number, true}).commits.empty()) << "once";
}

TEST_F(Reports, IsTriedAgainWithGrowingPauses) {
  file();
  const std::string number = shown().number;
  std::vector<hal::Millis> pauses;
  for (int attempt = 0; attempt < 9; ++attempt) {
    feed(ReportAnswered{number, false, "nobody there"});
    const hal::Millis since = at_;
    StationStep tick;
    do {
      at_ += Seconds{1};
      tick = feed(Tick{});
    } while (sent(tick) == nullptr && at_ - since < Seconds{3'600});
    pauses.push_back(at_ - since);
  }
  EXPECT_EQ(pauses.front(), Seconds{10});
  EXPECT_EQ(pauses[1], Seconds{20});
  EXPECT_EQ(pauses.back(), Seconds{600});
  EXPECT_EQ(sent(feed(Tick{})), nullptr) << "one at a time";
}

TEST_F(Reports, AreTakenUpAfterAStart) {
  const StationStep restored = feed(Restored{{}, {FiledReport{"ABCDEFG", "{}", 3, {}}}});
  ASSERT_NE(sent(restored), nullptr);
  EXPECT_EQ(sent(restored)->number, "ABCDEFG");
  EXPECT_TRUE(restored.commits.empty());
}

TEST_F(Reports, StayInTheJournalWhenNobodyTakesThem) {
  StationSettings settings = *station_.settings;
  settings.reports_leave = false;
  station_ = make_station(settings, now());
  const StationStep filed = file();
  EXPECT_EQ(filed.commits.size(), 1U);
  EXPECT_EQ(sent(filed), nullptr);
  EXPECT_EQ(shown().delivery, ReportModel::Delivery::waiting);
}

}  // namespace
}  // namespace kerb::kiosk
