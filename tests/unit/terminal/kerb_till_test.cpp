// Kerb's own client of a terminal at the simulated one, over real TCP: what holds against its own
// fake must hold against a terminal that was written from the standard and from captures.
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "hal/simulated/terminal/server.hpp"
#include "hal/zvt/tcp_line.hpp"
#include "hal/zvt/terminal.hpp"

namespace kerb::hal::simulated::terminal {
namespace {

struct KindOf {
  const char* profile;
  zvt::Kind kind;
};
constexpr KindOf kKinds[] = {
    {"generic", zvt::Kind::generic}, {"feig", zvt::Kind::feig_cvend}, {"ccv", zvt::Kind::ccv_rea}};

class Counter {
 public:
  explicit Counter(const KindOf& of) {
    Settings settings;
    settings.profile = *profile_named(of.profile);
    auto opened = Server::open(0, settings, clock_);
    if (!opened) return;
    server_ = std::move(*opened);
    kind_ = of.kind;
    obey("host slow 0");
    restart_till();
  }
  nlohmann::json obey(const std::string& order) {
    auto answer = nlohmann::json::parse(server_->obey(order));
    EXPECT_EQ(answer["ok"], true) << order;
    return answer;
  }
  void restart_till() {
    till.reset();
    till = std::make_unique<zvt::Terminal>(
        zvt::TerminalSettings{.kind = kind_},
        std::make_unique<zvt::TcpLine>("127.0.0.1", server_->port()), clock_);
  }
  zvt::Outcome reserve(std::uint64_t amount) {
    return till->run(zvt::reservation(amount, 978, "K7"));
  }
  std::vector<std::uint16_t> open() {
    const auto receipts = till->open_reservations();
    EXPECT_TRUE(receipts) << (receipts ? "" : receipts.error().sentence());
    return receipts.value_or(std::vector<std::uint16_t>{});
  }

  std::unique_ptr<zvt::Terminal> till;

 private:
  SystemClock clock_;
  std::unique_ptr<Server> server_;
  zvt::Kind kind_{};
};

TEST(KerbTill, SellsAtEveryKindOfTerminal) {
  for (const KindOf& kind : kKinds) {
    SCOPED_TRACE(kind.profile);
    Counter counter(kind);
    const auto portrait = counter.till->meet();
    ASSERT_TRUE(portrait) << portrait.error().sentence();
    EXPECT_EQ(portrait->terminal_id, "52523535");

    auto seen = counter.till->look_for_card();
    ASSERT_TRUE(seen) << seen.error().sentence();
    EXPECT_FALSE(*seen);
    counter.obey("tap charging");
    seen = counter.till->look_for_card();
    ASSERT_TRUE(seen && *seen);
    EXPECT_FALSE((*seen)->payment);
    EXPECT_EQ((*seen)->uid, "DEADBEEF");
    counter.obey("tap mastercard");
    seen = counter.till->look_for_card();
    ASSERT_TRUE(seen && *seen);
    EXPECT_TRUE((*seen)->payment);

    const auto held = counter.reserve(2'500);
    ASSERT_EQ(held.how, zvt::Outcome::How::completed) << held.detail;
    ASSERT_TRUE(held.status);
    EXPECT_EQ(held.status->amount, 2'500U);
    EXPECT_EQ(held.status->name.receipt, "0001");
    EXPECT_EQ(held.status->last_four, "8074");
    ASSERT_TRUE(counter.till->waits_for_commit());
    EXPECT_TRUE(counter.obey("turnover")["open"].empty()) << "not yet acknowledged";
    EXPECT_EQ(counter.till->commit().how, zvt::Outcome::How::completed);
    EXPECT_EQ(counter.open(), std::vector<std::uint16_t>{1});

    zvt::ReservationName name;
    name.receipt = 1;
    name.trace = held.status->name.trace;
    name.authorisation = held.status->authorisation;
    const auto booked = counter.till->run(zvt::book_total(name, 300));
    ASSERT_EQ(booked.how, zvt::Outcome::How::completed) << booked.detail;
    EXPECT_EQ(counter.till->commit().how, zvt::Outcome::How::completed);
    EXPECT_EQ(counter.obey("turnover")["total"], 300);
    EXPECT_TRUE(counter.open().empty());
    const auto day = counter.till->run(zvt::end_of_day(0));
    EXPECT_EQ(day.how, zvt::Outcome::How::completed) << day.detail;
  }
}

TEST(KerbTill, UnderstandsARefusal) {
  for (const KindOf& kind : kKinds) {
    SCOPED_TRACE(kind.profile);
    Counter counter(kind);
    counter.obey("tap blocked");
    const auto refused = counter.reserve(2'500);
    EXPECT_FALSE(counter.till->waits_for_commit());
    ASSERT_TRUE(refused.status) << refused.detail;
    EXPECT_EQ(refused.status->result, 0x3E);
    EXPECT_EQ(refused.status->reason, "Karte nicht zugelassen");
  }
}

struct Trouble {
  const char* order;
  bool stands;  // by the terminal's books
};

TEST(KerbTill, AfterTroubleTheTerminalIsAskedAndBothAgree) {
  constexpr Trouble kTroubles[] = {
      {"cut before 040F", false}, {"cut within 040F", false}, {"cut after 040F", false},
      {"cut before 060F", true},  {"double 040F", true},      {"late 040F 20", true},
  };
  for (const KindOf& kind : kKinds) {
    for (const Trouble& trouble : kTroubles) {
      SCOPED_TRACE(std::string(kind.profile) + ": " + trouble.order);
      Counter counter(kind);
      ASSERT_TRUE(counter.till->meet());
      counter.obey("tap visa");
      counter.obey(trouble.order);
      counter.reserve(2'500);
      if (counter.till->waits_for_commit()) counter.till->commit();
      counter.restart_till();  // as after a power cut of Kerb's own
      EXPECT_EQ(counter.open().size(), trouble.stands ? 1U : 0U);
      EXPECT_EQ(counter.obey("turnover")["open"].size(), trouble.stands ? 1U : 0U);
    }
  }
}

}  // namespace
}  // namespace kerb::hal::simulated::terminal
