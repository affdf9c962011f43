// Whatever the bank answers, the judgement neither crashes nor approves more than was asked for.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <iterator>
#include <string>

#include "payment/gateway/answers.hpp"
#include "payment/gateway/search_answers.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* octets, std::size_t size) {
  using namespace kerb::payment;           // NOLINT(google-build-using-namespace)
  using namespace kerb::payment::gateway;  // NOLINT(google-build-using-namespace)
  if (size == 0) return 0;
  // The first octet chooses the status, the rest is the body.
  static constexpr long kStatuses[] = {201, 200, 400, 401, 404, 429, 500, 502};
  const Exchange exchange =
      HttpAnswer{kStatuses[octets[0] % std::size(kStatuses)],
                 std::string(reinterpret_cast<const char*>(octets) + 1, size - 1)};
  const Currency euro{};
  const Money asked(5000, euro);
  const HoldAnswer held = judge_hold(exchange, "K1", asked, {});
  if (const auto* approved = std::get_if<Approved>(&held)) {
    if (less(asked, approved->hold.amount) || approved->hold.amount.minor() <= 0) std::abort();
    if (approved->hold.reference.empty()) std::abort();
  }
  judge_raise(exchange, {"K1", "7", Money(100, euro), {}}, {});
  judge_capture(exchange, {"K1", "7", Money(100, euro), asked});
  judge_release(exchange, {"K1", "7", asked});
  judge_abandon(exchange, {"K1", asked});
  read_search(exchange, "K1");
  for (const auto about : {Question::About::hold, Question::About::raise, Question::About::capture,
                           Question::About::release}) {
    judge_detail(exchange, {about, "K1", {}, euro, PaidBy::bank_card, "7"}, "7", {});
  }
  return 0;
}
