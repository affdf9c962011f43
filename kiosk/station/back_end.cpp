// What the operator's back end says, as far as it is about money. Its numbers are somebody else's
// arithmetic over a link that repeats and delays: they become money, the saga decides, and what two
// accounts do not agree on goes to a person.
#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "kiosk/station/steps.hpp"
#include "payment/back_end_cost.hpp"
#include "payment/saga/saga_json.hpp"
#include "payment/saga/steps.hpp"

namespace kerb::kiosk::steps {
namespace {

using payment::saga_steps::Match;

constexpr std::size_t kMostTexts = 8;
constexpr std::size_t kLongestText = 1024;  // octets
constexpr std::size_t kLongestCode = 2000;

// What is longer than the protocol allows is not shown: half a sentence may say the opposite.
std::vector<hal::BackEndText> bounded(const std::vector<hal::BackEndText>& texts) {
  std::vector<hal::BackEndText> kept;
  for (const hal::BackEndText& text : texts) {
    if (kept.size() < kMostTexts && text.content.size() <= kLongestText) kept.push_back(text);
  }
  return kept;
}

// A back end that changes its mind again and again does not fill the journal.
constexpr int kMostFinalCosts = 32;
constexpr std::size_t kMostLateCosts = 64;

bool is_final(const hal::CostReported& it) {
  return it.stage == hal::CostReported::Stage::finished;
}

void refused(Progress& step, const hal::CostReported& it, const hal::Error& why) {
  // The number itself stays out of the journal: it may look like anything.
  const nlohmann::json body{{"code", why.code}};
  step.alarm(it.charge, "alarm.cost_refused", body.dump(), why.sentence());
}

void told(Progress& step, const hal::CostReported& it, Session& session) {
  if (!it.texts.empty()) session.cost_texts = bounded(it.texts);
  if (!it.qr_code.empty() && it.qr_code.size() <= kLongestCode) session.cost_code = it.qr_code;
  if (is_final(it) && ++session.final_costs > kMostFinalCosts) {
    return step.remark("the back end said too many final costs for " + session_code(it.charge));
  }
  const auto total = payment::money_told(it.total, session.saga.terms.hold.currency());
  if (!total && !is_final(it)) return step.remark(total.error().sentence());
  if (!total) return refused(step, it, total.error());
  step.tell(it.charge, payment::CostTold{{*total, is_final(it)}});
}

std::string words_for(const payment::CostAlarm& alarm) {
  const auto amount = [](const payment::Money& money) {
    return money.decimal() + " " + std::string(money.currency().code());
  };
  switch (alarm.kind) {
    case payment::CostAlarm::Kind::differs:
      return fmt::format("the back end says {}, the tariff says {}", amount(*alarm.told),
                         amount(alarm.ours));
    case payment::CostAlarm::Kind::missing:
      return fmt::format("the back end did not say in time what to bill: {} by the tariff",
                         amount(alarm.ours));
    case payment::CostAlarm::Kind::late:
      return fmt::format("the back end says {} too late, {} was billed", amount(*alarm.told),
                         amount(alarm.ours));
  }
  return {};
}

// Said once already, or too often.
bool is_known(std::vector<LateCost>& known, const std::string& session,
              const payment::Money& said) {
  const auto found = std::find_if(known.begin(), known.end(),
                                  [&](const LateCost& one) { return one.session == session; });
  if (found != known.end()) {
    if (found->told == said || ++found->times > kMostFinalCosts) return true;
    found->told = said;
    return false;
  }
  if (known.size() >= kMostLateCosts) known.erase(known.begin());
  known.push_back({session, said, 1});
  return false;
}

}  // namespace

void Progress::alarm(const std::string& id, std::string kind, std::string body,
                     const std::string& words) {
  const Session* found = session(id);
  const bool open = found != nullptr && !payment::at_rest(found->saga);
  commit({id, std::move(kind), std::move(body), open});
  out_.alarms.push_back("session " + session_code(id) + ": " + words);
}

void Progress::alarm(const std::string& id, const payment::CostAlarm& what) {
  alarm(id, std::string(payment::kind_of(what)), payment::cost_alarm_to_json(what),
        words_for(what));
}

void on_back_end(Progress& step, const hal::BackEndReport& report) {
  std::visit(
      Match{[&](const hal::BackEndLink& it) { step.station.back_end_up = it.up; },
            [&](const hal::DefaultPrice& it) { step.station.default_price = bounded(it.texts); },
            [&](const hal::ChargePrice& it) {
              Session* session = step.session(it.charge);
              if (session == nullptr) {
                return step.remark("a price of no session that is known here");
              }
              session->price_texts = bounded(it.texts);
            },
            [&](const hal::PaymentElsewhere& it) { on_elsewhere(step, it); },
            [&](const hal::CostReported& it) {
              Session* session = step.session(it.charge);
              if (session == nullptr) {
                return step.remark("a cost of no session that is known here");
              }
              told(step, it, *session);
            }},
      report);
}

void on_settled_cost(Progress& step, const SettledCost& it) {
  const std::string& id = it.saga.terms.session;
  const auto total = payment::money_told(it.report.total, it.saga.terms.hold.currency());
  if (!total) return step.remark(total.error().sentence());
  if (is_known(step.station.late_costs, id, *total)) {
    return step.remark("the cost was told before");
  }
  const payment::SagaStep next =
      payment::step(it.saga, payment::CostTold{{*total, true}}, step.now);
  if (!next.ignored.empty()) return step.remark(next.ignored);
  for (const payment::CostAlarm& what : next.alarms) step.alarm(id, what);
}

}  // namespace kerb::kiosk::steps
