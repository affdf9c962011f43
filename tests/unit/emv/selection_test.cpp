#include "payment/emv/selection.hpp"

#include <gtest/gtest.h>

#include "tests/unit/emv/tap.hpp"

namespace kerb::payment::emv {
namespace {

hal::Bytes hex(std::string_view text) {
  return *hal::from_hex(text);
}

struct Entry {
  std::string aid;
  std::string priority;  // hex of 87; empty: absent
  std::string kernel;    // hex of 9F2A; "-": absent
};

hal::Bytes directory(const std::vector<Entry>& entries) {
  hal::Bytes list;
  for (const Entry& entry : entries) {
    hal::Bytes content;
    append_tlv(content, 0x4F, hex(entry.aid));
    if (!entry.priority.empty()) append_tlv(content, 0x87, hex(entry.priority));
    if (entry.kernel != "-") append_tlv(content, 0x9F2A, hex(entry.kernel));
    append_tlv(list, 0x61, content);
  }
  hal::Bytes issuer;
  append_tlv(issuer, 0xBF0C, list);
  hal::Bytes content;
  append_tlv(content, 0x84, hex("325041592E5359532E4444463031"));
  append_tlv(content, 0xA5, issuer);
  hal::Bytes answer;
  append_tlv(answer, 0x6F, content);
  return answer;
}

// "A0000000031010 A0000000041010": the order in which applications would be tried.
std::string order(const hal::Bytes& answer, std::int64_t cents = 100) {
  const Terminal kiosk = desk::terminal();
  std::vector<Allowed> allowed;
  for (const Combination& combination : kiosk.combinations) {
    allowed.push_back({&combination, pre_process(combination, Money(cents, Currency{}))});
  }
  std::string names;
  for (const Candidate& candidate : read_directory(answer, allowed).candidates) {
    names += (names.empty() ? "" : " ") + hal::to_hex(candidate.adf_name);
  }
  return names;
}

constexpr const char* kVisa = "A0000000031010";
constexpr const char* kMastercard = "A0000000041010";
constexpr const char* kMaestro = "A0000000043060";

TEST(Selection, FollowsTheCardsPriorities) {
  EXPECT_EQ(order(directory({{kVisa, "02", "03"}, {kMastercard, "01", "02"}})),
            "A0000000041010 A0000000031010");
  EXPECT_EQ(order(directory({{kVisa, "01", "03"}, {kMastercard, "01", "02"}})),
            "A0000000031010 A0000000041010");  // a tie: as listed
  EXPECT_EQ(
      order(directory({{kVisa, "", "03"}, {kMaestro, "00", "02"}, {kMastercard, "0F", "02"}})),
      "A0000000041010 A0000000031010 A0000000043060");  // none and 0 come last
  EXPECT_EQ(order(directory({{kVisa, "82", "03"}, {kMastercard, "01", "02"}})),
            "A0000000041010 A0000000031010");  // only the low nibble counts
}

TEST(Selection, TakesLongerNamesOfItsApplications) {
  EXPECT_EQ(order(directory({{"A000000003101001", "01", "03"}})), "A000000003101001");
  EXPECT_EQ(order(directory({{"A00000000310", "01", "03"}})),
            "");  // a shorter one is another application
}

TEST(Selection, MatchesTheKernelThatTheCardAsksFor) {
  EXPECT_EQ(order(directory({{kVisa, "01", "-"}})), kVisa);  // by RID
  EXPECT_EQ(order(directory({{kVisa, "01", ""}})), kVisa);
  EXPECT_EQ(order(directory({{kVisa, "01", "00"}})), kVisa);      // any
  EXPECT_EQ(order(directory({{kVisa, "01", "02"}})), "");         // another's
  EXPECT_EQ(order(directory({{kVisa, "01", "83"}})), "");         // domestic, and cut short
  EXPECT_EQ(order(directory({{kVisa, "01", "830276"}})), "");     // domestic
  EXPECT_EQ(order(directory({{kVisa, "01", "800276"}})), kVisa);  // domestic of any kind
}

TEST(Selection, SkipsOnlyTheBadEntry) {
  EXPECT_EQ(order(directory({{"A000", "01", "03"}, {kMastercard, "02", "02"}})), kMastercard);
  hal::Bytes broken = hex("6F0F A50D BF0C0A 6103 4F8100 6103 4F8100");
  EXPECT_EQ(order(broken), "");
}

TEST(Selection, NothingFromRubbish) {
  for (const char* text : {"", "6F00", "6F02A500", "6F05A503BF0C00", "77028200", "6F7F", "A500"}) {
    EXPECT_EQ(order(hex(text)), "") << text;
  }
}

TEST(Selection, LabelsAreHarmless) {
  const auto label = [](std::string_view text) {
    return printable_label(hal::Bytes(text.begin(), text.end()));
  };
  EXPECT_EQ(label("Visa Debit  "), "Visa Debit");
  EXPECT_EQ(label("Visa\nDebit"), "");
  EXPECT_EQ(label("seventeen letters"), "");
  EXPECT_EQ(label("4761739001010010"), "");  // a card that tells its number in its name
  EXPECT_EQ(label("\xFF"), "");
}

TEST(Selection, TellsWhichSchemeIsNotTaken) {
  const Terminal kiosk = desk::terminal();
  const std::vector<Allowed> allowed = {{&kiosk.combinations[0], {}}};
  const auto scheme = [&](const std::vector<Entry>& entries) {
    return read_directory(directory(entries), allowed).scheme_not_taken;
  };
  EXPECT_EQ(scheme({{"A00000002501", "01", "-"}}), "American Express");
  EXPECT_EQ(scheme({{"A0000000651010", "01", "05"}}), "JCB");
  EXPECT_EQ(scheme({{"A0000001523010", "01", "-"}}), "Discover");
  EXPECT_EQ(scheme({{"A000000333010101", "01", "-"}}), "UnionPay");
  EXPECT_EQ(scheme({{kMastercard, "01", "-"}, {"A00000002501", "02", "-"}}), "Mastercard");
  EXPECT_EQ(scheme({{"A00000002501", "01", "-"}, {kVisa, "02", "-"}}), "");  // Visa is taken
  EXPECT_EQ(scheme({{"D27600002545500200", "01", "-"}}), "");                // nobody's
}

// Book B 3.3.3.3: what stands in 9F29 goes back with the name, if the combination does that.
TEST(Selection, BookB_3_3_3_3ExtendedSelectionIsSentBack) {
  hal::Bytes content = hex("4F07A0000000031010 870101 9F2902ABCD");
  hal::Bytes answer;
  for (const Tag outer : {0x61U, 0xBF0CU, 0xA5U, 0x6FU}) {
    answer.clear();
    append_tlv(answer, outer, content);
    content = answer;
  }
  answer.insert(answer.end(), {0x90, 0x00});
  for (const bool returned : {false, true}) {
    Terminal kiosk = desk::terminal();
    kiosk.combinations.front().extended_selection = returned;
    std::vector<std::string> commands;
    run(kiosk, desk::transaction(), [&](hal::ByteView command) -> hal::ReaderResult<hal::Bytes> {
      commands.push_back(hal::to_hex(command));
      return commands.size() == 1 ? answer : hex("6A82");
    });
    ASSERT_EQ(commands.size(), 2U);
    EXPECT_EQ(commands[1],
              returned ? "00A4040009A0000000031010ABCD00" : "00A4040007A000000003101000");
  }
}

TEST(PreProcessing, BookB_3_1_1_3StatusCheckIsOneUnitOfTheCurrency) {
  Combination combination = desk::terminal().combinations.front();
  combination.floor_limit = Money(100'000, Currency{});
  combination.status_check = true;
  const auto asks_online = [&](std::int64_t minor, const char* currency) {
    const Currency code = *Currency::from_code(currency);
    combination.floor_limit = Money(100'000, code);
    combination.cvm_limit = {};
    return (pre_process(combination, Money(minor, code)).ttq[1] & 0x80U) != 0;
  };
  EXPECT_FALSE(asks_online(99, "EUR"));
  EXPECT_TRUE(asks_online(100, "EUR"));
  EXPECT_FALSE(asks_online(101, "EUR"));
  EXPECT_TRUE(asks_online(1, "JPY"));
  combination.status_check = false;
  EXPECT_FALSE(asks_online(100, "EUR"));
}

TEST(PreProcessing, BookB_3_1_1_7TheTerminalsFloorLimitStandsIn) {
  Combination combination = desk::terminal().combinations.front();
  const Money limit(1000, Currency{});
  combination.floor_limit = {};
  const auto exceeded = [&](std::int64_t cents) {
    return pre_process(combination, Money(cents, Currency{}), limit).floor_limit_exceeded;
  };
  EXPECT_FALSE(exceeded(999));
  EXPECT_FALSE(exceeded(1000));
  EXPECT_TRUE(exceeded(1001));
  EXPECT_TRUE(pre_process(combination, Money(1, Currency{})).floor_limit_exceeded);  // no limit
  combination.floor_limit = Money(2000, Currency{});  // its own goes before
  EXPECT_FALSE(exceeded(2000));
  EXPECT_TRUE(exceeded(2001));
}

TEST(PreProcessing, SetsWhatTheAmountDemands) {
  Combination combination = desk::terminal().combinations.front();
  combination.transaction_limit = Money(10000, Currency{});
  combination.floor_limit = Money(1000, Currency{});
  combination.cvm_limit = Money(5000, Currency{});
  const auto at = [&](std::int64_t cents) {
    return pre_process(combination, Money(cents, Currency{}));
  };
  EXPECT_EQ(at(1000).ttq[1], 0x00);  // floor limit: above
  EXPECT_EQ(at(1001).ttq[1], 0x80);
  EXPECT_EQ(at(4999).ttq[1], 0x80);
  EXPECT_EQ(at(5000).ttq[1], 0xC0);  // CVM limit: at or above
  EXPECT_TRUE(at(9999).contactless_allowed);
  EXPECT_FALSE(at(10000).contactless_allowed);  // transaction limit: at or above
  EXPECT_EQ(at(0).ttq[1], 0x80);
  combination.zero_amount_allowed = false;
  EXPECT_FALSE(at(0).contactless_allowed);
  combination.ttq[1] = 0xC0;
  EXPECT_EQ(at(1).ttq[1], 0x00);  // nothing is left from the configuration
}

TEST(Country, KnowsIsoCodes) {
  EXPECT_EQ(country_numeric("DE"), 276);
  EXPECT_EQ(country_numeric("AT"), 40);
  EXPECT_EQ(country_numeric("CH"), 756);
  EXPECT_EQ(country_numeric("GB"), 826);
  EXPECT_FALSE(country_numeric("XX"));
  EXPECT_FALSE(country_numeric("de"));
  EXPECT_FALSE(country_numeric(""));
}

TEST(Kiosk, RefusesWhatCannotWork) {
  const Currency euro{};
  EXPECT_EQ(no_pin_kiosk("Germany", euro, Money(5000, euro), desk::identity_key()).error().code,
            "emv.unknown_country");
  EXPECT_EQ(no_pin_kiosk("DE", euro, Money(-1, euro), desk::identity_key()).error().code,
            "emv.bad_limit");
  EXPECT_EQ(no_pin_kiosk("DE", euro, Money(1, *Currency::from_code("CHF")), desk::identity_key())
                .error()
                .code,
            "emv.bad_limit");
  EXPECT_EQ(no_pin_kiosk("DE", euro, Money(1, euro), Secret(hal::Bytes(15, 1))).error().code,
            "emv.weak_identity_key");
}

}  // namespace
}  // namespace kerb::payment::emv
