#include "payment/gateway/answers.hpp"

#include "payment/gateway/reply.hpp"

namespace kerb::payment::gateway {

namespace {

Unknown other_status(const Made& made) {
  return Unknown{"the gateway says " + made.status};
}

// Our order's answer, or one that belongs to somebody else? Two answers on one connection, or a
// proxy that mixes them up, must not book one driver's money to another.
std::optional<Unknown> mistaken(const Made& made, const OrderKey& key) {
  if (names_order(made.body, key)) return std::nullopt;
  return Unknown{"the answer names another order"};
}

std::initializer_list<const char*> order_amounts() {
  static constexpr std::initializer_list<const char*> kPath = {"orderInformation", "amountDetails"};
  return kPath;
}

HoldAnswer judge_authorised(const Made& made, const Money& asked, hal::Utc expires) {
  const auto id = id_of(made.body);
  if (!id) return Unknown{made.status + " without an id"};
  const auto granted = amount_at(made.body, order_amounts(), "authorizedAmount", asked.currency());
  if (!granted || granted->is_zero()) return Unknown{made.status + " without a usable amount"};
  if (less(asked, *granted)) return Unknown{made.status + " of more than was asked for"};
  return Approved{Hold{*id, *granted, expires, approval_code(made.body)}};
}

HoldAnswer judge_made_hold(const Made& made, const Money& asked, hal::Utc expires) {
  if (made.status == "AUTHORIZED" || made.status == "PARTIAL_AUTHORIZED") {
    return judge_authorised(made, asked, expires);
  }
  if (made.status == "DECLINED") return Declined{decline_reason(made.body)};
  // AUTHORIZED_PENDING_REVIEW, AUTHORIZED_RISK_DECLINED and whatever else may have set money aside.
  return other_status(made);
}

HoldAnswer judge_invalid_hold(const Invalid& invalid) {
  // An order with this key is already there, or the processor behind the gateway did not answer it.
  if (invalid.reason == "DUPLICATE_REQUEST" || invalid.reason == "PROCESSOR_UNAVAILABLE") {
    return Unknown{invalid.detail};
  }
  if (invalid.reason == "INVALID_CARD" || invalid.reason == "CARD_TYPE_NOT_ACCEPTED") {
    return Declined{DeclineReason::not_accepted};
  }
  return NotProcessed{invalid.detail};
}

HoldAnswer judge_made_raise(const Made& made, const RaiseOrder& order, hal::Utc expires) {
  if (made.status == "DECLINED") return Declined{decline_reason(made.body)};
  if (made.status != "AUTHORIZED") return other_status(made);
  // The total over all increments. Without it nobody knows what may be captured.
  const auto total = amount_at(made.body, order_amounts(), "totalAmount", order.by.currency());
  if (!total || less(*total, order.by)) return Unknown{"AUTHORIZED without a usable total"};
  return Approved{Hold{order.hold_reference, *total, expires, approval_code(made.body)}};
}

SettleAnswer judge_made_capture(const Made& made, const CaptureOrder& order) {
  if (made.status == "DECLINED" || made.status == "INVALID_REQUEST") {
    return Refused{"the gateway says " + made.status};
  }
  if (made.status != "PENDING" && made.status != "TRANSMITTED") return other_status(made);
  const auto id = id_of(made.body);
  if (!id) return Unknown{made.status + " without an id"};
  const auto taken = amount_at(made.body, order_amounts(), "totalAmount", order.amount.currency());
  if (taken && !(*taken == order.amount)) return Unknown{made.status + " of another amount"};
  return Done{*id};
}

SettleAnswer judge_made_reversal(const Made& made) {
  if (made.status != "REVERSED") return other_status(made);
  const auto id = id_of(made.body);
  if (!id) return Unknown{made.status + " without an id"};
  return Done{*id};
}

// What a settling order has in common: `made` and `invalid` judge what the gateway itself said.
template <typename JudgeMade, typename JudgeInvalid>
SettleAnswer judge_settle(const Exchange& exchange, const OrderKey& key, JudgeMade made,
                          JudgeInvalid invalid) {
  const Reply reply = read_reply(exchange);
  if (const auto* unknown = std::get_if<Unknown>(&reply)) return *unknown;
  if (const auto* not_processed = std::get_if<NotProcessed>(&reply)) return *not_processed;
  if (const auto* refusal = std::get_if<Invalid>(&reply)) return invalid(*refusal);
  const Made& answer = std::get<Made>(reply);
  if (auto other = mistaken(answer, key)) return *other;
  return made(answer);
}

template <typename JudgeMade>
HoldAnswer judge_grant(const Exchange& exchange, const OrderKey& key, JudgeMade made) {
  const Reply reply = read_reply(exchange);
  if (const auto* unknown = std::get_if<Unknown>(&reply)) return *unknown;
  if (const auto* not_processed = std::get_if<NotProcessed>(&reply)) return *not_processed;
  if (const auto* refusal = std::get_if<Invalid>(&reply)) return judge_invalid_hold(*refusal);
  const Made& answer = std::get<Made>(reply);
  if (auto other = mistaken(answer, key)) return *other;
  return made(answer);
}

}  // namespace

HoldAnswer judge_hold(const Exchange& exchange, const OrderKey& key, const Money& asked,
                      hal::Utc expires) {
  return judge_grant(exchange, key,
                     [&](const Made& made) { return judge_made_hold(made, asked, expires); });
}

HoldAnswer judge_raise(const Exchange& exchange, const RaiseOrder& order, hal::Utc expires) {
  return judge_grant(exchange, order.key,
                     [&](const Made& made) { return judge_made_raise(made, order, expires); });
}

SettleAnswer judge_capture(const Exchange& exchange, const CaptureOrder& order) {
  return judge_settle(
      exchange, order.key, [&](const Made& made) { return judge_made_capture(made, order); },
      [](const Invalid& invalid) -> SettleAnswer {
        // Each of these may be the trace of this very capture: only a question tells.
        for (const char* taken :
             {"DUPLICATE_REQUEST", "PROCESSOR_UNAVAILABLE", "TRANSACTION_ALREADY_SETTLED",
              "TRANSACTION_ALREADY_REVERSED_OR_SETTLED"}) {
          if (invalid.reason == taken) return Unknown{invalid.detail};
        }
        return Refused{invalid.detail};
      });
}

SettleAnswer judge_release(const Exchange& exchange, const ReleaseOrder& order) {
  return judge_settle(
      exchange, order.key, judge_made_reversal, [](const Invalid& invalid) -> SettleAnswer {
        if (invalid.reason == "AUTH_ALREADY_REVERSED") return Done{};
        if (invalid.reason == "DUPLICATE_REQUEST" || invalid.reason == "PROCESSOR_UNAVAILABLE") {
          return Unknown{invalid.detail};
        }
        return Refused{invalid.detail};
      });
}

SettleAnswer judge_abandon(const Exchange& exchange, const AbandonOrder& order) {
  return judge_settle(
      exchange, order.hold_key, judge_made_reversal, [](const Invalid& invalid) -> SettleAnswer {
        // Never arrived, was declined, or is already undone: nothing is held either way.
        if (invalid.reason == "AUTH_ALREADY_REVERSED" || invalid.reason == "MISSING_AUTH") {
          return Done{};
        }
        if (invalid.reason == "DUPLICATE_REQUEST" || invalid.reason == "PROCESSOR_UNAVAILABLE") {
          return Unknown{invalid.detail};
        }
        return Refused{invalid.detail};
      });
}

}  // namespace kerb::payment::gateway
