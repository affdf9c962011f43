// The thread at the reader: what it tells of every kind of card, and in which order things happen.
#include "kiosk/runtime/tap_worker.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <condition_variable>
#include <map>
#include <mutex>
#include <thread>

#include "hal/simulated/clock.hpp"
#include "hal/simulated/reader.hpp"
#include "tests/unit/emv/tap.hpp"

namespace kerb::kiosk {
namespace {

using hal::simulated::CardKind;
using ::testing::Each;
using ::testing::ElementsAre;
using ::testing::Not;
using ::testing::StartsWith;

// What happened, in order. Any thread.
class Log {
 public:
  void add(const std::string& line) {
    {
      const std::lock_guard lock(mutex_);
      lines_.push_back(line);
    }
    changed_.notify_all();
  }
  std::vector<std::string> lines() const {
    const std::lock_guard lock(mutex_);
    return lines_;
  }
  // Forgets everything.
  void clear() {
    const std::lock_guard lock(mutex_);
    lines_.clear();
  }
  // Waits until a line begins so, `times` times; false when it does not come.
  bool wait_for(const std::string& beginning, std::ptrdiff_t times = 1) {
    std::unique_lock lock(mutex_);
    return changed_.wait_for(lock, hal::Seconds{20}, [&] {
      return std::count_if(lines_.begin(), lines_.end(), [&](const std::string& line) {
               return line.starts_with(beginning);
             }) >= times;
    });
  }

 private:
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<std::string> lines_;
};

std::string_view word_of(hal::Lights lights) {
  constexpr std::array<std::string_view, 5> kWords{"off", "idle", "ready", "card read", "alert"};
  return kWords.at(static_cast<std::size_t>(lights));
}

// A reader that writes down whatever needs its field, and its lights.
class WatchedReader final : public hal::CardReader {
 public:
  explicit WatchedReader(Log& log) : log_(log) {}
  std::string name() const override { return "watched"; }
  bool present() override { return field.present(); }
  hal::ReaderResult<hal::CardInField> wait_for_card(hal::Millis timeout) override {
    log_.add("field: wait");
    return field.wait_for_card(timeout);
  }
  hal::ReaderResult<hal::Bytes> transceive(hal::ByteView command) override {
    log_.add("field: command");
    return field.transceive(command);
  }
  void field_off(hal::Millis hold) override {
    log_.add("field off");
    field.field_off(hold);
  }
  bool wait_for_removal(hal::Millis timeout) override {
    log_.add("field: removal");
    if (!stays_there) return field.wait_for_removal(timeout);
    std::this_thread::sleep_for(hal::Millis{5});
    return false;
  }
  void show(hal::Lights lights) override {
    log_.add("lights " + std::string(word_of(lights)));
    field.show(lights);
  }
  void cancel() override { field.cancel(); }

  hal::simulated::Reader field;
  std::atomic<bool> stays_there{false};

 private:
  Log& log_;
};

std::string word_of(TapHint hint) {
  static const std::map<TapHint, std::string> words{{TapHint::again, "again"},
                                                    {TapHint::one_card_only, "one card only"},
                                                    {TapHint::see_phone, "see phone"},
                                                    {TapHint::device_only, "device only"},
                                                    {TapHint::insert, "insert"},
                                                    {TapHint::card_refused, "card refused"},
                                                    {TapHint::changing_number, "changing number"},
                                                    {TapHint::other_card, "other card"}};
  return words.at(hint);
}

std::string word_of(const TapResult& result) {
  if (std::holds_alternative<CardSeen>(result)) return "seen";
  if (std::holds_alternative<CardRead>(result)) return "read";
  if (const auto* card = std::get_if<ChargingCardRead>(&result)) return "uid " + card->card.uid;
  return "failed: " + word_of(std::get<TapFailed>(result).hint);
}

class TapWorkerTest : public ::testing::Test {
 protected:
  void open() {
    worker_.emplace(
        reader_, clock_, payment::emv::desk::terminal(5001), "Europe/Berlin",
        TapWorker::Reports{[this](const TapResult& result) {
                             if (const auto* card = std::get_if<ChargingCardRead>(&result)) {
                               fingerprints_.push_back(card->identity.fingerprint);
                             }
                             // Whoever waits for the line may end the worker then.
                             if (on_report_) on_report_(result);
                             log_.add("report " + word_of(result));
                           },
                           [](bool) {}});
  }
  void wish(ReaderWish::Mode mode, std::int64_t cents = 5000) {
    worker_->wish({mode, payment::Money(cents, payment::Currency{})});
  }
  // What the worker says of it, when it is to pay that much.
  std::string told(std::shared_ptr<hal::simulated::VirtualCard> card, std::int64_t cents = 5000,
                   std::optional<int> leaves_after = std::nullopt) {
    WatchedReader reader(log_);
    Log reports;
    TapWorker worker(reader, clock_, payment::emv::desk::terminal(5001), "Europe/Berlin",
                     {[&](const TapResult& result) { reports.add(word_of(result)); }, [](bool) {}});
    worker.wish({ReaderWish::Mode::purchase, payment::Money(cents, payment::Currency{})});
    reader.field.tap(std::move(card), leaves_after);
    EXPECT_TRUE(reports.wait_for("", 2));
    const auto lines = reports.lines();
    EXPECT_EQ(lines.front(), "seen");
    return lines.back();
  }
  std::string told(CardKind kind, std::int64_t cents = 5000) {
    return told(hal::simulated::make_card(kind), cents,
                kind == CardKind::torn ? std::optional<int>(2) : std::nullopt);
  }

