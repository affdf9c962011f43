// A password that changes with the time, so that a code on a sticker is worth nothing a minute later
// (OCPP 2.1 C25, WebPaymentsCtrlr, TOTPVersion "v1"). Despite its name it is not the TOTP of RFC
// 6238: the message is the number of the slot as eight octets, big-endian; the digest is HMAC-SHA256
// under the secret; the last octet's lower half says where in the digest to begin, and each octet
// from there, round and round, is one of 62 letters and digits.
//
// The secret is shared with the operator's back end, which takes the slot before and after, too.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "hal/clock.hpp"
#include "hal/error.hpp"
#include "payment/secret.hpp"

namespace kerb::payment::codes {

inline constexpr std::string_view kTimeCodeVersion = "v1";

struct TimeCodeTerms {
  Secret secret;              // 8 to 255 octets of printable ASCII without a blank
  hal::Seconds validity{30};  // of a slot, 6 to 3600
  int length = 8;             // characters, 6 to 32: more than the digest has would repeat itself
};

// A slot of Unix time: from `begins` until, not including, `ends`.
struct TimeSlot {
  std::int64_t number = 0;
  hal::Utc begins{};
  hal::Utc ends{};
};

class TimeCode {
 public:
  // Errors: codes.secret, codes.validity, codes.length; none tells anything of the secret.
  static hal::Result<TimeCode> create(TimeCodeTerms terms);

  // Slots before 1970 have negative numbers; whoever shows codes does not trust such a clock.
  TimeSlot slot_at(hal::Utc time) const;
  // Empty when OpenSSL has no memory: then there is nothing to show.
  std::string at(const TimeSlot& slot) const;

 private:
  explicit TimeCode(TimeCodeTerms terms) : terms_(std::move(terms)) {}
  TimeCodeTerms terms_;
};

}  // namespace kerb::payment::codes
