// What hal/pcsc makes of the texts, codes and octets that the service gives it.
#include <gtest/gtest.h>

#include "hal/pcsc/atr.hpp"
#include "hal/pcsc/reader.hpp"
#include "hal/pcsc/reader_names.hpp"
#include "hal/pcsc/status_code.hpp"

namespace kerb::hal::pcsc {
namespace {

Bytes hex(std::string_view text) {
  return *from_hex(text);
}

TEST(Atr, TellsAStorageCardFromACardWithApdus) {
  EXPECT_TRUE(names_storage_card(hex("3B8F8001804F0CA000000306030001000000006A")));  // Classic 1K
  EXPECT_TRUE(names_storage_card(hex("3B8F8001804F0CA0000003060300030000000068")));  // Ultralight
  EXPECT_FALSE(names_storage_card(hex("3B8880010073C8401300900071")));               // bank card
  EXPECT_FALSE(names_storage_card(hex("3B8180018080")));                             // DESFire
  EXPECT_FALSE(names_storage_card(hex("3B80800101")));                               // nothing told
}

TEST(Atr, FindsTheHistoricalOctetsBehindAnyInterfaceOctets) {
  EXPECT_EQ(historical_octets(hex("3B021450")), hex("1450"));
  EXPECT_EQ(historical_octets(hex("3B8880010073C8401300900071")), hex("0073C84013009000"));
  EXPECT_EQ(historical_octets(hex("3BF11102038141050607")), hex("06"));  // T0 TA TB TC TD TD TC
}

TEST(Atr, LengthsThatDoNotAddUpAreRefused) {
  const Bytes whole = hex("3B8F8001804F0CA000000306030001000000006A");
  for (std::size_t size = 0; size + 1 < whole.size(); ++size) {
    EXPECT_FALSE(historical_octets(ByteView(whole).first(size))) << size;
    EXPECT_FALSE(names_storage_card(ByteView(whole).first(size))) << size;
  }
  EXPECT_FALSE(historical_octets(hex("3BF0")));
  EXPECT_FALSE(historical_octets(hex("3B80808080")));  // a chain of TD that never ends
  EXPECT_FALSE(historical_octets(hex("3C00")));
}

TEST(ReaderNames, AnyPartInEitherCaseFindsIt) {
  const std::vector<std::string> names = {"Alcor Link AK9563 00 00", "ACS ACR122U PICC 00 00"};
  EXPECT_EQ(choose_reader(names, "alcor"), names[0]);
  EXPECT_EQ(choose_reader(names, "acr122"), names[1]);
  EXPECT_EQ(choose_reader(names, "omnikey"), std::nullopt);
  EXPECT_EQ(choose_reader({}, ""), std::nullopt);
}

TEST(ReaderNames, TheContactlessSlotComesFirstAndTheSamLast) {
  const std::string sam = "ACS ACR1252 1S CL Reader SAM [ACR1252 Reader SAM] 00 00";
  const std::string picc = "ACS ACR1252 1S CL Reader PICC [ACR1252 Reader PICC] 01 00";
  const std::string contact = "Gemalto PC Twin Reader 02 00";
  const std::string plain_sam = "HID Reader SAM 00 00";
  EXPECT_EQ(choose_reader({plain_sam, contact}, ""), contact);
  EXPECT_EQ(choose_reader({contact, picc}, ""), picc);
  EXPECT_EQ(choose_reader({sam, picc}, "acr1252"), picc);
  EXPECT_EQ(choose_reader({contact, "Identiv uTrust 00 00"}, ""), contact);
}

TEST(ReaderNames, ANameThatNoReaderCanHaveIsRefused) {
  for (const std::string& name :
       {std::string(200, 'x'), std::string("a\nb"), std::string("a\0b", 3)}) {
    const auto reader = Reader::create(name);
    ASSERT_FALSE(reader);
    EXPECT_EQ(reader.error().code, "reader.bad_name");
  }
  const auto reader = Reader::create("Lesegerät");
  ASSERT_TRUE(reader);
  EXPECT_EQ((*reader)->name(), "Lesegerät");
}

TEST(StatusCode, EachSituationHasItsFault) {
  const auto fault = [](LONG status) { return failure_of(status, "testing").fault; };
  EXPECT_EQ(fault(SCARD_E_TIMEOUT), ReaderFault::no_card);
  EXPECT_EQ(fault(SCARD_E_NOT_TRANSACTED), ReaderFault::card_gone);
  EXPECT_EQ(fault(SCARD_W_REMOVED_CARD), ReaderFault::card_gone);
  EXPECT_EQ(fault(SCARD_W_UNRESPONSIVE_CARD), ReaderFault::unreadable);
  EXPECT_EQ(fault(SCARD_E_NO_SERVICE), ReaderFault::reader_gone);
  EXPECT_EQ(fault(SCARD_E_SHARING_VIOLATION), ReaderFault::reader_gone);
  EXPECT_EQ(fault(static_cast<LONG>(0x801000FE)), ReaderFault::reader_gone);
}

TEST(StatusCode, OnlyABrokenServiceIsCalledAnew) {
  EXPECT_TRUE(service_lost(SCARD_F_COMM_ERROR));
  EXPECT_TRUE(service_lost(SCARD_E_INVALID_HANDLE));
  EXPECT_TRUE(service_lost(static_cast<LONG>(0x801000FE)));
  EXPECT_FALSE(service_lost(SCARD_S_SUCCESS));
  EXPECT_FALSE(service_lost(SCARD_W_REMOVED_CARD));
  EXPECT_FALSE(service_lost(SCARD_E_READER_UNAVAILABLE));
}

TEST(StatusCode, TheDetailNamesTheCode) {
  EXPECT_EQ(failure_of(SCARD_W_REMOVED_CARD, "exchanging an APDU").detail,
            "SCARD_W_REMOVED_CARD while exchanging an APDU");
  EXPECT_EQ(status_name(static_cast<LONG>(0x801000FE)), "status 0x801000FE");
}

}  // namespace
}  // namespace kerb::hal::pcsc
