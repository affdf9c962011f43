// What an answer to an order means. Pure: an exchange in, a judgement out, and whatever is missing,
// of a wrong type, contradictory or not understood is judged Unknown, because the money may have
// moved.
//
// The rules that matter most: the HTTP status alone proves nothing (201 is also given for
// declines), the processor's response code only explains a decline and never makes one, and "not
// processed" is said only when nothing left the station, or the gateway says itself that it refused
// to work (400 with its own words, 401, 429).
#pragma once

#include <string>

#include "hal/clock.hpp"
#include "payment/gateway/transport.hpp"
#include "payment/provider.hpp"

namespace kerb::payment::gateway {

// `expires` becomes the hold's.
HoldAnswer judge_hold(const Exchange& exchange, const OrderKey& key, const Money& asked,
                      hal::Utc expires);
// The approved hold keeps the reference of the first authorisation, whatever id the increment got.
HoldAnswer judge_raise(const Exchange& exchange, const RaiseOrder& order, hal::Utc expires);
SettleAnswer judge_capture(const Exchange& exchange, const CaptureOrder& order);
SettleAnswer judge_release(const Exchange& exchange, const ReleaseOrder& order);
SettleAnswer judge_abandon(const Exchange& exchange, const AbandonOrder& order);

}  // namespace kerb::payment::gateway
