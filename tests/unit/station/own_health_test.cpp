// What of the station itself is broken, as its operator hears of it.
#include <gtest/gtest.h>

#include "tests/unit/station/kiosk.hpp"

namespace kerb::kiosk {
namespace {

using hal::OwnTrouble;

struct Told {
  OwnTrouble trouble;
  bool broken;
  bool operator==(const Told&) const = default;
};

std::vector<Told> told(const StationStep& step) {
  std::vector<Told> found;
  for (const StationEffect& effect : step.effects) {
    if (const auto* it = std::get_if<TellTrouble>(&effect)) {
      found.push_back({it->trouble, it->detail.has_value()});
    }
  }
  return found;
}
using All = std::vector<Told>;

TEST(OwnHealth, AReaderThatIsGoneIsToldOnce) {
  const Station fresh = make_station(settings(), {});
  EXPECT_EQ(told(step(fresh, Tick{}, {})), All{}) << "nobody has looked yet";
  Kiosk kiosk;
  EXPECT_EQ(told(kiosk.feed(ReaderChanged{false})), (All{{OwnTrouble::reader, true}}));
  EXPECT_EQ(told(kiosk.feed(ReaderChanged{false})), All{});
  EXPECT_EQ(told(kiosk.feed(ReaderChanged{true})), (All{{OwnTrouble::reader, false}}));
}

TEST(OwnHealth, AJournalThatCannotBeWrittenIsTold) {
  Kiosk kiosk;
  EXPECT_EQ(told(kiosk.feed(JournalChanged{false})), (All{{OwnTrouble::journal, true}}));
  EXPECT_EQ(told(kiosk.feed(Restored{})), (All{{OwnTrouble::journal, false}}));
  EXPECT_EQ(told(kiosk.feed(RoomChanged{false})), (All{{OwnTrouble::journal, true}}));
  EXPECT_EQ(told(kiosk.feed(RoomChanged{true})), (All{{OwnTrouble::journal, false}}));
}

TEST(OwnHealth, AGatewayThatIsNotReachedThreeTimesIsToldUntilItAnswers) {
  Kiosk kiosk;
  const auto fail = [&](char session) -> StationStep& {
    kiosk.act(ChooseConnector{1});
    kiosk.tap("card-one", session);
    StationStep& step = kiosk.answer(session, payment::HoldAnswered{payment::NotProcessed{}});
    return step;
  };
  for (const char session : {'a', 'b'}) {
    EXPECT_EQ(told(fail(session)), All{});
    kiosk.act(DoneHere{});
  }
  EXPECT_EQ(told(fail('c')), (All{{OwnTrouble::payment, true}}));
  kiosk.act(DoneHere{});
  EXPECT_EQ(told(fail('d')), All{}) << "said once";
  kiosk.act(DoneHere{});
  kiosk.act(ChooseConnector{1});
  kiosk.tap("card-one", 'e');
  EXPECT_EQ(told(kiosk.answer('e', payment::HoldAnswered{payment::Unknown{}})), All{})
      << "that says nothing";
  kiosk.act(Cancel{});
  EXPECT_EQ(told(kiosk.answer(
                'e', payment::AskAnswered{payment::Question::About::hold, payment::Declined{}})),
            All{});
  kiosk.act(DoneHere{});
  kiosk.act(ChooseConnector{1});
  kiosk.tap("card-one", 'f');
  EXPECT_EQ(told(kiosk.answer('f', payment::HoldAnswered{payment::Declined{}})),
            (All{{OwnTrouble::payment, false}}));
}

}  // namespace
}  // namespace kerb::kiosk
