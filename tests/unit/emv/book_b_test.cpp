// Entry Point by its own book (EMV Contactless Book B), number by number.
#include <gtest/gtest.h>

#include "payment/emv/pre_processing.hpp"
#include "payment/emv/selection.hpp"
#include "tests/unit/emv/tap.hpp"

namespace kerb::payment::emv {
namespace {

hal::Bytes hex(std::string_view text) {
  return *hal::from_hex(text);
}

Money cents(std::int64_t amount) {
  return Money(amount, Currency{});
}

// ---- 3.1.1 pre-processing

struct Limits {
  std::optional<std::int64_t> transaction;
  std::optional<std::int64_t> floor;
  std::optional<std::int64_t> cvm;
  bool zero_allowed = true;
  std::array<std::uint8_t, 4> ttq{0x20, 0x00, 0x40, 0x00};
};

Combination combination_of(const Limits& limits) {
  Combination combination = desk::terminal().combinations.front();
  const auto money = [](const std::optional<std::int64_t>& limit) {
    return limit ? std::optional<Money>(cents(*limit)) : std::nullopt;
  };
  combination.transaction_limit = money(limits.transaction);
  combination.floor_limit = money(limits.floor);
  combination.cvm_limit = money(limits.cvm);
  combination.zero_amount_allowed = limits.zero_allowed;
  combination.ttq = limits.ttq;
  return combination;
}

struct PreProcessed {
  const char* what;
  Limits limits;
  std::int64_t amount;
  bool allowed;
  bool floor_exceeded;
  bool cvm_exceeded;
  std::uint8_t requirements;  // TTQ octet 2
};

constexpr std::int64_t kLimit = 5000;

TEST(BookB_3_1_1, EachLimitBelowAtAndAbove) {
  const Limits transaction{kLimit, 100'000, {}};
  const Limits floor{{}, kLimit, {}};
  const Limits no_floor{{}, {}, {}};
  const Limits cvm{{}, 100'000, kLimit};
  const Limits zero_floor{{}, 0, {}};
  const Limits all{10'000, 1000, kLimit};
  const PreProcessed table[] = {
      {"transaction limit", transaction, kLimit - 1, true, false, false, 0x00},
      {"transaction limit", transaction, kLimit, false, false, false, 0x00},
      {"transaction limit", transaction, kLimit + 1, false, false, false, 0x00},
      {"floor limit", floor, kLimit - 1, true, false, false, 0x00},
      {"floor limit", floor, kLimit, true, false, false, 0x00},
      {"floor limit", floor, kLimit + 1, true, true, false, 0x80},
      {"no floor limit", no_floor, 1, true, true, false, 0x80},
      {"floor limit of zero", zero_floor, 1, true, true, false, 0x80},
      {"CVM limit", cvm, kLimit - 1, true, false, false, 0x00},
      {"CVM limit", cvm, kLimit, true, false, true, 0x40},
      {"CVM limit", cvm, kLimit + 1, true, false, true, 0x40},
      {"all", all, 1000, true, false, false, 0x00},
      {"all", all, 1001, true, true, false, 0x80},
      {"all", all, 4999, true, true, false, 0x80},
      {"all", all, 5000, true, true, true, 0xC0},
      {"all", all, 9999, true, true, true, 0xC0},
      {"all", all, 10'000, false, true, true, 0xC0},
  };
  for (const PreProcessed& row : table) {
    const Indicators found = pre_process(combination_of(row.limits), cents(row.amount));
    const std::string where = std::string(row.what) + " at " + std::to_string(row.amount);
    EXPECT_EQ(found.contactless_allowed, row.allowed) << where;
    EXPECT_EQ(found.floor_limit_exceeded, row.floor_exceeded) << where;
    EXPECT_EQ(found.cvm_limit_exceeded, row.cvm_exceeded) << where;
    EXPECT_EQ(found.ttq[1], row.requirements) << where;
    EXPECT_FALSE(found.zero_amount) << where;
  }
}

TEST(BookB_3_1_1, AnAmountOfZeroAsksTheBankOrIsNotAllowed) {
  Limits limits{{}, 100'000, {}};
  const auto at_zero = [&] { return pre_process(combination_of(limits), cents(0)); };
  EXPECT_TRUE(at_zero().contactless_allowed);
  EXPECT_TRUE(at_zero().zero_amount);
  EXPECT_EQ(at_zero().ttq[1], 0x80);  // item 7: the reader can go online
  limits.ttq[0] = 0x28;               // it cannot: offline only
  EXPECT_FALSE(at_zero().contactless_allowed);
  limits.ttq[0] = 0x20;
  limits.zero_allowed = false;
  EXPECT_FALSE(at_zero().contactless_allowed);
}

// Item 1: octet 2, b8 and b7 are made for each transaction; everything else is as configured.
TEST(BookB_3_1_1, QualifiersAreCopiedButForTheTwoRequirements) {
  for (unsigned octet = 0; octet < 4; ++octet) {
    for (unsigned bit = 0; bit < 8; ++bit) {
      Limits limits{{}, 100'000, {}};
      limits.ttq = {0x20, 0, 0, 0};
      limits.ttq[octet] = static_cast<std::uint8_t>(limits.ttq[octet] | 1U << bit);
      auto expected = limits.ttq;
      expected[1] &= 0x3F;
      EXPECT_EQ(pre_process(combination_of(limits), cents(1)).ttq, expected) << octet << " " << bit;
    }
  }
}

// Item 8: nothing is asked of a card when no combination takes the amount.
TEST(BookB_3_1_1, WithoutAnyCombinationLeftNoCardIsAsked) {
  Terminal kiosk = desk::terminal();
  for (Combination& combination : kiosk.combinations) combination.transaction_limit = cents(4999);
  int commands = 0;
  const auto count = [&](hal::ByteView) -> hal::ReaderResult<hal::Bytes> {
    ++commands;
    return hex("6A82");
  };
  EXPECT_EQ(run(kiosk, desk::transaction(4999), count).kind, OutcomeKind::other_interface);
  EXPECT_EQ(commands, 0);
  run(kiosk, desk::transaction(4998), count);
  EXPECT_EQ(commands, 1);
  kiosk.combinations.back().transaction_limit = cents(5000);  // one is enough
  run(kiosk, desk::transaction(4999), count);
  EXPECT_EQ(commands, 2);
}

TEST(BookB_3_1_1, TheCardIsToldWhatTheAmountDemands) {
  const auto asked = [](std::int64_t amount) {
    std::string ttq;
    desk::tap(hal::simulated::CardKind::visa, desk::terminal(), desk::transaction(amount),
              [&](const Step& step) {
                if (step.name == "GET PROCESSING OPTIONS") ttq = step.sent.front().value;
              });
    return ttq.substr(2, 2);
  };
  EXPECT_EQ(asked(0), "80");
  EXPECT_EQ(asked(4999), "80");
  EXPECT_EQ(asked(5000), "C0");
}

// ---- 3.3.2 combination selection

struct Entry {
  std::string aid;
  std::string kernel;    // hex of 9F2A; "-": absent
  std::string priority;  // hex of 87; "-": absent
};

hal::Bytes directory(const std::vector<Entry>& entries) {
  hal::Bytes list;
  for (const Entry& entry : entries) {
    hal::Bytes content;
    append_tlv(content, 0x4F, hex(entry.aid));
    if (entry.priority != "-") append_tlv(content, 0x87, hex(entry.priority));
    if (entry.kernel != "-") append_tlv(content, 0x9F2A, hex(entry.kernel));
    append_tlv(list, 0x61, content);
  }
  hal::Bytes discretionary;
  append_tlv(discretionary, 0xBF0C, list);
  hal::Bytes proprietary;
  append_tlv(proprietary, 0xA5, discretionary);
  hal::Bytes answer;
  append_tlv(answer, 0x6F, proprietary);
  return answer;
}

// The kernels that would run for these entries, in order: "3", "23", "".
std::string kernels(const std::vector<Entry>& entries, const std::vector<Combination>& taken) {
  std::vector<Allowed> allowed;
  for (const Combination& combination : taken) allowed.push_back({&combination, {}});
  std::string order;
  for (const Candidate& candidate : read_directory(directory(entries), allowed).candidates) {
    order += std::to_string(static_cast<int>(candidate.allowed->combination->kernel));
  }
  return order;
}

std::vector<Combination> both_kernels(const std::string& aid) {
  Combination visa;
  visa.aid = hex(aid);
  visa.kernel = Kernel::visa;
  Combination mastercard = visa;
  mastercard.kernel = Kernel::mastercard;
  return {mastercard, visa};
}

// Table 3-6, for a card that names no kernel; 0 is any.
TEST(BookB_3_3_2, WithoutAKernelIdentifierTheRidDecides) {
  const std::pair<const char*, const char*> table[] = {
      {"A0000000031010", "3"},  {"A0000000041010", "2"},  {"A0000000043060", "2"},
      {"A000000025010402", ""}, {"A0000000651010", ""},   {"A0000001523010", ""},
      {"A000000333010101", ""}, {"A0000009999999", "23"}, {"D27600002545500200", "23"},
  };
  for (const auto& [aid, expected] : table) {
    for (const char* absent : {"-", ""}) {
      EXPECT_EQ(kernels({{aid, absent, "01"}}, both_kernels(aid)), expected) << aid;
    }
  }
}

TEST(BookB_3_3_2, AKernelIdentifierIsInternationalOrDomestic) {
  const std::pair<const char*, const char*> table[] = {
      {"02", "2"},      {"03", "3"},      {"00", "23"},        {"04", ""}, {"08", ""},
      {"43", ""},       {"0302", "3"},    {"03FFFFFFFF", "3"},  // further octets: none of ours
      {"80", ""},       {"8002", ""},     {"83", ""},          {"C3", ""},  // domestic, cut short
      {"830276", ""},   {"C30276", ""},   {"820276", ""},                   // domestic
      {"800276", "23"}, {"C00276", "23"}, {"80027600", "23"},               // any of that country
  };
  for (const auto& [identifier, expected] : table) {
    EXPECT_EQ(kernels({{"A0000000031010", identifier, "01"}}, both_kernels("A0000000031010")),
              expected)
        << identifier;
  }
}

TEST(BookB_3_3_2, ANameMatchesItselfAndItsContinuations) {
  const auto taken = both_kernels("A0000000031010");
  const std::pair<const char*, const char*> table[] = {
      {"A0000000031010", "3"},
      {"A000000003101001", "3"},
      {"A0000000031010FFFFFFFFFFFFFFFFFF", "3"},  // sixteen octets
      {"A00000000310", ""},
      {"A000000003", ""},
      {"A0000000031011", ""},
      {"A0000000031020", ""},
      {"A1000000031010", ""},
  };
  for (const auto& [aid, expected] : table) {
    EXPECT_EQ(kernels({{aid, "03", "01"}}, taken), expected) << aid;
  }
  EXPECT_EQ(kernels({{"A0000000031010FFFFFFFFFFFFFFFFFFFF", "03", "01"}}, taken), "");  // seventeen
  EXPECT_EQ(kernels({{"A0000000", "03", "01"}}, both_kernels("A0000000")), "");         // four
}

// 3.3.2.7: the better priority first, absent or zero last, a tie as the card lists it.
TEST(BookB_3_3_2, PrioritiesAndTies) {
  const std::vector<Combination> taken = {both_kernels("A0000000041010")[0],
                                          both_kernels("A0000000031010")[1]};
  struct Row {
    const char* visa;
    const char* mastercard;
    const char* order;  // with the Visa listed first
  };
  for (const Row& row :
       {Row{"01", "02", "32"}, Row{"02", "01", "23"}, Row{"01", "01", "32"}, Row{"-", "-", "32"},
        Row{"00", "-", "32"}, Row{"-", "0F", "23"}, Row{"00", "0F", "23"}, Row{"0F", "00", "32"},
        Row{"F1", "02", "32"}, Row{"80", "01", "23"}, Row{"0101", "01", "23"}}) {
    EXPECT_EQ(
        kernels({{"A0000000031010", "03", row.visa}, {"A0000000041010", "02", row.mastercard}},
                taken),
        row.order)
        << row.visa << " " << row.mastercard;
  }
  // Equal entries in the other order.
  EXPECT_EQ(kernels({{"A0000000041010", "02", "01"}, {"A0000000031010", "03", "01"}}, taken), "23");
}

TEST(BookB_3_3_2, AnApplicationOfTheCardThatSeveralCombinationsTakeIsListedForEach) {
  EXPECT_EQ(kernels({{"A0000000031010", "00", "01"}}, both_kernels("A0000000031010")), "23");
  EXPECT_EQ(kernels({{"A0000000031010", "00", "02"}, {"A000000003101001", "03", "01"}},
                    both_kernels("A0000000031010")),
            "323");
}

}  // namespace
}  // namespace kerb::payment::emv
