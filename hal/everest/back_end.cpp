#include "hal/everest/back_end.hpp"

#include <algorithm>
#include <utility>

#include "hal/everest/json.hpp"
#include "hal/everest/orders.hpp"

namespace kerb::hal::everest {
namespace {

// The paper on dynamic QR codes for OCPP before 2.1 (OpenChargingCloud): its messages come as
// DataTransfer under this name.
constexpr std::string_view kWebPayments = "cloud.charging.open";
constexpr std::int64_t kLongestPayment = 300;  // seconds; the same paper
// Heartbeats without an answer to is_connected/get: this EVerest does not know the question.
constexpr int kAskedInVain = 3;

const char* sub_type_of(OwnTrouble trouble) {
  switch (trouble) {
    case OwnTrouble::reader:
      return "kerb.reader";
    case OwnTrouble::printer:
      return "kerb.printer";
    case OwnTrouble::payment:
      return "kerb.payment";
    case OwnTrouble::journal:
      return "kerb.journal";
  }
  return "kerb";
}

ScreenAnswer answer_of(MessageBoard::Answer answer) {
  switch (answer) {
    case MessageBoard::Answer::accepted:
      return ScreenAnswer::accepted;
    case MessageBoard::Answer::unsupported_format:
      return ScreenAnswer::unsupported_format;
    case MessageBoard::Answer::unknown_charge:
      return ScreenAnswer::unknown_transaction;
    case MessageBoard::Answer::rejected:
      break;
  }
  return ScreenAnswer::rejected;
}

// What in it Kerb does not understand, so that it cannot be shown as it is meant.
std::optional<ScreenAnswer> strangeness(const ScreenMessage& it) {
  if (it.strange_format) return ScreenAnswer::unsupported_format;
  if (it.strange_priority) return ScreenAnswer::unsupported_priority;
  if (it.strange_state) return ScreenAnswer::unsupported_state;
  // Without a number it could neither be found nor taken away again.
  if (!it.id) return ScreenAnswer::rejected;
  return std::nullopt;
}

bool is_bound(const ScreenMessage& it) {
  return !it.bound_id.empty() && it.bound_kind != IdKind::unknown;
}

std::optional<BackEndReport> cost_report(const LedgerCharge& charge, const SessionCost& it) {
  if (!it.total) return std::nullopt;
  CostReported report;
  report.charge = charge.charge;
  switch (it.state) {
    case CostState::running:
      report.stage = CostReported::Stage::running;
      break;
    case CostState::idle:
      report.stage = CostReported::Stage::idle;
      break;
    case CostState::finished:
      report.stage = CostReported::Stage::finished;
      break;
    case CostState::unknown:
      return std::nullopt;
  }
  report.total = *it.total;
  report.texts = it.texts;
  report.qr_code = it.qr_code;
  return report;
}

bool same_texts(const std::vector<BackEndText>& one, const std::vector<BackEndText>& other) {
  return std::equal(one.begin(), one.end(), other.begin(), other.end(),
                    [](const BackEndText& a, const BackEndText& b) {
                      return a.content == b.content && a.format == b.format &&
                             a.language == b.language;
                    });
}

}  // namespace

EverestBackEnd::EverestBackEnd(Line& line, const Ledger& ledger) : line_(line), ledger_(ledger) {
  line_.add(*this);
}

EverestBackEnd::~EverestBackEnd() {
  line_.end();
}

void EverestBackEnd::listen(Listener listener, MessageBoard* board) {
  const std::scoped_lock lock(telling_);
  listener_ = std::move(listener);
  board_ = board;
  // Whoever listens now may not have been there when it was said.
  if (up_ && listener_) listener_(BackEndLink{*up_});
}

void EverestBackEnd::report(const BackEndReport& report) {
  if (listener_) listener_(report);
}

// ---- the broker's thread

void EverestBackEnd::heard(const Module& module, const Message& message) {
  if (const auto* it = std::get_if<Heartbeat>(&message)) {
    return beat(module, *it);
  }
  const std::scoped_lock lock(telling_);
  std::visit(
      [this](const auto& it) {
        if constexpr (requires { this->on(it); }) this->on(it);
      },
      message);
}

void EverestBackEnd::link(bool up) {
  if (!up) beats_.clear();
}

// Who is heard for the first time, or counts anew, knows nothing of what was said before.
void EverestBackEnd::beat(const Module& module, const Heartbeat& heartbeat) {
  if (module.api != Api::generic_error_raiser && module.api != Api::ocpp_consumer) return;
  const auto [known, first] = beats_.try_emplace(module.api);
  const auto before = std::exchange(known->second.count, heartbeat.count);
  const bool anew = first || (before && heartbeat.count && *heartbeat.count < *before);
  if (module.api == Api::ocpp_consumer) return look_for_link(module, anew);
  if (anew) repeat_troubles();
}

// The answers come as if EVerest had told it by itself.
void EverestBackEnd::look_for_link(const Module& module, bool anew) {
  const auto ask = [&](const char* name, const char* answered_as, const std::string& payload) {
    (void)line_.tell(module, name, enveloped(event_topic("", module, answered_as), payload));
  };
  const std::scoped_lock lock(telling_);
  if (anew) {
    up_confirmed_ = false;
    beats_since_asked_ = 0;
    return ask("is_connected/get", "is_connected", "");
  }
  if (up_confirmed_ || ++beats_since_asked_ != kAskedInVain) return;
  ask("data_transfer_outgoing", "data_transfer_outgoing", data_transfer("kerb", "Hello"));
}

void EverestBackEnd::set_up(bool up) {
  up_confirmed_ = true;
  if (std::exchange(up_, up) == up) return;
  report(BackEndLink{up});
}

void EverestBackEnd::on(const BackEndConnected& it) {
  set_up(it.up);
}

void EverestBackEnd::on(const TransferOutcome& it) {
  set_up(!it.offline);
}

// The price for everyone comes while the back end is away, too: it says nothing about the link.
void EverestBackEnd::on(const StationPrice& it) {
  report(DefaultPrice{it.texts});
}

std::optional<LedgerCharge> EverestBackEnd::charge_of(const std::string& id, IdKind kind) const {
  if (id.empty()) return std::nullopt;
  switch (kind) {
    case IdKind::id_token: {
      // A charging card is used again: only what is open is meant.
      auto charge = ledger_.of_token(id, 0);
      return charge && charge->open() ? charge : std::nullopt;
    }
    case IdKind::session:
    case IdKind::transaction:
      // With OCPP 2.x the back end calls a transaction by EVerest's own name of the session.
      if (auto charge = ledger_.of_transaction(id)) return charge;
      return ledger_.of_session(id);
    case IdKind::unknown:
      break;
  }
  return std::nullopt;
}

void EverestBackEnd::report_price(const std::optional<LedgerCharge>& charge,
                                  const std::vector<BackEndText>& texts) {
  if (!charge || texts.empty()) return;
  if (priced_.charge == charge->charge && same_texts(priced_.texts, texts)) return;
  priced_ = {charge->charge, texts};
  report(priced_);
}

void EverestBackEnd::on(const TariffText& it) {
  auto charge = charge_of(it.id, it.id_kind);
  if (!charge) charge = charge_of(it.transaction, IdKind::transaction);
  report_price(charge, it.texts);
}

// The price stands in the answer to an authorisation, too; the second one has none.
void EverestBackEnd::on(const TokenStatus& it) {
  if (it.state != TokenState::accepted) return;
  report_price(charge_of(it.token.value, IdKind::id_token), it.texts);
}

void EverestBackEnd::on(const SessionCost& it) {
  auto charge = charge_of(it.transaction, IdKind::transaction);
  if (!charge) charge = charge_of(it.token, IdKind::id_token);
  if (!charge) return;
  if (const auto cost = cost_report(*charge, it)) report(*cost);
}

// ---- the back end's questions: every one is answered before this returns

void EverestBackEnd::on(const SetScreenMessages& it) {
  ScreenAnswer worst =
      it.readable && board_ != nullptr ? ScreenAnswer::accepted : ScreenAnswer::rejected;
  for (const ScreenMessage& message : it.messages) {
    if (board_ == nullptr) break;
    if (const auto strange = strangeness(message)) {
      worst = std::max(worst, *strange);
      continue;
    }
    DisplayMessage shown{.id = *message.id,
                         .priority = message.priority,
                         .during = message.during,
                         .from = message.from,
                         .until = message.until,
                         .charge = {},
                         .text = message.text,
                         .qr_code = message.qr_code};
    if (is_bound(message)) {
      const auto charge = charge_of(message.bound_id, message.bound_kind);
      if (!charge || !charge->open()) {
        worst = std::max(worst, ScreenAnswer::unknown_transaction);
        continue;
      }
      shown.charge = charge->charge;
    }
    worst = std::max(worst, answer_of(board_->set(shown)));
  }
  (void)line_.answer(it.reply_to, set_screen_messages_answer(worst));
  set_up(true);
}

void EverestBackEnd::on(const GetScreenMessages& it) {
  std::vector<DisplayMessage> kept;
  if (board_ != nullptr && !it.nothing_fits) kept = board_->get(it.filter);
  std::vector<ScreenMessage> answer;
  for (DisplayMessage& message : kept) {
    ScreenMessage one;
    one.id = message.id;
    one.priority = message.priority;
    one.during = message.during;
    one.from = message.from;
    one.until = message.until;
    one.text = std::move(message.text);
    one.qr_code = std::move(message.qr_code);
    const auto charge = message.charge ? ledger_.find(*message.charge) : std::nullopt;
    if (charge) {
      one.bound_id = charge->transaction.empty() ? charge->session : charge->transaction;
      one.bound_kind = one.bound_id.empty() ? IdKind::unknown : IdKind::transaction;
    }
    answer.push_back(std::move(one));
  }
  (void)line_.answer(it.reply_to, get_screen_messages_answer(answer));
  set_up(true);
}

void EverestBackEnd::on(const ClearScreenMessage& it) {
  const bool cleared = board_ != nullptr && it.id && board_->clear(*it.id);
  (void)line_.answer(it.reply_to, clear_screen_message_answer(cleared));
  set_up(true);
}

void EverestBackEnd::on(const DataTransfer& it) {
  TransferAnswer answer = TransferAnswer::unknown_vendor;
  if (it.vendor == kWebPayments) {
    const bool known =
        it.message == "NotifyWebPaymentStarted" || it.message == "NotifyWebPaymentFailed";
    answer = TransferAnswer::unknown_message;
    if (known) answer = pays_elsewhere(it) ? TransferAnswer::accepted : TransferAnswer::rejected;
  }
  (void)line_.answer(it.reply_to, data_transfer_answer(answer));
  set_up(true);
}

// Whether it could be understood. A payment that failed, or a time of zero, is the end of it.
bool EverestBackEnd::pays_elsewhere(const DataTransfer& it) {
  const auto data = json_in(it.data);
  if (!data) return false;
  const auto& evses = line_.settings().evses;
  const auto evse = whole_in(*data, "evseId", 1, 1'000'000);
  const bool ours = evse && std::any_of(evses.begin(), evses.end(),
                                        [&](const EvseModule& one) { return one.evse == *evse; });
  if (!ours) return false;
  const bool failed = it.message == "NotifyWebPaymentFailed";
  const auto seconds = failed ? 0 : whole_in(*data, "timeout", 0, kLongestPayment);
  if (!seconds) return false;
  report(PaymentElsewhere{static_cast<EvseId>(*evse), Seconds{*seconds}});
  return true;
}

// ---- Kerb's own troubles

void EverestBackEnd::tell(OwnTrouble trouble, std::optional<std::string> detail) {
  {
    const std::scoped_lock lock(troubles_mutex_);
    troubles_[trouble] = detail;
  }
  send(trouble, detail);
}

// What nobody heard is told again when the module is there.
void EverestBackEnd::send(OwnTrouble trouble, const std::optional<std::string>& detail) {
  const std::string& id = line_.settings().modules.error_raiser;
  if (id.empty()) return;
  const Module raiser{Api::generic_error_raiser, id};
  const char* sub_type = sub_type_of(trouble);
  if (detail) {
    (void)line_.tell(raiser, "raise_error", raise_error(sub_type, *detail));
  } else {
    (void)line_.tell(raiser, "clear_error", clear_error(sub_type));
  }
}

void EverestBackEnd::repeat_troubles() {
  std::map<OwnTrouble, std::optional<std::string>> troubles;
  {
    const std::scoped_lock lock(troubles_mutex_);
    troubles = troubles_;
  }
  for (const auto& [trouble, detail] : troubles) send(trouble, detail);
}

}  // namespace kerb::hal::everest
