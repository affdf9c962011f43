// The ends of what a terminal may send: empty, cut, too long, nested, foreign.
#include "hal/zvt/card_seen.hpp"
#include "hal/zvt/characters.hpp"
#include "hal/zvt/requests.hpp"
#include "hal/zvt/words.hpp"
#include "tests/unit/zvt/script_line.hpp"

namespace kerb::hal::zvt {
namespace {

using How = Outcome::How;
constexpr const char* kAckOctets = "80 00 00";

Message read(std::string_view text, Command running = 0) {
  auto message = decode(frame_in(counted(text)), running);
  EXPECT_TRUE(message) << text;
  return message.value_or(Message{});
}

struct SeenRow {
  const char* octets;
  bool any;
  bool payment;
  const char* uid;
};

TEST(ZvtEdges, CardsInEveryForm) {  // PA00P015, 9: tags 4C, 60, 62
  const SeenRow rows[] = {
      {"06 0F 00 00 06 04 4C 02 00 00", false, false, ""},
      {"06 0F 00 00 06 0D 4C 0B 01 02 03 04 05 06 07 08 09 0A 0B", false, false, ""},
      {"06 0F 00 00 06 0A 4C 01 07 60 05 43 03 A0 00 00", true, true, "07"},
      {"06 0F 00 00 06 0A 60 05 43 03 A0 00 00 4C 01 07", true, true, "07"},
      {"06 0F 00 00 06 04 60 02 41 00", true, false, ""},
      {"06 0F 00 00 06 0C 60 0A 41 01 05 43 05 A0 00 00 06 60", true, false, ""},
      {"06 0F 00 00 06 12 62 10 41 01 05 60 05 43 03 A0 00 00 60 04 43 02 A0 00", true, true, ""},
      {"06 0F 00 00 06 04 62 02 60 00", true, false, ""},
      {"06 0F 00 00 06 0E 60 05 43 03 A0 00 00 60 05 43 03 A0 00 01", true, true, ""},
      {"06 0F 00 00 06 02 62 00", false, false, ""},
      {"06 0F 00 00", false, false, ""},
  };
  for (const SeenRow& row : rows) {
    const auto seen = card_in(read(row.octets, kStatusEnquiry));
    ASSERT_EQ(seen.has_value(), row.any) << row.octets;
    if (!seen) continue;
    EXPECT_EQ(seen->payment, row.payment) << row.octets;
    EXPECT_EQ(seen->uid, row.uid);
  }
}

TEST(ZvtEdges, TextOfEveryKindOfOctets) {  // RFC 3629, section 4
  const std::pair<const char*, const char*> rows[] = {
      {"E0 80 80", "\uFFFD\uFFFD\uFFFD"},
      {"E0 A0 80", "\u0800"},
      {"ED A0 80", "\uFFFD\uFFFD\uFFFD"},
      {"ED 9F BF", "\uD7FF"},
      {"F0 80 80 80", "\uFFFD\uFFFD\uFFFD\uFFFD"},
      {"F0 90 80 80", "\U00010000"},
      {"F4 90 80 80", "\uFFFD\uFFFD\uFFFD\uFFFD"},
      {"F4 8F BF BF", "\U0010FFFF"},
      {"C2 80 41", " A"},
      {"C2 A0", "\u00A0"},
      {"0D 41 0D 0A", "\nA\n"},
      {"0D", "\n"},
      {"C3", "\uFFFD"},
  };
  for (const auto& [octets, text] : rows) EXPECT_EQ(text_of(hex(octets), Charset::utf8), text);
  EXPECT_EQ(octets_of_text("\xFF\u20AC", Charset::cp437), hex("3F 3F"));
}

struct BadRow {
  const char* octets;
  Command running;
};

TEST(ZvtEdges, WhatIsCutAnywhereIsRefused) {
  const BadRow rows[] = {
      {"04 0F 00 3C F0", 0},
      {"04 0F 00 06", 0},
      {"04 0F 00 06 82 01", 0},
      {"06 00 00 12 34", 0},
      {"06 D1 00", 0},
      {"06 0F 00 F0 FA F0 00", kStatusEnquiry},
      {"04 0F 00 06 02 07 81", 0},
      {"04 0F 00 06 03 07 82 00", 0},
      {"04 0F 00 06 03 07 80 00", 0},
      {"04 0F 00 06 01 07", 0},
      {"04 0F 00 06 05 1F FF FF FF 01", 0},
  };
  for (const BadRow& row : rows) {
    EXPECT_FALSE(decode(frame_in(counted(row.octets)), row.running)) << row.octets;
  }
}

TEST(ZvtEdges, CompletionsWithoutAnything) {
  EXPECT_TRUE(read("06 0F 00", kFeigSystem).parts.empty());
  EXPECT_TRUE(read("06 0F 00", kStatusEnquiry).parts.empty());
  const Message empty = read("04 0F 00 3C F0 F0 F0");
  EXPECT_FALSE(empty.octet(bmp::kAdditionalText));
  EXPECT_EQ(read("06 1E 00 6F 06 02 07 00").octet(Part::Kind::result), 0x6F);
  const Message bare = read("06 D1 00 40");
  EXPECT_FALSE(bare.octet(Part::Kind::text));
}

TEST(ZvtEdges, StatusOfCardsAndTexts) {
  const auto status = [](std::string_view text) { return status_in(read(text), Charset::utf8); };
  EXPECT_EQ(status("04 0F 00 27 00 22 F0 F5 41 11 11 12 3F").last_four, "1123");
  EXPECT_EQ(status("04 0F 00 27 00 22 F0 F4 41 11 EE EE").last_four, "") << "masked";
  EXPECT_EQ(status("04 0F 00 27 00 22 F0 F2 41 11").last_four, "") << "too short";
  EXPECT_EQ(status("04 0F 00 27 00 22 F0 F2 FF FF").last_four, "");
  EXPECT_EQ(status("04 0F 00 27 00 3C F0 F0 F2 20 20").text, "");
  Bytes name(63, 'x');
  const Bytes wide = hex("C3 A4 C3 A4");
  name.insert(name.end(), wide.begin(), wide.end());
  const Frame frame =
      Writer(kStatusInformation).flag(bmp::kResult, 0).bitmap(bmp::kCardName, name).frame();
  EXPECT_EQ(status_in(*decode(frame), Charset::utf8).card_name, std::string(63, 'x'));
  Bytes objects;
  append_tlv(objects, 0x1F1F, Bytes(17, 1));
  EXPECT_FALSE(
      status_in(*decode(Writer(kStatusInformation).objects(objects).frame()), Charset::utf8)
          .mirror);
}

TEST(ZvtEdges, RequestsWithAndWithoutWhatTheyMaySay) {
  EXPECT_EQ(octets_of(display_text(5, {"Hi", "\u00E4"})),
            counted("06 E0 00 F0 05 F1 F0 F2 48 69 F2 F0 F1 84"));
  EXPECT_EQ(octets_of(display_text(0, std::vector<std::string_view>(9, ""))).size(), 29U);
  const Bytes authorisation = hex("3735303037310000");
  EXPECT_EQ(octets_of(partial_reversal(
                {.receipt = 7, .trace = "000120", .authorisation = authorisation}, 5)),
            counted("06 23 00 19 40 87 00 07 49 09 78 04 00 00 00 00 00 05 0B 00 01 20 3B 37 35 30 "
                    "30 37 31 00 00"));
  EXPECT_EQ(octets_of(book_total({.receipt = 7, .trace = "01"}, 5)),
            counted("06 24 00 19 40 87 00 07 49 09 78 04 00 00 00 00 00 05"));
  EXPECT_EQ(octets_of(book_total({.receipt = 7, .trace = "zz"}, 5)),
            counted("06 24 00 19 40 87 00 07 49 09 78 04 00 00 00 00 00 05"));
  EXPECT_EQ(octets_of(reversal(123456, 7)), counted("06 30 00 12 34 56 87 00 07"));
  EXPECT_EQ(octets_of(refund(0, 100, 978)),
            counted("06 31 00 00 00 00 04 00 00 00 00 01 00 49 09 78 19 40"));
}

TEST(ZvtEdges, WordsForWhatIsWrongOrForeign) {
  const std::pair<const char*, const char*> rows[] = {
      {"04 0F 00 06 09 1F 0B 06 AA 00 00 00 00 00", "highest reservation AA0000000000"},
      {"04 0F 00 60 F0 F0 F2 01 02", "totals 0102"},
      {"84 00 00", "negative answer"},
      {"84 2A 00", "negative answer"},
      {"04 0F 00 06 06 FF 40 03 12 34 56", "FF40 123456"},
      {"04 0F 00 06 05 2F 03 1F 10 00", "1F10 CVM"},
      {"04 0F 00 06 05 3F 20 02 07 00", "3F20 {07 text"},
      {"06 C0 00 0F 19 10", "timeout 0F"},
      {"0F A1 00 00 01", "system information: 0001"},
      {"06 E0 00 F0 05 F1 F0 F2 48 69", "line 1 \"Hi\""},
      {"04 FF 00 99", "status 99"},
  };
  for (const auto& [octets, words] : rows) {
    const auto message = decode(frame_in(counted(octets)));
    ASSERT_TRUE(message) << octets;
    EXPECT_NE(words_for(*message).find(words), std::string::npos) << words_for(*message);
  }
  Bytes value = hex("02 33 02 34");
  value.resize(54, 0);
  value[10] = 0x01;  // an amount without a count
  const Message totals = *decode(Writer(kStatusInformation).bitmap(bmp::kTotals, value).frame());
  EXPECT_EQ(words_for(totals),
            "04 0F status information: totals receipts 0233 to 0234, 0 girocard 0.01, 00");
  Bytes lines;
  for (int line = 0; line < 300; ++line) {
    append_tlv(lines, 0x07, hex("C3 A4 C3 A4 C3 A4 C3 A4 C3 A4 C3 A4 C3 A4 C3 A4 41"));
  }
  Bytes objects;
  append_tlv(objects, 0x25, lines);
  for (int shift = 0; shift < 4; ++shift) {
    const std::string words =
        words_for(*decode(Writer(kPrintBlock).objects(objects).frame()), Charset::utf8);
    EXPECT_TRUE(words.ends_with("\u2026"));
    EXPECT_LE(words.size(), 4'010U);
    objects.insert(objects.begin(), {0x07, 0x01, 0x41});
  }
}

TEST(ZvtEdges, AddressesAtTheirEnds) {
  std::string host;
  int port = 1;
  EXPECT_FALSE(read_address(std::string(254, 'a'), host, port));
  EXPECT_TRUE(read_address(std::string(253, 'a'), host, port));
  for (const char* wrong :
       {"", "-a", "a_b", "a{b", "A[b", "[]", "[::1", "a:0", "a:65536", "a:x", "[::1]x"}) {
    EXPECT_FALSE(read_address(wrong, host, port)) << wrong;
  }
  EXPECT_TRUE(read_address("Z.example:65535", host, port));
  EXPECT_EQ(port, 65'535);
  EXPECT_FALSE(is_local_address("169.1.1.1"));
  EXPECT_FALSE(is_local_address("192.1.1.1"));
  EXPECT_TRUE(is_local_address("169.254.1.1"));
}

TEST(ZvtEdges, AFeigWithoutSerialInItsStatusIsAskedForIt) {  // [EV]: 0F A1
  const TerminalSettings feig{.kind = Kind::feig_cvend};
  Scripted named(
      after_meeting({{"0F A1 02 00 01", {kAckOctets, "06 0F 00 31 37 46 44 31 45 33 43 47 45 52"}},
                     {kAckOctets, {}}}),
      feig);
  EXPECT_EQ(named.terminal->meet()->serial, "17FD1E3C");
  Scripted shorter(
      after_meeting({{"0F A1 02 00 01", {kAckOctets, "06 0F 00 31 37"}}, {kAckOctets, {}}}), feig);
  EXPECT_EQ(shorter.terminal->meet()->serial, "");
  Scripted empty(after_meeting({{"0F A1 02 00 01", {kAckOctets, "06 0F 00"}}, {kAckOctets, {}}}),
                 feig);
  EXPECT_EQ(empty.terminal->meet()->serial, "");
  Scripted aborts(
      after_meeting({{"0F A1 02 00 01", {kAckOctets, "06 1E 01 6C"}}, {kAckOctets, {}}}), feig);
  EXPECT_EQ(aborts.terminal->meet()->serial, "");
  Scripted gone(after_meeting({{"0F A1 02 00 01", {"cut"}}}), feig);
  EXPECT_EQ(gone.terminal->meet().error().code, "zvt.silent");
}

TEST(ZvtEdges, StatusEnquiriesThatAreNotAnswered) {
  Scripted refused({{"", {kAckOctets, "06 0F 02 19 00"}}, {"", {}}, {"", {"84 83 00"}}});
  EXPECT_TRUE(refused.terminal->meet());
  Scripted aborted({{"", {kAckOctets, "06 0F 02 19 00"}},
                    {"", {}},
                    {"", {kAckOctets, "06 1E 01 6C"}},
                    {"", {}}});
  EXPECT_TRUE(aborted.terminal->meet());
  Scripted named({{"", {kAckOctets, "06 0F 02 19 00"}},
                  {"", {}},
                  {"", {kAckOctets, "06 0F 00 00 06 07 1F 44 04 52 52 35 35"}},
                  {"", {}}});
  EXPECT_EQ(named.terminal->meet()->terminal_id, "52523535");
  Scripted charset(after_meeting({}, "06 0F 00 06 06 27 04 14 02 FE FE"));
  EXPECT_TRUE(charset.terminal->meet());
}

TEST(ZvtEdges, WhoSpokeMeanwhileIsMetAnew) {
  auto steps =
      after_meeting({{"06 70 00", {kAckOctets, "06 0F 00"}}, {kAckOctets, {"04 FF 01 0A"}}});
  for (const ScriptStep& step : after_meeting({{"06 70 00", {"84 83 00"}}})) steps.push_back(step);
  Scripted scripted(steps);
  EXPECT_EQ(scripted.terminal->run(diagnosis({})).how, How::completed);
  EXPECT_EQ(scripted.terminal->run(diagnosis({})).how, How::refused);
  EXPECT_EQ(scripted.line->connections, 2);
}

// PA00P015, 2.2.9: 84 9C is asked again two seconds later, at most five times.
TEST(ZvtEdges, ABusyTerminalIsAskedAgain) {
  std::vector<ScriptStep> busy(5, ScriptStep{"06 70 00", {"84 9C 00"}});
  Scripted always(after_meeting(busy));
  EXPECT_EQ(always.terminal->run(diagnosis({})).code, 0x9C);
  Scripted finishes(after_meeting({{"06 70 00", {"84 9C 00", "04 FF 01 17"}},
                                   {kAckOctets, {"80 00 00", "06 0F 00"}},
                                   {kAckOctets, {}},
                                   {"06 70 00", {kAckOctets, "06 0F 00"}},
                                   {kAckOctets, {}}}));
  EXPECT_EQ(finishes.terminal->run(diagnosis({})).how, How::completed);
  auto leaves = after_meeting({{"06 70 00", {"84 9C 00", "04 0F 02 27 00", "cut"}}});
  for (const ScriptStep& step : after_meeting({{"06 70 00", {"84 83 00"}}})) leaves.push_back(step);
  Scripted cut(leaves);
  EXPECT_EQ(cut.terminal->run(diagnosis({})).how, How::refused)
      << "a payment of nobody is not acknowledged";
}

TEST(ZvtEdges, QuestionsThatAreRefusedOrAnsweredOddly) {
  Scripted card(after_meeting({{"", {"84 83 00"}}}));
  EXPECT_EQ(card.terminal->look_for_card().error().code, "zvt.refused");
  Scripted open(after_meeting({{"", {kAckOctets, "06 0F 00"}}, {"", {}}}));
  EXPECT_FALSE(open.terminal->open_reservations());
  Scripted other(after_meeting({{"", {kAckOctets, "06 1E 01 6C"}}, {"", {}}}));
  EXPECT_EQ(other.terminal->open_reservations().error().code, "zvt.refused");
  Scripted odd(after_meeting(
      {{"", {kAckOctets, "06 1E 00 B8 87 01 23 06 0B 23 09 08 01 45 08 02 78 90 07 00"}},
       {"", {}}}));
  const auto listed = odd.terminal->open_reservations();
  ASSERT_TRUE(listed);
  EXPECT_EQ(listed->receipts, (std::vector<std::uint16_t>{123, 7890}));
}

TEST(ZvtEdges, ATerminalThatTalksWithoutEndIsLeft) {
  std::vector<ScriptStep> then = {{"06 70 00", {kAckOctets}}};
  then[0].said.insert(then[0].said.end(), 20'000, "80 00 00");
  Scripted scripted(after_meeting(then));
  EXPECT_EQ(scripted.terminal->run(diagnosis({})).how, How::lost);
  EXPECT_FALSE(scripted.line->is_open());
}

TEST(ZvtEdges, APaymentInHandIsDroppedByTheNextOrder) {
  auto steps = after_meeting({{"", {kAckOctets, "04 0F 00 27 00 04 00 00 00 00 25 00 87 02 31"}}});
  for (const ScriptStep& step : after_meeting({{"06 70 00", {"84 83 00"}}})) steps.push_back(step);
  Scripted scripted(steps);
  scripted.terminal->run(reservation(2'500, 978, ""));
  ASSERT_TRUE(scripted.terminal->waits_for_commit());
  EXPECT_EQ(scripted.terminal->run(diagnosis({})).how, How::refused);
  EXPECT_FALSE(scripted.terminal->waits_for_commit());
}

TEST(ZvtEdges, ADialogueThatIsOverStaysSo) {
  Dialogue dialogue(log_off(), {}, Monotonic{}, Charset::cp437);
  dialogue.take({kPositive, {}, false}, Monotonic{});
  dialogue.expire();
  EXPECT_EQ(dialogue.ending(), Ending::completed);
  Dialogue kept(reservation(1, 978, ""), {}, Monotonic{}, Charset::cp437,
                PaymentName{"52523535", "0231", "000975", ""});
  kept.take({kPositive, {}, false}, Monotonic{});
  const Frame other =
      frame_in(counted("04 0F 00 27 00 04 00 00 00 00 25 00 87 02 32 0B 00 09 75 29 52 52 35 35"));
  EXPECT_FALSE(kept.take(other, Monotonic{}).answer);
  EXPECT_TRUE(kept.wants_commit()) << "another receipt";
  const Frame texts = frame_in(counted("04 FF 00 FF AA 06 07 24 05 09 00 07 01 41"));
  const auto told = kept.take(texts, Monotonic{});
  ASSERT_TRUE(told.progress);
  EXPECT_EQ(told.progress->text, "A");
}

}  // namespace
}  // namespace kerb::hal::zvt