  Log log_;
  hal::simulated::Clock clock_{hal::Utc(hal::Seconds{1'795'000'000})};
  WatchedReader reader_{log_};
  std::function<void(const TapResult&)> on_report_;
  std::vector<std::string> fingerprints_;
  std::optional<TapWorker> worker_;  // last: its thread uses the others
};

TEST_F(TapWorkerTest, TellsEveryKindOfCardByItsOwnWord) {
  const std::vector<std::pair<CardKind, std::string>> kinds{
      {CardKind::visa, "read"},
      {CardKind::mastercard, "read"},
      {CardKind::phone, "read"},
      {CardKind::locked_phone, "failed: see phone"},
      {CardKind::declined, "read"},
      {CardKind::needs_owner, "read"},
      {CardKind::charging_card, "uid 04E14AF2225C80"},
      {CardKind::unreadable, "failed: again"},
      {CardKind::torn, "failed: again"},
      {CardKind::desfire_charging_card, "uid 04915C12E36480"},
      {CardKind::transit_card, "uid 04337AD2A15B80"},
      {CardKind::changing_card, "failed: changing number"},
      {CardKind::insert_only, "failed: insert"},
      {CardKind::refusing, "failed: card refused"},
      {CardKind::other_scheme, "failed: other card"}};
  EXPECT_EQ(kinds.size(), hal::simulated::all_card_kinds().size());
  for (const auto& [kind, word] : kinds) {
    EXPECT_EQ(told(kind), word) << hal::simulated::card_word(kind);
  }
}

TEST_F(TapWorkerTest, AboveTheLimitPlasticIsSentToAPhone) {
  EXPECT_EQ(told(CardKind::visa, 8000), "failed: device only");
  EXPECT_EQ(told(CardKind::mastercard, 8000), "failed: device only");
  EXPECT_EQ(told(CardKind::phone, 8000), "read");
  EXPECT_EQ(told(CardKind::charging_card, 8000), "uid 04E14AF2225C80");
}

// A storage card with a number of one's choice.
class NumberedCard final : public hal::simulated::VirtualCard {
 public:
  explicit NumberedCard(hal::Bytes uid) : uid_(std::move(uid)) {}
  hal::Bytes atr() const override { return {0x3B, 0x80, 0x80, 0x01, 0x01}; }
  hal::Bytes uid() const override { return uid_; }
  bool speaks_apdu() const override { return false; }
  void power_up() override {}
  hal::Bytes answer(hal::ByteView) override { return {0x6A, 0x81}; }

 private:
  hal::Bytes uid_;
};

TEST_F(TapWorkerTest, KnowsNobodyByANumberOfManyCards) {
  const std::vector<std::pair<std::string, std::string>> numbers{
      {"B2A4C6D1", "uid B2A4C6D1"},
      {"04E14AF2225C8011A0FF", "uid 04E14AF2225C8011A0FF"},
      {"08E14AF2", "failed: changing number"},
      {"01020304", "failed: other card"},
      {"00000000", "failed: other card"},
      {"FFFFFFFFFFFFFF", "failed: other card"},
      {"B2A4C6D1E2", "failed: other card"},
      {"", "failed: other card"}};
  for (const auto& [uid, word] : numbers) {
    EXPECT_EQ(told(std::make_shared<NumberedCard>(*hal::from_hex(uid))), word) << uid;
  }
}

TEST_F(TapWorkerTest, TwoCardsAreSaidToBeTwo) {
  open();
  wish(ReaderWish::Mode::purchase);
  reader_.field.tap_two_cards();
  EXPECT_TRUE(log_.wait_for("report failed: one card only"));
}

TEST_F(TapWorkerTest, TheSameChargingCardIsKnownAgain) {
  open();
  for (const CardKind kind : {CardKind::desfire_charging_card, CardKind::desfire_charging_card,
                              CardKind::transit_card, CardKind::charging_card}) {
    const auto before = static_cast<std::ptrdiff_t>(fingerprints_.size());
    wish(ReaderWish::Mode::identify);
    reader_.field.tap(kind);
    ASSERT_TRUE(log_.wait_for("report uid", before + 1));
  }
  worker_.reset();
  ASSERT_EQ(fingerprints_.size(), 4U);
  EXPECT_EQ(fingerprints_[0], fingerprints_[1]);
  EXPECT_NE(fingerprints_[1], fingerprints_[2]);
  EXPECT_NE(fingerprints_[1], fingerprints_[3]);
}

// EMV Contactless Book A, 9, and Book B, 3.5: message 17 before the authorisation, and no field
// during it.
TEST_F(TapWorkerTest, ACardThatWasReadIsLitThenLeftAloneThenReported) {
  on_report_ = [this](const TapResult& result) {
    if (std::holds_alternative<CardRead>(result)) wish(ReaderWish::Mode::off);
  };
  open();
  wish(ReaderWish::Mode::purchase);
  ASSERT_TRUE(log_.wait_for("lights ready"));
  reader_.field.tap(CardKind::visa);
  ASSERT_TRUE(log_.wait_for("report read"));
  std::this_thread::sleep_for(hal::Millis{700});  // the bank is asked
  std::vector<std::string> lines = log_.lines();
  const auto seen = std::find(lines.begin(), lines.end(), "report seen");
  ASSERT_NE(seen, lines.end());
  const std::vector<std::string> after(
      std::find_if(seen + 1, lines.end(),
                   [](const std::string& line) { return line != "field: command"; }),
      lines.end());
  EXPECT_THAT(after, ElementsAre("lights card read", "field off", "report read"));
}

TEST_F(TapWorkerTest, AChargingCardIsLitThenLeftAloneThenReported) {
  on_report_ = [this](const TapResult& result) {
    if (std::holds_alternative<ChargingCardRead>(result)) wish(ReaderWish::Mode::off);
  };
  open();
  wish(ReaderWish::Mode::purchase);
  ASSERT_TRUE(log_.wait_for("lights ready"));
  log_.clear();
  reader_.field.tap(CardKind::charging_card);
  ASSERT_TRUE(log_.wait_for("report uid"));
  std::vector<std::string> lines = log_.lines();
  std::erase(lines, "field: wait");
  EXPECT_THAT(lines, ElementsAre("report seen", "lights card read", "field off",
                                 "report uid 04E14AF2225C80"));
}

TEST_F(TapWorkerTest, AllFourLightsLastTheirTime) {
  on_report_ = [this](const TapResult& result) {
    if (std::holds_alternative<CardRead>(result)) wish(ReaderWish::Mode::off);
  };
  open();
  wish(ReaderWish::Mode::purchase);
  reader_.field.tap(CardKind::visa);
  ASSERT_TRUE(log_.wait_for("report read"));
  clock_.advance(hal::Millis{3 * 125 + 750 - 1});
  wish(ReaderWish::Mode::off);
  std::this_thread::sleep_for(hal::Millis{50});
  EXPECT_EQ(reader_.field.lights(), hal::Lights::card_read);
  clock_.advance(hal::Millis{1});
  wish(ReaderWish::Mode::off);
  EXPECT_TRUE(log_.wait_for("lights off", 1));
}

TEST_F(TapWorkerTest, AFailureShowsItsLightsAtOnceAndThenReadyAgain) {
  open();
  wish(ReaderWish::Mode::purchase);
  ASSERT_TRUE(log_.wait_for("lights ready"));
  log_.clear();
  reader_.field.tap(CardKind::insert_only);
  ASSERT_TRUE(log_.wait_for("lights ready"));
  std::vector<std::string> lines = log_.lines();
  std::erase_if(lines, [](const std::string& line) { return line.starts_with("field: "); });
  EXPECT_THAT(lines,
              ElementsAre("report seen", "lights alert", "report failed: insert", "lights ready"));
}

TEST_F(TapWorkerTest, TellsTheReaderItsLightsOnlyWhenTheyChange) {
  open();
  wish(ReaderWish::Mode::identify);
  ASSERT_TRUE(log_.wait_for("field: wait", 3));
  std::vector<std::string> lines = log_.lines();
  std::erase(lines, "field: wait");
  std::erase(lines, "lights off");  // when the first wish comes late
  EXPECT_THAT(lines, ElementsAre("lights idle"));
}

TEST_F(TapWorkerTest, ACardThatStaysWhereItIsIsReadOnce) {
  reader_.stays_there = true;
  open();
  wish(ReaderWish::Mode::identify);
  reader_.field.tap(CardKind::visa);
  ASSERT_TRUE(log_.wait_for("report read"));
  log_.clear();
  ASSERT_TRUE(log_.wait_for("field: removal", 20));
  EXPECT_THAT(log_.lines(), Each(Not(StartsWith("report"))));
  // A reader that never sees a card leave must not be lost for ever.
  clock_.advance(hal::Seconds{30});
  EXPECT_TRUE(log_.wait_for("report read"));
}

TEST_F(TapWorkerTest, ACardThatWasNotReadIsTriedAgainWhereItIs) {
  reader_.stays_there = true;
  open();
  wish(ReaderWish::Mode::purchase);
  reader_.field.tap(CardKind::locked_phone);
  ASSERT_TRUE(log_.wait_for("report failed: see phone"));
  EXPECT_TRUE(log_.wait_for("report read")) << "unlocked, and still held there";
}

}  // namespace
}  // namespace kerb::kiosk
