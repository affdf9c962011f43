#include "tests/torture/terminal_bank.hpp"

#include <fmt/format.h>
#include <stdlib.h>

#include <array>
#include <stdexcept>

#include "payment/saga/steps.hpp"
#include "tests/torture/words.hpp"
#include "tests/torture/world.hpp"

namespace kerb::torture {
namespace {

using payment::terminal::OrderBook;
using Mishap = machine::Mishap;

constexpr hal::Utc kBeginning{hal::Millis{1'790'000'000'000}};  // the world's
constexpr Time kBetweenComparisons = 10 * kMinute;

constexpr std::array kPayingCards{"mastercard", "visa", "girocard", "maestro", "amex", "phone"};
constexpr std::array kRefusedCards{"declined", "stale",  "blocked", "counted", "pin",     "pin3d",
                                   "pin_pad",  "insert", "poor",    "expired", "unknown", "method"};

constexpr std::uint8_t kNoMore = 0x05;  // the host's result to a raise

std::string name_for(SessionNumber session) {
  return fmt::format("{:06x}", session);
}

// Of shared memory where there is some: every order is written a dozen times.
std::filesystem::path make_folder() {
  std::error_code problem;
  const std::filesystem::path memory = "/dev/shm";
  const bool there = std::filesystem::is_directory(memory, problem);
  std::string pattern =
      ((there ? memory : std::filesystem::temp_directory_path()) / "kerb-torture-XXXXXX").string();
  if (::mkdtemp(pattern.data()) == nullptr) throw std::runtime_error("no folder: " + pattern);
  return pattern;
}

machine::Settings machine_for(std::uint64_t seed) {
  constexpr std::uint64_t kMachines = 0x7E241A;
  Random random(mix(seed ^ kMachines));
  const auto& profiles = machine::profiles();
  machine::Settings settings;
  settings.profile =
      profiles[static_cast<std::size_t>(random.below(static_cast<std::int64_t>(profiles.size())))];
  settings.by_receipt = random.one_in(4);
  settings.bookings_by_card = random.one_in(2);
  settings.long_lengths = random.one_in(6);
  return settings;
}

hal::zvt::Kind kind_of(const machine::Settings& settings, std::uint64_t seed) {
  if (mix(seed) % 2 == 0) return hal::zvt::Kind::generic;
  if (settings.profile.name == "ccv") return hal::zvt::Kind::ccv_rea;
  return settings.profile.name == "feig" ? hal::zvt::Kind::feig_cvend : hal::zvt::Kind::generic;
}

}  // namespace

TerminalBank::TerminalBank(World& world)
    : world_(world),
      folder_(make_folder()),
      machine_(machine_for(world.run.seed)),
      kind_(kind_of(machine_.settings(), world.run.seed)) {
  clock_.now.utc = kBeginning;
  usual_capacity_ = 10'000;
  machine_.turnover().set_capacity(usual_capacity_);
  constexpr std::uint64_t kNumbers = 0x9999;
  Random random(mix(world.run.seed ^ kNumbers));
  if (random.one_in(3)) {
    machine_.turnover().set_numbers(
        static_cast<machine::ReceiptNumber>(random.between(9'980, 9'999)),
        static_cast<machine::TraceNumber>(random.between(999'970, 999'999)));
  }
}

TerminalBank::~TerminalBank() {
  provider_.reset();
  terminal_.reset();
  std::error_code ignored;
  std::filesystem::remove_all(folder_, ignored);
}

TerminalBank::Account& TerminalBank::account(SessionNumber session) {
  const auto index = static_cast<std::size_t>(session);
  if (index >= accounts_.size()) accounts_.resize(index + 1);
  return accounts_[index];
}

bool TerminalBank::knows(SessionNumber session) const {
  const auto index = static_cast<std::size_t>(session);
  return index < accounts_.size() && accounts_[index].known;
}

// ---- the kiosk's process

void TerminalBank::start() {
  if (provider_) return;
  auto book = OrderBook::open(folder_ / "terminal.json");
  if (!book) {
    return world_.oracle.violation(Invariant::restart_possible, 0, book.error().sentence());
  }
  book_ = std::move(*book);
  auto line = std::make_unique<TerminalLine>(
      world_, machine_, clock_,
      LineWatch{.point = [this] { point(); },
                .went = [this](hal::ByteView octets) { went(octets); },
                .kept = [this](const machine::Payment& payment) { kept(payment); },
                .delivered = [this](const hal::zvt::Frame& frame) { delivered(frame); }});
  line_ = line.get();
  terminal_ = std::make_unique<hal::zvt::Terminal>(hal::zvt::TerminalSettings{.kind = kind_},
                                                   std::move(line), clock_);
  if (world_.run.tell) {
    terminal_->on_message([this](bool ours, const std::string& words) {
      world_.say("    {:>9.3f} {} {}",
                 static_cast<double>(clock_.now.monotonic.time_since_epoch().count()) / 1000,
                 ours ? "->" : "<-", words);
    });
  }
  provider_ = std::make_unique<payment::terminal::TerminalProvider>(
      *terminal_, *book_,
      payment::terminal::ProviderSettings{
          .names_holds = hal::zvt::profile_of(kind_).takes_reference, .raises_holds = true});
  provider_->on_vanished_hold([this](const payment::OrderKey& key) {
    const Time ahead = clock_.monotonic().time_since_epoch().count() - world_.now;
    world_.to_kiosk(std::max<Time>(1, ahead), kiosk::TerminalLostHold{key});
  });
  put({.kind = Job::Kind::compare, .session = {}, .order = {}});
}

void TerminalBank::crash(bool power, Time down) {
  jobs_.clear();
  turn_set_ = false;
  machine_.remove_card();  // whoever held it there has left
  provider_.reset();
  terminal_.reset();
  line_ = nullptr;
  book_.reset();
  spoil_book(false);
  if (world_.plants.is(Plant::order_book_forgotten)) {
    std::error_code ignored;
    std::filesystem::remove(folder_ / "terminal.json", ignored);
  }
  // The terminal may hang at the same fuse.
  if (power && world_.random.one_in(2)) (void)machine_.restart(hal::Millis{down / 2}, clock_.now);
}

void TerminalBank::put(Job job) {
  jobs_.push_back(std::move(job));
  if (turn_set_) return;
  turn_set_ = true;
  const Time free_at = clock_.monotonic().time_since_epoch().count();
  world_.set_terminal_to_work(std::max(world_.now, free_at), false);
}

void TerminalBank::give(const std::string& session, BankOrder order) {
  account(order.session).known = true;
  put({.kind = Job::Kind::order, .session = session, .order = std::move(order)});
}

void TerminalBank::acknowledge(const std::string& session, const payment::OrderKey& key) {
  if (!knows(number_in(session))) return;
  BankOrder order;
  order.session = number_in(session);
  order.key = key;
  put({.kind = Job::Kind::acknowledge, .session = session, .order = std::move(order)});
}

void TerminalBank::work(bool compares) {
  if (compares) {
    put({.kind = Job::Kind::compare, .session = {}, .order = {}});
    return world_.set_terminal_to_work(world_.now + kBetweenComparisons, true);
  }
  if (jobs_.empty() || !provider_) {
    turn_set_ = false;
    return;
  }
  const Job job = std::move(jobs_.front());
  jobs_.pop_front();
  run(job);
  turn_set_ = !jobs_.empty();
  const Time free_at = clock_.monotonic().time_since_epoch().count();
  if (turn_set_) world_.set_terminal_to_work(std::max(world_.now, free_at), false);
}

void TerminalBank::calm() {
  machine_.mishaps().clear();
  store_full_until_ = host_down_until_ = 0;
  spoil_book(false);
}

void TerminalBank::run(const Job& job) {
  line_->pass_to(hal::Monotonic{hal::Millis{world_.now}});
  if (job.kind != Job::Kind::acknowledge) machine_.mishaps().clear();
  machine_.host().decline(kNoMore, 0);
  raising_ = job.kind == Job::Kind::order && job.order.kind == BankOrder::Kind::raise;
  const std::size_t faults = world_.faults.struck().size();
  misfortunes();
  ordering_ = job.kind == Job::Kind::compare ? -1 : job.order.session;
  doubted_ = ordering_ >= 0 && doubts(ordering_);
  point();
  const bool hold = job.kind == Job::Kind::order && job.order.kind == BankOrder::Kind::hold;
  if (hold) account(ordering_).faults_before = faults;
  const auto answer = done(job);
  point();
  if (job.kind == Job::Kind::acknowledge) {
    Account& at = account(ordering_);
    at.trouble = world_.faults.struck().size() > at.faults_before;
  }
  ordering_ = -1;
  if (!answer) return;
  const Time took = clock_.monotonic().time_since_epoch().count() - world_.now;
  Time way = world_.random.between(1, 20);
  // A disk that takes long for the journal, and the terminal waits.
  if (world_.faults.strike(Fault::answer_late)) way += world_.faults.extent(100, 12 * kSecond);
  world_.answer(job.session, std::max<Time>(0, took) + way, *answer);
}

std::optional<payment::SagaEvent> TerminalBank::done(const Job& job) {
  if (job.kind == Job::Kind::compare) {
    const auto compared = provider_->compare();
    if (!compared) world_.say("  comparing failed: {}", compared.error().sentence());
    return std::nullopt;
  }
  const BankOrder& order = job.order;
  if (job.kind == Job::Kind::acknowledge) {
    if (!world_.plants.is(Plant::never_acknowledged)) provider_->acknowledge(order.key);
    return std::nullopt;
  }
  const hal::Utc at = clock_.now.utc;
  payment::SagaEvent answer = payment::HoldAnswered{};
  switch (order.kind) {
    case BankOrder::Kind::hold:
      answer = payment::HoldAnswered{hold(job)};
      break;
    case BankOrder::Kind::raise:
      if (world_.faults.strike(Fault::raise_declined)) machine_.host().decline(kNoMore, 1);
      answer = payment::RaiseAnswered{
          order.key, provider_->raise({order.key, order.reference, order.amount, at})};
      break;
    case BankOrder::Kind::capture:
      answer = payment::CaptureAnswered{provider_->capture(
          {order.key, order.reference, order.amount, world_.settings.payment.hold})};
      break;
    case BankOrder::Kind::release:
      answer = payment::ReleaseAnswered{
          provider_->release({.key = order.key, .hold_reference = order.reference, .held = {}})};
      break;
    case BankOrder::Kind::abandon:
      answer = payment::AbandonAnswered{
          provider_->abandon({.hold_key = order.key, .amount = order.amount})};
      break;
    case BankOrder::Kind::ask:
      answer = payment::AskAnswered{
          order.about,
          provider_->ask(
              {order.about, order.key, at, world_.settings.currency, {}, order.reference}),
          order.key};
      break;
  }
  plant_on_answer(job, answer);
  return answer;
}

payment::HoldAnswer TerminalBank::hold(const Job& job) {
  const BankOrder& order = job.order;
  present_card(order.session);
  auto answer = provider_->hold({order.key, order.amount, clock_.now.utc, payment::NothingToPay{}});
  machine_.remove_card();
  if (world_.plants.is(Plant::hold_again_after_silence) &&
      std::holds_alternative<payment::Unknown>(answer)) {
    present_card(order.session);
    answer =
        provider_->hold({order.key + "b", order.amount, clock_.now.utc, payment::NothingToPay{}});
  }
  return answer;
}

// The terminal may keep it before anybody has written it down.
void TerminalBank::plant_on_answer(const Job& job, const payment::SagaEvent& answer) {
  if (!world_.plants.is(Plant::acknowledged_before_journal)) return;
  const auto* held = std::get_if<payment::HoldAnswered>(&answer);
  const auto* booked = std::get_if<payment::CaptureAnswered>(&answer);
  const bool yes = (held != nullptr && std::holds_alternative<payment::Approved>(held->answer)) ||
                   (booked != nullptr && std::holds_alternative<payment::Done>(booked->answer));
  if (yes) provider_->acknowledge(job.order.key);
}

// ---- what goes wrong

void TerminalBank::present_card(SessionNumber session) {
  if (world_.faults.strike(Fault::card_gone)) return;
  const bool refused = world_.faults.strike(Fault::declined);
  const auto which = static_cast<std::size_t>(
      mix(world_.run.seed ^ mix(static_cast<std::uint64_t>(session))) >> 8U);
  machine::Card card = *machine::card_named(refused ? kRefusedCards[which % kRefusedCards.size()]
                                                    : kPayingCards[which % kPayingCards.size()]);
  card.name = name_for(session);  // so that the turnover store tells whose it is
  (void)machine_.tap(card, hal::Millis{0}, clock_.now);
}

void TerminalBank::misfortunes() {
  constexpr std::array<hal::zvt::Command, 6> kAbout{
      hal::zvt::kStatusInformation, hal::zvt::kStatusInformation,  hal::zvt::kCompletion,
      hal::zvt::kPositive,          hal::zvt::kIntermediateStatus, 0};
  constexpr std::array kKinds{
      Mishap::Kind::lost,       Mishap::Kind::doubled,    Mishap::Kind::late,
      Mishap::Kind::cut_before, Mishap::Kind::cut_within, Mishap::Kind::cut_after,
      Mishap::Kind::deaf,       Mishap::Kind::longer,     Mishap::Kind::shorter};
  Faults& faults = world_.faults;
  if (faults.strike(Fault::message_mishap)) {
    const auto chosen = static_cast<std::size_t>(faults.extent(0, 9'999));
    const Mishap::Kind kind = kKinds[chosen % kKinds.size()];
    const hal::zvt::Command about = kAbout[chosen / 16 % kAbout.size()];
    // TCP loses no answer and goes on.
    const bool answer_lost = kind == Mishap::Kind::lost && about != hal::zvt::kStatusInformation &&
                             about != hal::zvt::kCompletion;
    const Mishap mishap{kind, about, static_cast<int>(1 + chosen % 2),
                        hal::Millis{faults.extent(100, 9'000)}};
    if (!answer_lost) machine_.mishaps().add(mishap);
  }
  if (faults.strike(Fault::terminal_restarts)) {
    (void)machine_.restart(hal::Millis{faults.extent(500, 90'000)}, clock_.now);
    line_->close();
  }
  if (faults.strike(Fault::host_down)) {
    host_down_until_ = world_.now + faults.extent(kSecond, 20 * kMinute);
  }
  if (faults.strike(Fault::store_full)) {
    store_full_until_ = world_.now + faults.extent(kSecond, 20 * kMinute);
  }
  if (faults.strike(Fault::host_slow))
    machine_.host().set_pace(hal::Millis{faults.extent(0, 60'000)});
  if (!faults.on()) machine_.host().set_pace(hal::Millis{300});
  machine_.host().set_up(world_.now >= host_down_until_ && !world_.bank_is_down());
  machine_.turnover().set_capacity(world_.now < store_full_until_ ? 0 : usual_capacity_);
}

// Between two messages, and between two writes into the book, anything may end here.
void TerminalBank::point() {
  if (!provider_) return;
  spoil_book(world_.disk_is_full() || world_.faults.strike(Fault::book_error));
  if (world_.faults.strike(Fault::terminal_process_crash)) world_.die_at_terminal(false);
  if (world_.faults.strike(Fault::terminal_power_cut)) world_.die_at_terminal(true);
}

// A folder stands where the unfinished file should come.
void TerminalBank::spoil_book(bool full) {
  if (full == spoilt_) return;
  spoilt_ = full;
  std::error_code ignored;
  const std::filesystem::path unfinished = folder_ / "terminal.json.new";
  if (full) {
    std::filesystem::create_directory(unfinished, ignored);
  } else {
    std::filesystem::remove(unfinished, ignored);
  }
}

// ---- what the oracle sees on the line

void TerminalBank::went(hal::ByteView octets) {
  if (octets.size() < 2) return;
  const auto command = static_cast<hal::zvt::Command>(octets[0] << 8U | octets[1]);
  if (command != hal::zvt::kReservation || ordering_ < 0 || raising_) return;
  reserving_ = true;
  if (++account(ordering_).reservations_sent > 1) {
    world_.oracle.violation(Invariant::one_key_per_order, ordering_,
                            "a reservation was sent to the terminal twice");
  }
}

// 84 9C: it was not begun, so it may be sent again.
void TerminalBank::delivered(const hal::zvt::Frame& frame) {
  read_last_ = frame.command;
  if (!reserving_ || !hal::zvt::is_answer(frame.command)) return;
  reserving_ = false;
  constexpr hal::zvt::Command kNotYet = hal::zvt::kNegative | hal::zvt::code::kNotYet;
  if (frame.command == kNotYet && ordering_ >= 0) --account(ordering_).reservations_sent;
}

void TerminalBank::kept(const machine::Payment& payment) {
  // A late answer to something that came twice: the terminal takes it for another. That is found out
  // by asking, and nobody can prevent it.
  const bool meant = read_last_ == hal::zvt::kStatusInformation ||
                     read_last_ == hal::zvt::kPrintLine || read_last_ == hal::zvt::kPrintBlock;
  if (!meant) return;
  const SessionNumber session = number_in(payment.card.name);
  const bool booking =
      payment.deal == machine::Deal::partial_reversal || payment.deal == machine::Deal::book_total;
  if (payment.deal == machine::Deal::reservation) {
    world_.oracle.terminal_keeps_hold(session);
  } else if (booking && payment.amount > 0) {
    world_.oracle.terminal_keeps_booking(session, payment.amount, doubted_ || session != ordering_);
  }
}

}  // namespace kerb::torture
