// A payment service that answers what the test wrote down, and remembers what it was asked.
#pragma once

#include <gtest/gtest.h>

#include <deque>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "payment/checkout/psp_client.hpp"

namespace kerb::payment::checkout::testing {

struct SeenRequest {
  std::string line;  // "POST /v1/checkout/sessions"
  std::string body;
  std::vector<std::string> headers;

  std::string header(const std::string& name) const {
    for (const std::string& line_of : headers) {
      if (line_of.starts_with(name + ": ")) return line_of.substr(name.size() + 2);
    }
    return {};
  }
};

class ScriptedPsp {
 public:
  void answers(long status, const nlohmann::json& body) {
    script_.emplace_back(gateway::HttpAnswer{status, body.dump()});
  }
  void answers(gateway::Exchange exchange) { script_.push_back(std::move(exchange)); }

  const std::vector<SeenRequest>& seen() const { return seen_; }
  std::vector<std::string> lines() const {
    std::vector<std::string> lines;
    for (const SeenRequest& request : seen_) lines.push_back(request.line);
    return lines;
  }

  std::unique_ptr<PspClient> client(const CheckoutSettings& settings, PspClient::Dialect dialect) {
    const std::string key = "sk_test_kerb";
    return std::make_unique<PspClient>(settings, std::move(dialect),
                                       Secret(hal::Bytes(key.begin(), key.end())),
                                       std::make_unique<Line>(*this));
  }

 private:
  class Line final : public gateway::Transport {
   public:
    explicit Line(ScriptedPsp& psp) : psp_(psp) {}
    gateway::Exchange send(const gateway::OutgoingRequest& request,
                           const std::vector<std::string>& headers) override {
      psp_.seen_.push_back({request.method + " " + request.resource,
                            {request.body.begin(), request.body.end()},
                            headers});
      if (psp_.script_.empty()) {
        ADD_FAILURE() << "nobody expected " << request.method << " " << request.resource;
        return gateway::Lost{"the script is over"};
      }
      gateway::Exchange next = psp_.script_.front();
      psp_.script_.pop_front();
      return next;
    }

   private:
    ScriptedPsp& psp_;
  };

  std::deque<gateway::Exchange> script_;
  std::vector<SeenRequest> seen_;
};

inline CheckoutSettings sample_settings() {
  CheckoutSettings settings;
  settings.api_host = "api.stripe.com";
  settings.page_host = "checkout.stripe.com";
  settings.success_url = "https://charge.example/paid";
  settings.cancel_url = "https://charge.example/back?why=1";
  return settings;
}

inline Money euros(std::int64_t cents) {
  return {cents, Currency{}};
}

template <typename Kind, typename Answer>
bool is(const Answer& answer) {
  return std::holds_alternative<Kind>(answer);
}

}  // namespace kerb::payment::checkout::testing
