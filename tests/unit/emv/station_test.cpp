// What a station says of itself: what it must not begin with, and what it takes or leaves.
#include <gtest/gtest.h>

#include "hal/simulated/cards/directory_cards.hpp"
#include "hal/simulated/cards/emv_card.hpp"
#include "hal/simulated/deck.hpp"
#include "payment/emv/card_report.hpp"
#include "payment/emv/pre_processing.hpp"
#include "payment/emv/selection.hpp"
#include "payment/emv/tag.hpp"
#include "payment/emv/verification_results.hpp"
#include "tests/unit/emv/tap.hpp"

namespace kerb::payment::emv {
namespace {

using hal::simulated::CardKind;

struct Setting {
  Terminal kiosk = desk::terminal();
  Transaction what = desk::transaction();
  std::string fault() const { return transaction_fault(kiosk, what); }
};

struct Mistake {
  const char* fault;
  void (*make)(Setting&);
};

Money francs(std::int64_t amount) {
  return Money(amount, *Currency::from_code("CHF"));
}

TEST(Station, BeginsNothingWithWhatEmvCannotWrite) {
  EXPECT_EQ(Setting().fault(), "");
  const char* no_time = "date or time is none";
  const char* no_currency = "a limit is not in the station's currency";
  const Mistake mistakes[] = {
      {"amount is not in the station's currency", [](Setting& it) { it.what.amount = francs(1); }},
      {"amount is not of 12 digits", [](Setting& it) { it.what.amount = Money(-1, Currency{}); }},
      {"amount is not of 12 digits",
       [](Setting& it) { it.what.amount = Money(1'000'000'000'000, Currency{}); }},
      {"cashback is not a part of the amount",
       [](Setting& it) { it.what.amount_other = francs(1); }},
      {"cashback is not a part of the amount",
       [](Setting& it) { it.what.amount_other = Money(-1, Currency{}); }},
      {"cashback is not a part of the amount",
       [](Setting& it) { it.what.amount_other = Money(5000, Currency{}); }},
      {no_time, [](Setting& it) { it.what.at.year = 1999; }},
      {no_time, [](Setting& it) { it.what.at.year = 2100; }},
      {no_time, [](Setting& it) { it.what.at.month = 0; }},
      {no_time, [](Setting& it) { it.what.at.month = 13; }},
      {no_time, [](Setting& it) { it.what.at.day = 0; }},
      {no_time, [](Setting& it) { it.what.at.day = 32; }},
      {no_time, [](Setting& it) { it.what.at.hour = 24; }},
      {no_time, [](Setting& it) { it.what.at.minute = 60; }},
      {no_time, [](Setting& it) { it.what.at.second = 60; }},
      {no_time, [](Setting& it) { it.what.at.second = -1; }},
      {"transaction counter is above 8 digits", [](Setting& it) { it.what.counter = 100'000'000; }},
      {"serial number is not of 8 characters",
       [](Setting& it) { it.kiosk.serial_number = "KERB001"; }},
      {"country is not of 3 digits", [](Setting& it) { it.kiosk.country = 1000; }},
      {"merchant category is not of 4 digits",
       [](Setting& it) { it.kiosk.merchant_category = 10'000; }},
      {"no key to recognise cards with",
       [](Setting& it) { it.kiosk.identity_key = Secret(hal::Bytes(15, 1)); }},
      {no_currency, [](Setting& it) { it.kiosk.combinations[0].transaction_limit = francs(1); }},
      {no_currency, [](Setting& it) { it.kiosk.combinations[1].floor_limit = francs(1); }},
      {no_currency, [](Setting& it) { it.kiosk.combinations[2].cvm_limit = francs(1); }},
      {no_currency, [](Setting& it) { it.kiosk.combinations[1].plastic_limit = francs(1); }},
      {no_currency, [](Setting& it) { it.kiosk.combinations[1].device_limit = francs(1); }},
  };
  for (const Mistake& mistake : mistakes) {
    Setting setting;
    mistake.make(setting);
    EXPECT_EQ(setting.fault(), mistake.fault);
    const TapOutcome outcome = desk::tap(CardKind::visa, setting.kiosk, setting.what);
    EXPECT_EQ(outcome.cause, std::string("station: ") + mistake.fault);
  }
}

TEST(Station, BeginsAtEveryEdge) {
  Setting last;
  last.what.at = {2099, 12, 31, 23, 59, 59};
  last.what.counter = 99'999'999;
  last.what.amount = Money(999'999'999'999, Currency{});
  last.what.amount_other = last.what.amount;
  last.kiosk.country = 999;
  last.kiosk.merchant_category = 9999;
  EXPECT_EQ(last.fault(), "");
  Setting first;
  first.what.at = {2000, 1, 1, 0, 0, 0};
  first.what.counter = 0;
  first.what.amount = Money(0, Currency{});
  first.kiosk.country = 0;
  EXPECT_EQ(first.fault(), "");
}

TEST(Station, ALimitHasTwelveDigits) {
  const Currency euro{};
  const auto kiosk = [&](std::int64_t limit) {
    return no_pin_kiosk("DE", euro, Money(limit, euro), desk::identity_key());
  };
  EXPECT_TRUE(kiosk(999'999'999'999));
  EXPECT_EQ(kiosk(1'000'000'000'000).error().code, "emv.bad_limit");
}

TEST(Station, EveryOutcomeHasItsWord) {
  const std::pair<OutcomeKind, const char*> words[] = {
      {OutcomeKind::online_request, "online request"},
      {OutcomeKind::try_again, "try again"},
      {OutcomeKind::declined_by_card, "declined by card"},
      {OutcomeKind::see_phone, "see phone"},
      {OutcomeKind::other_card, "other card"},
      {OutcomeKind::approved_offline, "approved offline"},
      {OutcomeKind::other_interface, "try another interface"},
      {OutcomeKind::needs_device, "needs device"}};
  for (const auto& [kind, word] : words) EXPECT_EQ(outcome_word(kind), word);
}

TEST(Station, KnowsCashAndCashbackByTypeAndAmount) {
  const auto what = [](std::uint8_t type, std::optional<std::int64_t> other) {
    Transaction transaction = desk::transaction();
    transaction.type = type;
    if (other) transaction.amount_other = Money(*other, Currency{});
    return std::string(is_cash(transaction) ? "cash" : "") +
           (is_cashback(transaction) ? "cashback" : "") + (is_refund(transaction) ? "refund" : "");
  };
  EXPECT_EQ(what(0x00, {}), "");
  EXPECT_EQ(what(0x00, 0), "");
  EXPECT_EQ(what(0x00, 1), "cashback");
  EXPECT_EQ(what(0x09, {}), "cashback");
  EXPECT_EQ(what(0x01, 1), "cash");
  EXPECT_EQ(what(0x17, {}), "cash");
  EXPECT_EQ(what(0x20, {}), "refund");
}

TEST(Station, EveryMessageAndParameterHasItsWord) {
  const std::pair<Message, const char*> messages[] = {
      {Message::approved, "Approved"},
      {Message::not_authorised, "Not authorised"},
      {Message::enter_pin, "Enter PIN"},
      {Message::processing_error, "Processing error"},
      {Message::remove_card, "Remove card"},
      {Message::welcome, "Welcome"},
      {Message::present_card, "Present card"},
      {Message::processing, "Processing"},
      {Message::card_read_ok, "Card read OK, remove card"},
      {Message::insert_or_swipe, "Insert or swipe card"},
      {Message::one_card_only, "Present one card only"},
      {Message::approved_sign, "Approved, sign"},
      {Message::authorising, "Authorising, please wait"},
      {Message::other_card, "Insert, swipe or try another card"},
      {Message::insert_card, "Insert card"},
      {Message::clear_display, "Clear display"},
      {Message::see_phone, "See phone for instructions"},
      {Message::present_again, "Present card again"},
      {Message::none, "none"}};
  for (const auto& [message, word] : messages) EXPECT_EQ(message_word(message), word);
  const std::pair<Status, const char*> statuses[] = {
      {Status::approved, "approved"},
      {Status::declined, "declined"},
      {Status::online_request, "online request"},
      {Status::end_application, "end application"},
      {Status::select_next, "select next"},
      {Status::try_another_interface, "try another interface"},
      {Status::try_again, "try again"}};
  for (const auto& [status, word] : statuses) EXPECT_EQ(status_word(status), word);
  const std::pair<Start, const char*> starts[] = {
      {Start::a, "A"}, {Start::b, "B"}, {Start::c, "C"}, {Start::d, "D"}, {Start::none, "none"}};
  for (const auto& [start, word] : starts) EXPECT_EQ(start_word(start), word);
  const std::pair<Cvm, const char*> methods[] = {{Cvm::no_cvm, "no CVM"},
                                                 {Cvm::signature, "signature"},
                                                 {Cvm::online_pin, "online PIN"},
                                                 {Cvm::device, "verified on the device"},
                                                 {Cvm::none, "none"}};
  for (const auto& [method, word] : methods) EXPECT_EQ(cvm_word(method), word);
}

// C-2: DF811B b6 off, no limits of their own, and terminal capabilities without CDA.
TEST(Station, WhatKernel2IsConfiguredWithoutIsNotDone) {
  const auto tap = [](CardKind kind, void (*change)(Terminal&, Combination&), std::int64_t cents) {
    Terminal kiosk = desk::trusting_terminal();
    change(kiosk, kiosk.combinations[1]);
    return desk::tap(kind, kiosk, desk::transaction(cents));
  };
  const auto value = [](const TapOutcome& outcome, Tag tag) {
    if (!outcome.presentation) return outcome.cause;
    const auto tags = parse_tlvs(outcome.presentation->emv_tags);
    return hal::to_hex(find_tlv(*tags, tag)->value);
  };
  const auto without_limits = [](Terminal&, Combination& it) {
    it.plastic_limit.reset();
    it.device_limit.reset();
  };
  EXPECT_EQ(tap(CardKind::mastercard, without_limits, 100'000).kind, OutcomeKind::online_request);
  const TapOutcome unsigned_one = tap(
      CardKind::mastercard, [](Terminal& it, Combination&) { it.capabilities[2] = 0xC0; }, 100);
  EXPECT_EQ(value(unsigned_one, tag::kTvr), "8000008001");  // not authenticated
  const TapOutcome below_floor = tap(
      CardKind::mastercard,
      [](Terminal&, Combination& it) { it.floor_limit = Money(100, Currency{}); }, 100);
  EXPECT_EQ(value(below_floor, tag::kTvr), "0000000001");
}

TEST(Station, ADeviceVerifiesItsOwnerWhereTheStationLetsIt) {
  const auto phone = [](bool lets, std::int64_t cents) {
    Terminal kiosk = desk::trusting_terminal();
    kiosk.combinations[1].device_verification = lets;
    const auto card = hal::simulated::deal("mastercard phone")->card;
    card->power_up();
    return run(kiosk, desk::transaction(cents), desk::hold(*card));
  };
  EXPECT_TRUE(phone(true, 5001).presentation->device_verified);
  EXPECT_FALSE(phone(true, 5000).presentation->device_verified);  // nobody asked for it
  EXPECT_EQ(phone(false, 5001).kind, OutcomeKind::needs_device);
  EXPECT_FALSE(phone(false, 4999).presentation->device_verified);
}

TEST(Station, WithoutACvmLimitNobodyIsVerified) {
  Terminal kiosk = desk::trusting_terminal();
  kiosk.combinations[1].cvm_limit.reset();
  const auto card = hal::simulated::deal("mastercard phone")->card;
  const TapOutcome outcome = run(kiosk, desk::transaction(100'000), desk::hold(*card));
  ASSERT_TRUE(outcome.presentation) << outcome.cause;
  EXPECT_FALSE(outcome.presentation->device_verified);
}

// Book B 3.1.1 and 3.3.2: each application of a card has its own limits.
TEST(Station, AnAmountAboveOneSchemesLimitGoesToTheOther) {
  Terminal kiosk = desk::trusting_terminal();
  kiosk.combinations[0].transaction_limit = Money(4999, Currency{});
  const auto scheme = [&](std::int64_t cents) {
    const auto card = hal::simulated::deal("co-badged")->card;
    return run(kiosk, desk::transaction(cents), desk::hold(*card)).presentation->identity.scheme;
  };
  EXPECT_EQ(scheme(4998), Scheme::visa);
  EXPECT_EQ(scheme(4999), Scheme::mastercard);
}

TEST(Station, AfterTwoApplicationsThatWouldTakeADeviceADeviceIsAskedFor) {
  namespace cards = hal::simulated::cards;
  const auto who = [](const char* number) {
    cards::Personalisation it;
    it.number = number;
    it.uid = *hal::from_hex("C3715E9A");
    return it;
  };
  const auto card = cards::co_badged(cards::make_mastercard(who("5413330089020011")),
                                     {*hal::from_hex("A0000000041010"), "MASTERCARD", 1, {0x02}},
                                     cards::make_maestro(who("6759649826438453")),
                                     {*hal::from_hex("A0000000043060"), "MAESTRO", 2, {0x02}});
  card->power_up();
  EXPECT_EQ(run(desk::terminal(), desk::transaction(5001), desk::hold(*card)).kind,
            OutcomeKind::needs_device);
}

// C-3 5.7: the copy of the card's qualifiers inside the signed data must be the same.
TEST(Station, AVisaThatContradictsItselfAboutItsOwnerPaysNothing) {
  const auto with = [](const char* related) {
    return desk::tap_altered(CardKind::phone, desk::terminal(), [&](int, hal::Bytes& answer) {
      if (answer[0] != 0x77) return;
      const std::size_t header = answer[1] == 0x81 ? 3 : 2;
      hal::Bytes content(answer.begin() + static_cast<std::ptrdiff_t>(header), answer.end() - 2);
      append_tlv(content, tag::kCardAuthentication, *hal::from_hex(related));
      answer.clear();
      append_tlv(answer, 0x77, content);
      answer.push_back(0x90);
      answer.push_back(0x00);
    });
  };
  const TapOutcome same = with("01 12345678 2880");
  ASSERT_EQ(same.kind, OutcomeKind::online_request) << same.cause;
  EXPECT_TRUE(same.presentation->device_verified);
  for (const char* other : {"01 12345678 2800", "01 12345678 2080", "01 12345678"}) {
    EXPECT_EQ(with(other).kind, OutcomeKind::declined_by_card) << other;
  }
}

TEST(Station, WithoutItsWordForDevicesNoneCounts) {
  Terminal kiosk = desk::terminal();
  kiosk.combinations.front().ttq[2] = 0x00;
  EXPECT_EQ(desk::tap(CardKind::phone, kiosk, desk::transaction(5000)).kind,
            OutcomeKind::needs_device);
  const TapOutcome below = desk::tap(CardKind::phone, kiosk, desk::transaction(4999));
  ASSERT_TRUE(below.presentation) << below.cause;
  EXPECT_FALSE(below.presentation->device_verified);
}

// ---- what the screen and the log call a card

SelectedApplication application_of(const char* proprietary, const std::string& listed) {
  hal::Bytes content;
  append_tlv(content, 0x84, *hal::from_hex("A0000000031010"));
  append_tlv(content, 0xA5, *hal::from_hex(proprietary));
  hal::Bytes answer;
  append_tlv(answer, 0x6F, content);
  Candidate candidate;
  candidate.adf_name = *hal::from_hex("A0000000031010");
  candidate.label = listed;
  const auto application = read_fci(answer, candidate);
  return application ? *application : SelectedApplication{{}, application.error(), {}};
}

TEST(Station, ACardIsCalledByItsPreferredNameOrItsLabel) {
  EXPECT_EQ(application_of("9F1204 56495341 5004 44454249", "listed").label, "VISA");
  EXPECT_EQ(application_of("9F1204 FFFFFFFF 5004 44454249", "listed").label, "DEBI");
  EXPECT_EQ(application_of("5004 FFFFFFFF", "listed").label, "listed");
  EXPECT_EQ(application_of("", "listed").label, "listed");
  EXPECT_EQ(application_of("9F3803 9F0281", "").pdol.size(), 1U);
  EXPECT_EQ(application_of("9F3802 9F02", "").label, "PDOL malformed");
  EXPECT_EQ(application_of("9F3803 9F02FD", "").label, "PDOL asks for too much");
  EXPECT_EQ(application_of("5081", "").label, "FCI is malformed");
  EXPECT_EQ(printable_label({}), "");
}

TEST(Station, ANameLongerThanANameCanBeIsNone) {
  hal::Bytes content;
  append_tlv(content, 0x84, *hal::from_hex("A0000000031010FFFFFFFFFFFFFFFFFFFF"));
  append_tlv(content, 0xA5, {});
  hal::Bytes answer;
  append_tlv(answer, 0x6F, content);
  Candidate candidate;
  candidate.adf_name = *hal::from_hex("A0000000031010");
  EXPECT_EQ(read_fci(answer, candidate).error(), "FCI names another application");
}

// A card without a usable label of its own, and one of no known scheme.
TEST(Station, ACardWithoutANameIsCalledByItsScheme) {
  struct Row {
    const char* aid;
    const char* label;
    Scheme scheme;
  };
  for (const Row& row : {Row{"A0000000031010", "Visa", Scheme::visa},
                         Row{"A0000000041010", "Mastercard", Scheme::mastercard},
                         Row{"A0000000991010", "Card", Scheme::other},
                         Row{"D2760000254550", "Card", Scheme::other}}) {
    Terminal kiosk = desk::terminal();
    kiosk.combinations.front().aid = *hal::from_hex(row.aid);
    const auto visa = hal::simulated::deal("visa")->card;
    visa->power_up();
    const TapOutcome outcome = run(
        kiosk, desk::transaction(), [&](hal::ByteView command) -> hal::ReaderResult<hal::Bytes> {
          hal::Bytes own(command.begin(), command.end());
          const hal::Bytes aid = *hal::from_hex(row.aid);
          const bool selects = own[1] == 0xA4 && own[4] == 7;
          if (selects) {
            const hal::Bytes real = *hal::from_hex("A0000000031010");
            std::copy(real.begin(), real.end(), own.begin() + 5);
          }
          hal::Bytes answer = visa->answer(own);
          if (own[1] == 0xA4 && !selects) {  // the directory: that name, any kernel, no label
            hal::Bytes entry;
            append_tlv(entry, 0x4F, aid);
            append_tlv(entry, 0x9F2A, hal::Bytes{0x00});
            for (const Tag outer : {0x61U, 0xBF0CU, 0xA5U, 0x6FU}) {
              hal::Bytes wrapped;
              append_tlv(wrapped, outer, entry);
              entry = wrapped;
            }
            answer = entry;
          } else if (selects) {
            hal::Bytes content;
            append_tlv(content, 0x84, aid);
            append_tlv(content, 0xA5,
                       *hal::from_hex("9F3818 9F6604 9F0206 9F0306 9F1A02 9505 5F2A02 9A03 9C01 "
                                      "9F3704"));
            answer.clear();
            append_tlv(answer, 0x6F, content);
          } else {
            return answer;
          }
          answer.push_back(0x90);
          answer.push_back(0x00);
          return answer;
        });
    ASSERT_TRUE(outcome.presentation) << row.aid << " " << outcome.cause;
    EXPECT_EQ(outcome.presentation->identity.label, row.label);
    EXPECT_EQ(outcome.presentation->identity.scheme, row.scheme);
    CardReport report;
    report.finish(outcome);
    EXPECT_NE(report.text().find(std::string(" ") + row.label), std::string::npos);
  }
}

TEST(Station, ALostCardIsCalledByItsFault) {
  const auto cause = [](hal::ReaderFault fault) {
    return run(desk::terminal(), desk::transaction(),
               [&](hal::ByteView) -> hal::ReaderResult<hal::Bytes> {
                 return tl::make_unexpected(hal::ReaderFailure{fault, "detail"});
               })
        .cause;
  };
  using Fault = hal::ReaderFault;
  const std::pair<Fault, const char*> words[] = {
      {Fault::reader_gone, "reader lost at SELECT PPSE"},
      {Fault::unreadable, "answer is garbled at SELECT PPSE"},
      {Fault::cancelled, "cancelled at SELECT PPSE"},
      {Fault::no_card, "card left at SELECT PPSE"},
      {Fault::card_gone, "card left at SELECT PPSE"},
      {Fault::several_cards, "several cards at SELECT PPSE"}};
  for (const auto& [fault, word] : words) EXPECT_EQ(cause(fault), word);
}

TEST(Station, AnActionCodeMayBeShorterThanTheFindings) {
  VerificationResults findings;
  findings.note(Finding::expired);
  EXPECT_FALSE(findings.meets(hal::Bytes{0xFF}));
  EXPECT_TRUE(findings.meets(hal::Bytes{0x00, 0x40}));
}

}  // namespace
}  // namespace kerb::payment::emv
