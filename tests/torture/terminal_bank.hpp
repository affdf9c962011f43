// The bank behind an approved terminal: the product's own provider, order book, dialogue and
// simulated terminal, and nothing but memory between them. Its turnover store is the truth.
//
// Orders wait in line for one worker, as in the kiosk. A call is played to its end when its turn
// comes, on a clock that runs ahead of the world's; its answer reaches the kiosk when it is over.
#pragma once

#include <deque>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "payment/terminal/provider.hpp"
#include "tests/torture/bank.hpp"
#include "tests/torture/terminal_line.hpp"

namespace kerb::torture {

class TerminalBank {
 public:
  explicit TerminalBank(World& world);
  ~TerminalBank();
  TerminalBank(const TerminalBank&) = delete;
  TerminalBank& operator=(const TerminalBank&) = delete;

  // ---- the kiosk's process
  void start();
  void crash(bool power, Time down);
  void give(const std::string& session, BankOrder order);
  void acknowledge(const std::string& session, const payment::OrderKey& key);
  // Its turn has come.
  void work(bool compares);
  // Nothing breaks any more.
  void calm();

  // ---- the truth
  bool knows(SessionNumber session) const;
  const std::vector<BankHold>& holds_of(SessionNumber session);
  // The provider shows an order of this session to a person.
  bool queued(SessionNumber session) const;
  void judge();

 private:
  struct Job {
    enum class Kind { order, acknowledge, compare };
    Kind kind = Kind::order;
    std::string session;
    BankOrder order;
  };
  struct Account {
    bool known = false;
    int reservations_sent = 0;
    std::vector<BankHold> holds;
    std::size_t faults_before = 0;  // its hold
    bool trouble = true;            // from there to its acknowledgement something went wrong
  };
  Account& account(SessionNumber session);
  void put(Job job);
  void run(const Job& job);
  std::optional<payment::SagaEvent> done(const Job& job);
  payment::HoldAnswer hold(const Job& job);
  void plant_on_answer(const Job& job, const payment::SagaEvent& answer);
  void misfortunes();
  void present_card(SessionNumber session);
  void point();
  void spoil_book(bool full);
  void went(hal::ByteView octets);
  void delivered(const hal::zvt::Frame& frame);
  void kept(const machine::Payment& payment);
  bool doubts(SessionNumber session) const;

  World& world_;
  std::filesystem::path folder_;
  TerminalClock clock_;
  machine::Terminal machine_;
  hal::zvt::Kind kind_ = hal::zvt::Kind::generic;

  std::deque<Job> jobs_;
  bool turn_set_ = false;
  Time store_full_until_ = 0;
  Time host_down_until_ = 0;
  std::size_t usual_capacity_ = 0;
  SessionNumber ordering_ = -1;  // whose order is played
  bool doubted_ = false;         // before this job, an order of the same session
  bool reserving_ = false;       // 06 22 was sent and not yet answered
  bool raising_ = false;         // its 06 22 reserves nothing anew
  bool spoilt_ = false;
  hal::zvt::Command read_last_ = 0;  // what Kerb's next answer is to

  std::unique_ptr<payment::terminal::OrderBook> book_;
  TerminalLine* line_ = nullptr;
  std::unique_ptr<hal::zvt::Terminal> terminal_;
  std::unique_ptr<payment::terminal::TerminalProvider> provider_;
  std::vector<Account> accounts_;
};

}  // namespace kerb::torture
