#include "hal/everest/bay.hpp"

#include <gtest/gtest.h>

#include "bay_story.hpp"

namespace kerb::hal::everest {
namespace {

struct Row {
  const char* rule;
  const char* story;
  const char* said;
};

// Pause: 1 user, 2 error, 3 no energy. Reasons as in hal::StopReason: 0 driver, 2 unplugged,
// 4 fault, 5 power loss.
const Row kRows[] = {
    {"nothing heard is not free", "+60 ?unplugged ?disabled ?unknown +60", ""},
    {"plug first", "announce +3 plug need authorise start prepare flow",
     "available plugged preparing began(s1,KEY,0) charging"},
    {"pay first, our own key", "announce +3 expect waiting authorise need start prepare flow",
     "available began(s1,KEY,0) preparing charging"},
    {"pay first, somebody else's token", "announce +3 waiting authorise need start",
     "available reserved began(s1,KEY,0) preparing"},
    {"the key is known whatever its case, also after the event", "announce +3 waiting expect",
     "available reserved available"},
    {"nobody plugs in", "announce +3 expect waiting authorise deauthorise out",
     "available gone(s1) out(s1,0)"},
    {"withdrawn at a car", "plug need authorise deauthorise", "plugged preparing gone(s1) plugged"},
    {"stopping is not over: pause and resume",
     "plug authorise start flow stopping pause-user prepare flow",
     "plugged preparing began(s1,KEY,0) charging paused-by-station/pause1 preparing charging"},
    {"the car pauses", "plug authorise start flow stopping pause-car flow",
     "plugged preparing began(s1,KEY,0) charging paused-by-car charging"},
    {"no energy", "plug authorise start pause-energy",
     "plugged preparing began(s1,KEY,0) paused-by-station/pause3"},
    {"stopped by the driver, then unplugged",
     "plug authorise start flow @40 stopping done over-local out",
     "plugged preparing began(s1,KEY,0) charging finished over(s1,40,0) out(s1,40) available"},
    {"unplugged while charging", "plug authorise start flow @7 stopping done over-unplugged out",
     "plugged preparing began(s1,KEY,0) charging finished over(s1,7,2) out(s1,7) available"},
    {"everything twice",
     "plug plug need need authorise authorise start start flow flow @5 done done over-local "
     "over-local out out",
     "plugged preparing began(s1,KEY,0) charging finished over(s1,5,0) out(s1,5) available"},
    {"a finish without charging finished", "plug authorise start flow @5 over-local",
     "plugged preparing began(s1,KEY,0) charging over(s1,5,0) finished"},
    {"a missed start is seen by what flows", "plug authorise @3 flow @5 done over-local",
     "plugged preparing began(s1,-,3) charging finished over(s1,5,0)"},
    {"a missed finish is seen by the empty plug", "plug authorise start flow @9 out",
     "plugged preparing began(s1,KEY,0) charging out(s1,9) available"},
    {"a missed end is seen by the next session", "plug authorise start flow @9 s2:plug",
     "plugged preparing began(s1,KEY,0) charging out(s1,-) plugged"},
    {"late words of the session before",
     "plug authorise start over-local out s2:plug over-local "
     "flow out done",
     "plugged preparing began(s1,KEY,0) over(s1,0,0) finished out(s1,0) available plugged"},
    {"an end of a session never heard of", "s1:plug s2:out", "plugged"},
    {"late words after the end", "plug authorise start over-local flow pause-car prepare stopping",
     "plugged preparing began(s1,KEY,0) over(s1,0,0) finished"},
    {"a word that nobody knows yet ends no session", "plug authorise start flow s2:news",
     "plugged preparing began(s1,KEY,0) charging"},
    {"nothing for a driver", "plug phases stopping news", "plugged"},
    {"disabled twice, and enabled", "announce +3 disable disable enable",
     "available disabled available"},
    {"maintenance", "announce +3 update enable", "available disabled/maintenance available"},
    {"switched on in mid-session is not unplugged", "plug authorise start flow enable announce +60",
     "plugged preparing began(s1,KEY,0) charging"},
    {"switched on by a person says nothing of the car", "enable +60", ""},
    {"disabled while it charges: the charge is what matters",
     "plug authorise start flow disable over-local",
     "plugged preparing began(s1,KEY,0) charging over(s1,0,0) disabled"},
    {"reserved without a session's id", "announce +3 reserve unreserve",
     "available reserved available"},
    {"nobody authorised in time: plug in again", "plug need timeout need out",
     "plugged finished/CX009 out(s1,0) available"},
    {"and its error does not close the EVSE", "plug need late-error timeout out late-well",
     "plugged finished/CX009 out(s1,0) available"},
    {"emergency stop: shown, paused, resumed in the same transaction",
     "plug authorise start flow stop-error inoperative8-error flow stopping pause-error flow "
     "stop-well inoperative8-well prepare flow",
     "plugged preparing began(s1,KEY,0) charging charging/CX008 "
     "paused-by-station/pause2/CX008 paused-by-station/pause2 preparing charging"},
    {"inoperative without a charge", "announce +3 inoperative-error plug inoperative-well",
     "available out-of-service/CX027 plugged"},
    {"inoperative while nothing is known", "inoperative-error inoperative-well",
     "out-of-service/CX027 unknown"},
    {"grave without a charge", "announce +3 stop-error stop-error stop-well",
     "available out-of-service/CX008 available"},
    {"a warning closes nothing", "announce +3 warm-error silence-error", "available"},
    {"a charge that ends by itself on a fault",
     "plug authorise start flow inoperative-error over-other inoperative-well",
     "plugged preparing began(s1,KEY,0) charging charging/CX027 over(s1,0,4) out-of-service/CX027 "
     "finished"},
    // ---- silence and restarts
    {"silence", "plug silent", "plugged unknown"},
    {"a broken link in mid-charge", "plug authorise start flow silent ?charging flow @8 over-local",
     "plugged preparing began(s1,KEY,0) charging unknown charging over(s1,8,0) finished"},
    {"the summary is heard once, and only from unknown", "?charging ?finished ?need", "charging"},
    {"a summary at a car", "?need authorise", "plugged preparing"},
    {"a summary is wrong around a stop: the event still counts", "?finished @5 over-local",
     "finished over(s1,5,0)"},
    {"what was missed before the first word", "@5 flow @9 over-unplugged",
     "began(s1,-,5) charging over(s1,9,2) finished"},
    {"power loss with a store: resumed, finished, announced",
     "plug authorise start flow silent resume @19 over-power announce +3",
     "plugged preparing began(s1,KEY,0) charging unknown over(s1,19,5) available"},
    {"power loss with a store, without a lost link: the car is still there",
     "plug authorise start flow restart resume @19 over-power announce s2:plug +3",
     "plugged preparing began(s1,KEY,0) charging unknown over(s1,19,5) plugged"},
    {"power loss without a store: nothing but the first word",
     "plug authorise start flow @12 silent @0 announce +5",
     "plugged preparing began(s1,KEY,0) charging unknown over(s1,-,5) available"},
    {"the same, looked at every second",
     "plug authorise start flow @12 silent @0 announce +1 +1 +1 +1 +1",
     "plugged preparing began(s1,KEY,0) charging unknown over(s1,-,5) available"},
    {"power loss without a store, back within three heartbeats",
     "plug authorise start flow @12 announce +1 restart +2 +3",
     "plugged preparing began(s1,KEY,0) charging unknown over(s1,-,5) available"},
    {"power loss without a store, and the car shows itself: nobody unplugged it",
     "plug authorise start flow @12 silent restart s2:plug +5",
     "plugged preparing began(s1,KEY,0) charging unknown over(s1,-,5) out(s1,-) plugged"},
    {"a restart seen by the count alone is not free", "plug authorise start restart +60",
     "plugged preparing began(s1,KEY,0) unknown over(s1,-,5)"},
    {"a restart forgets who was authorised", "announce +20 expect waiting authorise restart",
     "available gone(s1) unknown"},
    {"a session that began after the restart stays", "announce s2:plug restart", "plugged"},
    {"a car that is still plugged in shows itself", "announce +1 plug +5", "plugged"},
};

TEST(Bay, SaysWhatAPersonWouldSay) {
  for (const Row& row : kRows) {
    BayStory story;
    EXPECT_EQ(story.go(row.story).said(), row.said) << row.rule << ": " << row.story;
  }
}

TEST(Bay, IsCertainOnlyByItsOwnEvents) {
  BayStory story;
  EXPECT_FALSE(story.bay().certain());
  EXPECT_FALSE(story.go("?charging").bay().certain());
  EXPECT_TRUE(story.go("flow").bay().certain());
  EXPECT_FALSE(story.go("silent").bay().certain());
}

TEST(Bay, KnowsALockThatFailed) {
  BayStory story;
  EXPECT_FALSE(story.bay().lock_failed());
  EXPECT_TRUE(story.go("lock-error").bay().lock_failed());
  EXPECT_FALSE(story.go("lock-well").bay().lock_failed());
}

TEST(Bay, KeepsABoundedListOfErrors) {
  Bay bay;
  for (int i = 0; i < 1000; ++i) {
    StationError error;
    error.severity = Severity::high;
    error.id = std::to_string(i);
    error.type = "vendor/" + error.id;
    bay.raised(error);
  }
  EXPECT_EQ(bay.view().state, EvseState::out_of_service);
  bay.errors_are({});
  EXPECT_EQ(bay.view().state, EvseState::unknown);
}

TEST(StopReasons, EveryWordOfEverestHasItsMeaning) {
  struct {
    EndReason end;
    std::optional<StopReason> reason;
  } const rows[] = {
      {EndReason::local, StopReason::driver},
      {EndReason::ev_disconnected, StopReason::unplugged},
      {EndReason::stopped_by_ev, StopReason::car},
      {EndReason::remote, StopReason::remote},
      {EndReason::deauthorized, StopReason::remote},
      {EndReason::emergency_stop, StopReason::emergency_stop},
      {EndReason::power_loss, StopReason::power_loss},
      {EndReason::energy_limit_reached, StopReason::limit},
      {EndReason::time_limit_reached, StopReason::limit},
      {EndReason::soc_limit_reached, StopReason::limit},
      {EndReason::ground_fault, StopReason::fault},
      {EndReason::other, std::nullopt},
      {EndReason::unknown, std::nullopt},
  };
  for (const auto& row : rows) EXPECT_EQ(stop_reason(row.end), row.reason);
  EXPECT_EQ(stop_reason(std::nullopt), std::nullopt);
}

}  // namespace
}  // namespace kerb::hal::everest
