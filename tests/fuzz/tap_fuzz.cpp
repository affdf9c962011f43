// A whole tap in which the fuzzer is the card. Input: first octet: b1 sets whether the test
// authority is known; then answers, each preceded by its length in two octets. When they are used
// up the card leaves.
#include <cstdio>
#include <cstdlib>

#include "payment/emv/card_report.hpp"
#include "tests/unit/emv/consistency.hpp"
#include "tests/unit/emv/tap.hpp"

using namespace kerb::payment::emv;  // NOLINT(google-build-using-namespace)
using kerb::hal::Bytes;
using kerb::hal::ByteView;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {  // NOLINT
  static const Terminal plain = desk::terminal();
  static const Terminal trusted = desk::trusting_terminal();
  ByteView rest(data, size);
  const bool trusting = !rest.empty() && (rest[0] & 1U) != 0;
  if (!rest.empty()) rest = rest.subspan(1);
  const auto card = [&](ByteView) -> kerb::hal::ReaderResult<Bytes> {
    if (rest.size() < 2) {
      return tl::make_unexpected(
          kerb::hal::ReaderFailure{kerb::hal::ReaderFault::card_gone, "input is used up"});
    }
    const std::size_t length = std::min<std::size_t>(rest[0] * 256U + rest[1], rest.size() - 2);
    Bytes answer(rest.begin() + 2, rest.begin() + 2 + static_cast<std::ptrdiff_t>(length));
    rest = rest.subspan(2 + length);
    return answer;
  };
  const Transaction transaction = desk::transaction();
  CardReport report;
  const TapOutcome outcome =
      run(trusting ? trusted : plain, transaction, card,
          [&](const Step& step) { report.add(step, std::chrono::microseconds{0}); });
  report.finish(outcome);
  if (report.text().empty() || report.json().empty()) std::abort();
  const std::string wrong = inconsistency(outcome, transaction);
  if (!wrong.empty()) {
    std::fprintf(stderr, "%s\n", wrong.c_str());
    std::abort();
  }
  return 0;
}
