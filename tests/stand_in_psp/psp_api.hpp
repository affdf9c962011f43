// One payment service as the network sees it, and as the driver's phone does. Everything is in
// memory; no clock, thread or socket is in here.
#pragma once

#include <cstdint>
#include <map>
#include <nlohmann/json.hpp>
#include <string>

namespace kerb::stand_in_psp {

struct Request {
  std::string method;
  std::string path;   // "/v1/checkout/sessions"
  std::string query;  // without "?"; may be empty
  std::string content_type;
  std::string body;
  std::map<std::string, std::string> headers;  // names in lower case

  std::string header(const std::string& name) const {
    const auto found = headers.find(name);
    return found == headers.end() ? std::string() : found->second;
  }
};

struct Answer {
  int status = 200;
  nlohmann::json body;
};

// What the driver does with the page that the code led to.
enum class Act {
  pay,       // the card's bank agrees
  decline,   // the card's bank does not; the page stays open
  pay_late,  // the page lapses while the bank is still agreeing: both happen
};

class PspApi {
 public:
  virtual ~PspApi() = default;
  // `now`: seconds since 1970.
  virtual Answer handle(const Request& request, std::int64_t now) = 0;
  // False: there is no such page, or it takes no money any more.
  virtual bool act(const std::string& page, Act act, std::int64_t now) = 0;
  // {"pages":[{"id","order","status"}…],"payments":[{"id","order","status","held","captured"}…]},
  // amounts in the service's own counting, in the order in which they came.
  virtual nlohmann::json book(std::int64_t now) = 0;
  // From now on the card's bank refuses what is asked after the page: a raise.
  virtual void refuse_raises(bool refuse) = 0;
};

// The answers that were given under a key (the header Idempotency-Key): a repetition gets the same
// again, another request under it gets none.
class GivenAnswers {
 public:
  enum class Use { fresh, repeated, misused };
  Use use(const Request& request) const;
  const Answer& under(const std::string& key) const { return answers_.at(key).answer; }
  void keep(const Request& request, const Answer& answer);

 private:
  struct Given {
    std::string request;
    Answer answer;
  };
  std::map<std::string, Given> answers_;
};

}  // namespace kerb::stand_in_psp
