#include "tests/stand_in_psp/psp_api.hpp"

namespace kerb::stand_in_psp {

namespace {

constexpr const char* kKeyHeader = "idempotency-key";

std::string whole(const Request& request) {
  return request.method + " " + request.path + "?" + request.query + "\n" + request.body;
}

}  // namespace

GivenAnswers::Use GivenAnswers::use(const Request& request) const {
  const auto given = answers_.find(request.header(kKeyHeader));
  if (given == answers_.end()) return Use::fresh;
  return given->second.request == whole(request) ? Use::repeated : Use::misused;
}

void GivenAnswers::keep(const Request& request, const Answer& answer) {
  answers_[request.header(kKeyHeader)] = {whole(request), answer};
}

}  // namespace kerb::stand_in_psp
