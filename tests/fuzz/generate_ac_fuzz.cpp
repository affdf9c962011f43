// What a card answers to GENERATE AC when it was asked to sign: unless the signature holds, the
// bank is not asked. Input: one octet (b1: the station knows the authority; b2: the card signs what
// follows; b3: with the right hash over everything that was said), then, if it signs, the length
// and octets of what is in the signature, then the objects of the answer.
#include <algorithm>
#include <cstdio>
#include <cstdlib>

#include "hal/simulated/cards/octets.hpp"
#include "hal/simulated/cards/test_authority.hpp"
#include "hal/simulated/deck.hpp"
#include "payment/emv/tag.hpp"
#include "tests/unit/emv/consistency.hpp"
#include "tests/unit/emv/tap.hpp"

using namespace kerb::payment::emv;  // NOLINT(google-build-using-namespace)
using kerb::hal::Bytes;
using kerb::hal::ByteView;
namespace cards = kerb::hal::simulated::cards;

namespace {

constexpr std::size_t kHashAt = 1 + 9;  // behind the dynamic number: 9F27, 9F26, then the hash
constexpr std::size_t kHashLength = 20;

struct Input {
  bool trusting = false;
  bool signs = false;
  bool right_hash = false;
  Bytes dynamic;
  Bytes objects;
};

Input read_input(ByteView octets) {
  Input input;
  if (octets.empty()) return input;
  input.trusting = (octets[0] & 1U) != 0;
  input.signs = (octets[0] & 2U) != 0;
  input.right_hash = (octets[0] & 4U) != 0;
  ByteView rest = octets.subspan(1);
  if (input.signs && !rest.empty()) {
    const std::size_t most = cards::room_of(cards::Signer::card) - 3;
    const std::size_t length = std::min({std::size_t{rest[0]}, rest.size() - 1, most});
    input.dynamic.assign(rest.begin() + 1, rest.begin() + 1 + static_cast<std::ptrdiff_t>(length));
    rest = rest.subspan(1 + length);
  }
  rest = rest.first(std::min<std::size_t>(rest.size(), 110));
  input.objects.assign(rest.begin(), rest.end());
  return input;
}

Bytes values_in(ByteView command, std::size_t header) {
  return {command.begin() + static_cast<std::ptrdiff_t>(header), command.end() - 1};
}

Bytes signed_answer(const Input& input, const Bytes& pdol_data, const Bytes& cdol_data) {
  Bytes dynamic = input.dynamic;
  const std::size_t at = dynamic.empty() ? 0 : dynamic[0] + kHashAt;
  if (input.right_hash && dynamic.size() >= at + kHashLength) {
    const Bytes hash = cards::sha1(cards::join({pdol_data, cdol_data, input.objects}));
    std::copy(hash.begin(), hash.end(), dynamic.begin() + static_cast<std::ptrdiff_t>(at));
  }
  const auto& number = desk::transaction().unpredictable_number;
  const Bytes proof = cards::tlv(0x9F4B, cards::sign_dynamic_data(dynamic, number));
  return cards::tlv(0x77, cards::join({input.objects, proof}));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {  // NOLINT
  static const Terminal plain = desk::terminal();
  static const Terminal trusting = desk::trusting_terminal();
  static const auto card = kerb::hal::simulated::deal("mastercard")->card;
  const Input input = read_input({data, size});
  Bytes pdol_data;
  card->power_up();
  const Transceive transceive = [&](ByteView command) -> kerb::hal::ReaderResult<Bytes> {
    if (command[1] == 0xA8) pdol_data = values_in(command, 7);
    if (command[1] != 0xAE) return card->answer(command);
    const Bytes cdol_data = values_in(command, 5);
    return cards::with_status(
        input.signs ? signed_answer(input, pdol_data, cdol_data) : cards::tlv(0x77, input.objects),
        0x9000);
  };
  const Transaction transaction = desk::transaction();
  const TapOutcome outcome = run(input.trusting ? trusting : plain, transaction, transceive);
  const std::string wrong = inconsistency(outcome, transaction);
  if (!wrong.empty()) {
    std::fprintf(stderr, "%s\n", wrong.c_str());
    std::abort();
  }
  if (outcome.kind != OutcomeKind::online_request || !input.trusting) return 0;
  // The bank is asked with the cryptogram that was in the signature, and with no other.
  if (!input.signs || !input.right_hash || input.dynamic.empty()) std::abort();
  const auto tags = parse_tlvs(outcome.presentation->emv_tags);
  const ByteView sent = find_tlv(*tags, tag::kCryptogram)->value;
  const auto inside = input.dynamic.begin() + 2 + input.dynamic[0];
  if (!std::equal(sent.begin(), sent.end(), inside)) std::abort();
  return 0;
}
