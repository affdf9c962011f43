// One request over the wire and what is known afterwards. The distinction that money hangs on is
// made here: either an answer came, or the request certainly never left, or it may have been
// processed.
#pragma once

#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "hal/clock.hpp"
#include "payment/gateway/secret_text.hpp"

namespace kerb::payment::gateway {

struct OutgoingRequest {
  std::string method;    // "POST", "PATCH", "GET", "DELETE"
  std::string host;      // as it stands in the Host header and in the signature
  std::string resource;  // path with query: "/pts/v2/payments"
  SecretText body;       // empty for GET and DELETE
  std::string content_type = "application/json";
  std::string accept = "application/hal+json";
};

// A whole HTTP answer. The body is bounded and otherwise unchecked.
struct HttpAnswer {
  long status = 0;
  std::string body;
  std::optional<hal::Utc> date = {};  // the server's clock (the header Date), for a look at ours
};
// No octet of the request left this machine. `detail` is for the log and holds nothing secret.
struct NotSent {
  std::string detail;
};
// The request, or a part of it, left, and no whole answer came back.
struct Lost {
  std::string detail;
};
using Exchange = std::variant<HttpAnswer, NotSent, Lost>;

class Transport {
 public:
  virtual ~Transport() = default;
  // Blocks. Sends at most once, whatever happens. `headers` are whole lines without line ends.
  virtual Exchange send(const OutgoingRequest& request,
                        const std::vector<std::string>& headers) = 0;
};

}  // namespace kerb::payment::gateway
