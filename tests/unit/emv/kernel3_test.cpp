// What a Visa may answer to GET PROCESSING OPTIONS.
#include <gtest/gtest.h>

#include "payment/emv/tlv.hpp"
#include "tests/unit/emv/tap.hpp"

namespace kerb::payment::emv {
namespace {

using desk::tap_altered;
using hal::simulated::CardKind;

OutcomeKind after_gpo(const char* answer) {
  return tap_altered(CardKind::visa, desk::terminal(),
                     [&](int command, hal::Bytes& octets) {
                       if (command == 2) octets = *hal::from_hex(answer);
                     })
      .kind;
}

TEST(Kernel3, KnowsItsStatusWords) {
  EXPECT_EQ(after_gpo("6984"), OutcomeKind::other_interface);
  EXPECT_EQ(after_gpo("6985"), OutcomeKind::other_card);  // select next, and there is none
  EXPECT_EQ(after_gpo("6986"), OutcomeKind::see_phone);
  EXPECT_EQ(after_gpo("6A80"), OutcomeKind::other_card);
  EXPECT_EQ(after_gpo("9000"), OutcomeKind::other_card);
}

TEST(Kernel3, TellsTheCryptogramByItsInformation) {
  const auto answer = [](const std::string& more) {
    hal::Bytes content = *hal::from_hex("82022000");
    append_tlv(content, 0x57, *hal::from_hex("4761739001010010D4912201000001234F"));
    append_tlv(content, 0x9F26, *hal::from_hex("0102030405060708"));
    append_tlv(content, 0x9F36, *hal::from_hex("0001"));
    const hal::Bytes rest = *hal::from_hex(more);
    content.insert(content.end(), rest.begin(), rest.end());
    hal::Bytes octets;
    append_tlv(octets, 0x77, content);
    octets.push_back(0x90);
    octets.push_back(0x00);
    return after_gpo(hal::to_hex(octets).c_str());
  };
  EXPECT_EQ(answer("9F1007 06010A03A00000"), OutcomeKind::online_request);
  EXPECT_EQ(answer("9F1007 06010A03800000"), OutcomeKind::declined_by_card);
  EXPECT_EQ(answer("9F1007 06010A03A00000 9F2701 80"), OutcomeKind::online_request);
  EXPECT_EQ(answer("9F1007 06010A03A00000 9F2701 00"), OutcomeKind::declined_by_card);
  EXPECT_EQ(answer("9F1007 06010A03A00000 9F2701 C0"), OutcomeKind::other_card);
  EXPECT_EQ(answer("9F1007 06010A03A00000 8202 2000"), OutcomeKind::other_card);  // 82 twice
  EXPECT_EQ(answer("9F1007 06010A03A00000 5A08 4761739001010028"), OutcomeKind::other_card);
  EXPECT_EQ(answer("9F1007 06010A03A00000 5A08 4761739001010010"), OutcomeKind::online_request);
  EXPECT_EQ(answer(""), OutcomeKind::other_card);  // no 9F10
}

}  // namespace
}  // namespace kerb::payment::emv
