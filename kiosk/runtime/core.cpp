#include "kiosk/runtime/core.hpp"

#include <utility>

#include "payment/saga/saga_json.hpp"
#include "payment/saga/steps.hpp"

namespace kerb::kiosk {
namespace {

using payment::saga_steps::Match;

constexpr std::size_t kMailCapacity = 4096;
constexpr hal::Seconds kMendEvery{5};

}  // namespace

hal::Result<std::unique_ptr<Core>> Core::create(const Config& config, Devices devices,
                                                CoreOptions options) {
  auto journal = payment::Journal::open(config.journal_file);
  if (!journal) return tl::make_unexpected(journal.error());
  std::unique_ptr<Core> core(new Core(config, devices, std::move(options), std::move(*journal)));
  core->restore();
  core->publish();
  return core;
}

Core::Core(const Config& config, Devices devices, CoreOptions options,
           std::unique_ptr<payment::Journal> journal)
    : journal_file_(config.journal_file),
      devices_(devices),
      options_(std::move(options)),
      journal_(std::move(journal)),
      station_(make_station(settings_of(config), {devices.clock.monotonic(), devices.clock.utc()})),
      mail_(kMailCapacity),
      payments_(std::make_unique<Worker>()),
      orders_(std::make_unique<Worker>()) {
  devices_.controller.listen([this](const hal::ControllerEvent& event) {
    // Only a meter value may be lost: the next one says more.
    if (!mail_.offer(event) && !std::holds_alternative<hal::MeterSample>(event)) mail_.post(event);
  });
  taps_worker_ = std::make_unique<TapWorker>(
      devices_.reader, devices_.clock, options_.terminal, config.site.time_zone,
      TapWorker::Reports{[this](TapResult result) {
                           post(Tapped{std::move(result), options_.fresh_session()});
                         },
                         [this](bool ready) {
                           post(ReaderChanged{ready});
                           reader_heard_ = true;
                         }});
}

Core::~Core() {
  devices_.controller.listen([](const hal::ControllerEvent&) {});
  mail_.close();
  taps_worker_.reset();
  orders_.reset();
  payments_.reset();
}

void Core::post(StationEvent event) {
  mail_.post(std::move(event));
}

std::shared_ptr<const Snapshot> Core::snapshot() const {
  const std::lock_guard lock(snapshot_mutex_);
  return snapshot_;
}

bool Core::quiet() const {
  // The workers first: what they finish in between lies in the mailbox by the time it is looked at.
  return payments_->idle() && orders_->idle() && !handling_ && mail_.empty();
}

hal::Millis Core::until_next_tick() const {
  const hal::Millis left = next_tick(station_, now()) - now().monotonic;
  return std::max(hal::Millis{0}, left);
}

void Core::pump(hal::Millis longest) {
  if (mail_.empty() && longest > hal::Millis{0}) mail_.wait(longest);
  handling_ = true;
  for (const StationEvent& event : mail_.take()) handle(event);
  handle(Tick{});
  if (!journal_ && now().monotonic >= mend_at_) mend_journal();
  publish();
  handling_ = false;
}

void Core::handle(const StationEvent& event) {
  if (!journal_ && !std::holds_alternative<Tick>(event) &&
      !std::holds_alternative<Restored>(event) && !std::holds_alternative<JournalChanged>(event) &&
      !std::holds_alternative<ReaderChanged>(event) &&
      !std::holds_alternative<hal::ControllerEvent>(event)) {
    return options_.log("nothing is decided while the journal is closed");
  }
  if (const auto* tapped = std::get_if<Tapped>(&event)) {
    taps_ += std::holds_alternative<CardSeen>(tapped->result) ? 0 : 1;
  }
  StationStep next = step(std::move(station_), event, now());
  station_ = std::move(next.station);
  for (const std::string& remark : next.remarks) options_.log("ignored: " + remark);
  if (!commit(next.commits)) return;
  for (StationEffect& effect : next.effects) carry_out(effect);
  const ReaderWish wish = reader_wish(station_);
  if (!(wish == wish_)) {
    wish_ = wish;
    taps_worker_->wish(wish);
  }
}

// All or stop: after an error nobody knows what is on the disk.
bool Core::commit(const std::vector<Commit>& commits) {
  for (const Commit& wanted : commits) {
    hal::Result<void> written =
        hal::failure("journal.closed", "writing to the journal", "it is opened again by itself");
    if (journal_) {
      std::vector<payment::JournalEntry> entries(1);
      entries.front().at = devices_.clock.utc();
      entries.front().session = wanted.session;
      entries.front().kind = wanted.kind;
      entries.front().body = wanted.body;
      written = journal_->append(entries, wanted.open);
    }
    if (written) {
      options_.log(wanted.kind + " " + session_code(wanted.session));
      continue;
    }
    options_.log("selling stops: " + written.error().sentence());
    journal_.reset();
    mend_at_ = now().monotonic + kMendEvery;
    station_ = step(std::move(station_), JournalChanged{false}, now()).station;
    return false;
  }
  return true;
}

void Core::mend_journal() {
  auto journal = payment::Journal::open(journal_file_);
  if (!journal) {
    options_.log("the journal stays closed: " + journal.error().sentence());
    mend_at_ = now().monotonic + kMendEvery;
    return;
  }
  journal_ = std::move(*journal);
  restore();
}

void Core::restore() {
  auto sessions = journal_->open_sessions();
  if (!sessions) {
    options_.log(sessions.error().sentence());
    journal_.reset();
    mend_at_ = now().monotonic + kMendEvery;
    station_ = step(std::move(station_), JournalChanged{false}, now()).station;
    return;
  }
  Restored restored;
  for (const payment::JournaledSession& session : *sessions) {
    auto saga = payment::saga_from_json(session.body);
    if (saga) {
      restored.open.push_back(std::move(*saga));
    } else {
      options_.log("session " + session_code(session.session) +
                   " needs a person: " + saga.error().sentence());
    }
  }
  handle(restored);
}

void Core::carry_out(StationEffect& effect) {
  std::visit(Match{[&](PlaceHold& it) {
                     auto order = std::make_shared<payment::HoldOrder>(std::move(it.order));
                     pay(it.session, [order](payment::PaymentProvider& provider) {
                       return payment::HoldAnswered{provider.hold(*order)};
                     });
                   },
                   [&](SessionEffect& it) { carry_out(it.session, it.evse, it.effect); },
                   [&](Sound& it) { devices_.speaker.play(it.beep); }},
             effect);
}

void Core::carry_out(const std::string& session, hal::EvseId evse,
                     const payment::SagaEffect& effect) {
  using payment::PaymentProvider;
  std::visit(Match{[](const payment::SendHold&) {},  // left as PlaceHold, with the card
                   [&](const payment::SendCapture& it) {
                     pay(session, [order = it.order](PaymentProvider& provider) {
                       return payment::CaptureAnswered{provider.capture(order)};
                     });
                   },
                   [&](const payment::SendRelease& it) {
                     pay(session, [order = it.order](PaymentProvider& provider) {
                       return payment::ReleaseAnswered{provider.release(order)};
                     });
                   },
                   [&](const payment::SendAbandon& it) {
                     pay(session, [order = it.order](PaymentProvider& provider) {
                       return payment::AbandonAnswered{provider.abandon(order)};
                     });
                   },
                   [&](const payment::Ask& it) {
                     pay(session, [question = it.question](PaymentProvider& provider) {
                       return payment::AskAnswered{question.about, provider.ask(question)};
                     });
                   },
                   [&](const payment::Acknowledge& it) {
                     payments_->give([this, key = it.key] { devices_.provider.acknowledge(key); });
                   },
                   [&](const payment::StartCharge&) {
                     orders_->give([this, session, evse] {
                       if (devices_.controller.start(evse, session)) return;
                       mail_.post(SessionEvent{
                           session, payment::ChargeRefused{hal::ChargerFault::internal}});
                     });
                   },
                   [&](const payment::FenceCharge&) {
                     charge(session, [session, evse](hal::ChargeController& controller) {
                       const auto record = controller.stop(evse, session);
                       return payment::Fenced{record ? std::optional(*record) : std::nullopt};
                     });
                   },
                   [&](const payment::QueryCharge&) {
                     charge(session, [session, evse](hal::ChargeController& controller) {
                       const auto record = controller.query(evse, session);
                       return payment::ChargeFound{record ? std::optional(*record) : std::nullopt};
                     });
                   }},
             effect);
}

void Core::pay(const std::string& session,
               std::function<payment::SagaEvent(payment::PaymentProvider&)> order) {
  payments_->give([this, session, order = std::move(order)] {
    mail_.post(SessionEvent{session, order(devices_.provider)});
  });
}

void Core::charge(const std::string& session,
                  std::function<payment::SagaEvent(hal::ChargeController&)> order) {
  orders_->give([this, session, order = std::move(order)] {
    mail_.post(SessionEvent{session, order(devices_.controller)});
  });
}

void Core::publish() {
  auto fresh = std::make_shared<const Snapshot>(snapshot_of(station_, now()));
  {
    const std::lock_guard lock(snapshot_mutex_);
    snapshot_ = std::move(fresh);
  }
  options_.snapshot_changed();
}

}  // namespace kerb::kiosk
