#include "hal/simulated/world/remote_reader.hpp"

#include <algorithm>
#include <chrono>
#include <optional>
#include <string>
#include <thread>
#include <utility>

#include "hal/apdu.hpp"

namespace kerb::hal::simulated {
namespace {

constexpr Millis kAnswerWithin{2'000};
constexpr Millis kCancelSlice{15};  // how soon cancel() is noticed
constexpr std::size_t kLongestAtr = 33;
constexpr std::size_t kLongestUid = 10;

tl::unexpected<ReaderFailure> fault(ReaderFault fault, std::string detail) {
  return tl::make_unexpected(ReaderFailure{fault, std::move(detail)});
}

std::optional<Bytes> octets_in(const Json& answer, const char* name, std::size_t most) {
  const auto digits = text_in(answer, name, most * 2);
  return digits ? from_hex(*digits) : std::nullopt;
}

}  // namespace

ReaderResult<Json> RemoteReader::ask(Json question, Millis within) {
  auto answer = questions_.ask(std::move(question), within);
  if (!answer) return fault(ReaderFault::reader_gone, "the simulated world does not answer");
  const auto error = text_in(*answer, "error", 32);
  if (!error) return *answer;
  const auto said = reader_fault(*error);
  return fault(said.value_or(ReaderFault::reader_gone), "the simulated reader says: " + *error);
}

bool RemoteReader::present() {
  const auto answer = ask({{"do", "present"}}, kAnswerWithin);
  return answer && flag_in(*answer, "present") == true;
}

ReaderResult<CardInField> RemoteReader::wait_for_card(Millis timeout) {
  const auto until = std::chrono::steady_clock::now() + timeout;
  for (;;) {
    if (cancelled_.exchange(false)) return fault(ReaderFault::cancelled, "cancelled");
    const auto left = std::chrono::ceil<Millis>(until - std::chrono::steady_clock::now());
    const Millis slice = std::clamp(left, Millis{0}, kCancelSlice);
    const auto answer = ask({{"do", "card"}, {"ms", slice.count()}}, kAnswerWithin);
    if (answer) {
      auto atr = octets_in(*answer, "atr", kLongestAtr);
      auto uid = octets_in(*answer, "uid", kLongestUid);
      const auto speaks = flag_in(*answer, "speaks_apdu");
      if (!atr || !uid || !speaks) return fault(ReaderFault::unreadable, "not a card");
      return CardInField{std::move(*atr), std::move(*uid), *speaks};
    }
    if (answer.error().fault != ReaderFault::no_card || left <= kCancelSlice) {
      return tl::make_unexpected(answer.error());
    }
  }
}

ReaderResult<Bytes> RemoteReader::transceive(ByteView command) {
  const auto answer = ask({{"do", "apdu"}, {"command", to_hex(command)}}, kAnswerWithin);
  if (!answer) return tl::make_unexpected(answer.error());
  auto response = octets_in(*answer, "response", kLongestResponse);
  if (response && response->size() >= 2) return std::move(*response);
  return fault(ReaderFault::unreadable, "not a response");
}

void RemoteReader::field_off(Millis hold) {
  (void)ask({{"do", "field_off"}}, kAnswerWithin);
  std::this_thread::sleep_for(hold);
}

bool RemoteReader::wait_for_removal(Millis timeout) {
  const auto answer = ask({{"do", "removal"}}, kAnswerWithin);
  if (answer) return flag_in(*answer, "removed") == true;
  std::this_thread::sleep_for(std::min(timeout, kCancelSlice));
  return true;  // what lies in the field of a reader that is gone is no card
}

void RemoteReader::show(Lights lights) {
  (void)ask({{"do", "lights"}, {"lights", word_of(lights)}}, kAnswerWithin);
}

}  // namespace kerb::hal::simulated
