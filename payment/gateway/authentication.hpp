// How a request proves who it comes from, kept apart from what it says: the gateway has changed its
// scheme before (HTTP signatures end in 2027) and will again. An implementation may also replace
// the body, as message-level encryption does, and then undo the same on the answer.
#pragma once

#include <string>
#include <vector>

#include "hal/error.hpp"
#include "payment/gateway/transport.hpp"

namespace kerb::payment::gateway {

// One thread at a time.
class Authentication {
 public:
  virtual ~Authentication() = default;
  // Makes the request ready to send and returns the headers that go with it, as whole lines. On an
  // error nothing may be sent.
  virtual hal::Result<std::vector<std::string>> prepare(OutgoingRequest& request) = 0;
  // Turns the body of the answer into plain JSON text. An error means that the answer is
  // unreadable.
  virtual hal::Result<std::string> open(std::string answer_body) { return answer_body; }
};

}  // namespace kerb::payment::gateway
