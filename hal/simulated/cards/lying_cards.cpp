#include "hal/simulated/cards/lying_cards.hpp"

#include <algorithm>
#include <thread>

#include "hal/simulated/cards/altered_card.hpp"
#include "hal/simulated/cards/emv_card.hpp"
#include "hal/simulated/cards/octets.hpp"

namespace kerb::hal::simulated::cards {
namespace {

constexpr std::uint8_t kReadRecord = 0xB2;
constexpr std::uint8_t kGetProcessingOptions = 0xA8;

bool is_fine(const Bytes& answer) {
  return answer.size() > 4 && answer[answer.size() - 2] == 0x90;
}

Bytes without_status(const Bytes& answer) {
  return {answer.begin(), answer.end() - 2};
}

// What stands in the one template that an answer is.
Bytes content_of(const Bytes& answer) {
  const std::ptrdiff_t header = answer[1] == 0x81 ? 3 : 2;
  return {answer.begin() + header, answer.end() - 2};
}

// Changes the good answers to one instruction.
template <typename Change>
CardPointer changed(CardPointer card, std::uint8_t instruction, const Change& change) {
  return altered(std::move(card), [instruction, change](ByteView command, Bytes& answer) {
    if (command.size() > 1 && command[1] == instruction && is_fine(answer)) change(answer);
  });
}

CardPointer with_long_length(CardPointer card, const Bytes& length_octets) {
  return changed(std::move(card), kReadRecord, [length_octets](Bytes& answer) {
    const Bytes content = content_of(answer);
    answer = with_status(
        join({{answer[0]}, length_octets, {static_cast<std::uint8_t>(content.size())}, content}),
        kOk);
  });
}

}  // namespace

CardPointer past_the_end(CardPointer card) {
  return changed(std::move(card), kGetProcessingOptions, [](Bytes& answer) {
    const Bytes liar = hex("9F107F06010A");
    answer = with_status(tlv(answer[0], join({content_of(answer), liar})), kOk);
  });
}

CardPointer with_two_length_octets(CardPointer card) {
  return with_long_length(std::move(card), hex("8200"));
}

CardPointer with_three_length_octets(CardPointer card) {
  return with_long_length(std::move(card), hex("830000"));
}

CardPointer without_its_records(CardPointer card) {
  return changed(std::move(card), kGetProcessingOptions, [](Bytes& answer) {
    const Bytes tag_and_length = hex("9404");
    const auto at =
        std::search(answer.begin(), answer.end(), tag_and_length.begin(), tag_and_length.end());
    if (at != answer.end()) at[2] = 0x50;  // file 10
  });
}

CardPointer with_trailing_octets(CardPointer card) {
  return changed(std::move(card), kReadRecord, [](Bytes& answer) {
    answer = with_status(join({without_status(answer), hex("5F340101")}), kOk);
  });
}

CardPointer with_nested_template(CardPointer card) {
  return changed(std::move(card), kReadRecord, [](Bytes& answer) {
    answer = with_status(tlv(0x70, without_status(answer)), kOk);
  });
}

CardPointer slowed(CardPointer card, Millis pause) {
  return altered(std::move(card),
                 [pause](ByteView, Bytes&) { std::this_thread::sleep_for(pause); });
}

CardPointer refusing_to_begin(CardPointer card, std::uint16_t status) {
  return altered(std::move(card), [status](ByteView command, Bytes& answer) {
    if (command.size() > 1 && command[1] == kGetProcessingOptions) answer = with_status({}, status);
  });
}

}  // namespace kerb::hal::simulated::cards
