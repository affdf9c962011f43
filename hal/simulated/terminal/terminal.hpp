// A payment terminal that speaks ZVT, in memory: cards, a bank's host, a turnover store and the
// dialogue with a till. Octets and time come in, octets and the next moment to be woken go out; it
// has no socket and no clock of its own.
//
// It is master of one dialogue at a time. Its messages wait in line; each that needs an answer is
// sent when the one before has been answered, and an answer that does not come within T3 ends the
// dialogue: what was not taken notice of is taken back (PA00P015, 2.2.8), unless the terminal
// leaves that to the receipt number that the till mirrors (tag 1F1F, ch. 4).
#pragma once

#include <deque>
#include <optional>
#include <string>
#include <vector>

#include "hal/simulated/terminal/host.hpp"
#include "hal/simulated/terminal/moves.hpp"
#include "hal/simulated/terminal/outbox.hpp"
#include "hal/simulated/terminal/paper.hpp"
#include "hal/simulated/terminal/saying.hpp"
#include "hal/simulated/terminal/till.hpp"
#include "hal/simulated/terminal/turnover.hpp"
#include "hal/zvt/bitmaps.hpp"
#include "hal/zvt/commands.hpp"

namespace kerb::hal::simulated::terminal {

struct Settings {
  Profile profile;
  std::uint32_t terminal_id = 52'523'535;  // eight digits
  std::uint32_t serial = 0x17FD1E3C;
  std::string contract = "804011926";  // BMP 2A, at most 15 characters
  std::uint16_t currency = 978;
  std::optional<std::uint32_t> password;  // six digits; nothing: any will do
  Millis card_patience{60'000};           // how long a payment waits for a card by itself
  bool by_receipt = false;                // tag 1F1F instead of taking back by itself
  // Debit cards only by partial reversal, the others only by book total, as some hosts want it.
  bool bookings_by_card = false;
  // Where the turnover store outlives the program; empty: nowhere. Whoever serves the terminal writes
  // it before anything leaves.
  std::string turnover_file = {};
  bool passes_over_cards = false;  // answers 05 01, and passes over tag 1F72 in it
  bool tells_cards = true;         // knows tag 1F72; else it sees cards only while it is to be paid
  bool long_lengths = false;       // lengths in three octets where one would do
};

constexpr Millis kAnswerTime{5'000};  // T3

class Terminal {
 public:
  explicit Terminal(Settings settings);

  // ---- the connection; one at a time. A new one comes after gone().
  void connected();
  Moves hear(ByteView octets, Moment now);
  void gone(Moment now);
  Moves wake(Moment now);
  // Nothing: it waits for the till, or for somebody to do something.
  std::optional<Monotonic> wake_at() const;
  // False while it starts again; then nobody can connect.
  bool on(Moment now) const { return now.monotonic >= starts_at_; }

  // ---- what people and misfortune do to it
  // `stays`: until it leaves by itself; 0: until it has paid or is removed.
  Moves tap(const Card& card, Millis stays, Moment now);
  void remove_card();
  Moves press_stop(Moment now);
  // Power is off for `span`; the turnover store, the numbers and the faults stay.
  Moves restart(Millis span, Moment now);
  // These octets, whatever the till expects.
  Moves blurt(Bytes octets);
  Mishaps& mishaps() { return mishaps_; }
  Host& host() { return host_; }
  Turnover& turnover() { return turnover_; }
  Settings& settings() { return settings_; }
  // What 05 01 says; all but 00, 62 and DC keep it from paying.
  void set_status(std::uint8_t status) { status_ = status; }
  // Adds to what the completion of a registration says: 01 and 02 want an initialisation and a
  // diagnosis, which take them away again.
  void set_wanted(std::uint8_t flags) { wanted_ = flags; }
  void set_paper(bool there) { paper_ = there; }

  // ---- what can be seen
  const Till& till() const { return till_; }
  const Turnover& turnover() const { return turnover_; }
  const std::optional<Card>& card() const { return card_; }
  const std::vector<std::string>& shown() const { return shown_; }
  std::optional<zvt::Command> running() const;
  int taken_back() const { return taken_back_; }
  std::uint8_t status() const { return status_; }

 private:
  struct Step {
    enum class Kind { message, status, print, last, pause, card, decide };
    Kind kind{};
    std::optional<Saying> saying = {};
    Millis pause{0};  // before the next; of a card: patience, 0 without end
  };
  enum class Phase { speaking, listening, listening_again, pausing, card };
  struct Dialogue {
    zvt::Message order;
    Phase phase = Phase::speaking;
    std::optional<Monotonic> until = {};  // of every phase but speaking
    std::deque<Step> steps = {};
    std::optional<Step> said = {};  // what an answer is awaited to
    std::optional<std::size_t> payment = {};
    bool day_ends = false;  // the turnover store is emptied when the till has taken notice
    int asked_again = 0;
    std::optional<Card> card = {};
    std::optional<Millis> restarts = {};  // when it is over, the terminal starts again
    bool deaf = false;                    // the next answer is not heard
    bool doubled = false;                 // two answers are to be expected
  };
  // ---- the dialogue (terminal.cpp; answers.cpp)
  void take(zvt::Frame frame, Moment now);
  void take_order(zvt::Message order, Moment now);
  void take_answer(const zvt::Frame& answer, Moment now);
  void answered_status(const zvt::Frame& answer);
  void answered_print(const zvt::Frame& answer);
  void not_issued(std::uint8_t result);
  void notice_taken();
  void advance(Moment now);
  void say(Step step, Moment now);
  void send(zvt::Frame frame, bool awaited, Moment now);
  void accept(Moment now);
  void refuse(zvt::Command reason, Moment now);
  bool answers_again(const zvt::Message& order, Moment now);
  void give_up();
  void break_off(Moves& moves);
  Moves settle(Moment now);

  // ---- putting messages in line (in_line.cpp)
  void line_up(Step::Kind kind, Saying saying);
  void line_up_progress(std::uint8_t status, const std::string& words = {});
  void line_up_host();
  void line_up_paper(const Paper& paper, bool of_payment);
  void line_up_abort(std::uint8_t result);
  void line_up_completion() { line_up(Step::Kind::last, Saying(zvt::kCompletion)); }
  void line_up_refusal(std::uint8_t result, std::uint8_t shown, const std::string& words,
                       Moment now);
  void line_up_payment(std::size_t payment);
  Saying status_of(const Payment& payment) const;
  void add_field(Saying& status, const Payment& payment, std::uint8_t tag) const;
  void add_objects(Saying& status, const Payment& payment) const;
  static void add_date_and_time(Saying& status, Utc at);
  Letterhead letterhead() const;

  // ---- what can be ordered
  using Order = void (Terminal::*)(Moment);
  struct OrderRule {
    zvt::Command command;
    Order order;
  };
  static const OrderRule* rule_for(zvt::Command command);
  bool password_fits(const zvt::Message& order) const;
  const zvt::Message& order() const { return dialogue_->order; }
  bool tags() const { return till_.reads_tags(settings_.profile) || order().has(zvt::bmp::kTlv); }
  Utc clock(Moment now) const { return now.utc + clock_offset_; }

  // administration.cpp
  void order_registration(Moment now);
  void order_log_off(Moment now);
  void order_status(Moment now);
  void order_system(Moment now);
  void order_initialisation(Moment now);
  void order_diagnosis(Moment now);
  void order_set_terminal(Moment now);
  void order_set_clock(Moment now);
  void order_configuration(Moment now);
  void order_text(Moment now);
  void order_nothing(Moment now);
  void order_service_mode(Moment now);
  void order_restart(Moment now);
  void add_device(Saying& completion, Moment now) const;
  void add_field_card(Saying& completion) const;

  // day.cpp
  void order_end_of_day(Moment now);
  void order_totals(Moment now);
  void order_reprint(Moment now);
  void order_repeat(Moment now);
  void decide_day(Moment now);

  // field.cpp
  void order_read_card(Moment now);
  void order_abort(Moment now);
  void await_card(Millis patience, Moment now);
  void found(const Card& card);
  void nobody_came();
  bool sees_card() const;
  Bytes card_objects(const Card& card) const;

  // payments.cpp
  void order_card_payment(Moment now);
  void order_change(Moment now);
  void line_up_wrong_currency();
  void line_up_open();
  void decide(Moment now);
  void decide_card_payment(Moment now);
  void decide_extension(Moment now);
  void decide_change(Moment now);
  std::uint8_t verdict(const Card& card, Cents amount);
  std::uint8_t hindrance() const;
  bool currency_fits() const;
  void heed_mirrored_receipt();
  tl::expected<std::size_t, std::uint8_t> reversed(Moment now);
  tl::expected<std::size_t, std::uint8_t> booked(Moment now);
  tl::expected<std::size_t, std::uint8_t> reservation() const;

  Settings settings_;
  Host host_;
  Mishaps mishaps_;
  Turnover turnover_;
  Till till_;
  zvt::FrameReader reader_;
  std::optional<Dialogue> dialogue_;
  Outbox outbox_;

  std::optional<Card> card_;
  std::optional<Monotonic> card_leaves_;
  std::optional<Card> last_read_;  // for payment type 02
  std::uint32_t taps_ = 0;
  std::vector<std::string> shown_;

  Monotonic starts_at_ = Monotonic::min();
  Millis clock_offset_{0};
  std::uint8_t status_ = 0;
  std::uint8_t wanted_ = 0;
  bool paper_ = true;
  int taken_back_ = 0;
  std::optional<std::size_t> unconfirmed_;  // by_receipt: kept without an answer
  std::optional<std::uint32_t> sequence_;   // the last id that either side used
};

}  // namespace kerb::hal::simulated::terminal
