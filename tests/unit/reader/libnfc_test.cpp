// What hal/libnfc makes of texts and octets, without the library: where the chip is, what its
// process says, and what a card is.
#include <gtest/gtest.h>

#include "hal/libnfc/connection.hpp"
#include "hal/libnfc/frame.hpp"
#include "hal/libnfc/port.hpp"
#include "hal/libnfc/target.hpp"
#include "hal/libnfc/wakener.hpp"

namespace kerb::hal::libnfc {
namespace {

Bytes octets(std::string_view text) {
  return *from_hex(text);
}

TEST(NfcConnection, IsADriverAPortAndASpeed) {
  for (const std::string_view text :
       {"pn532_uart:/dev/ttyS1:115200", "libnfc:pn532_uart:/dev/ttyS1:115200",
        "pn532_uart:/dev/ttyS1"}) {
    const auto connection = read_connection(text);
    ASSERT_TRUE(connection) << text;
    EXPECT_EQ(connection->text(), "pn532_uart:/dev/ttyS1:115200");
  }
  const auto slow = read_connection("pn532_uart:/dev/serial/by-id/usb-FTDI_FT232-if00:9600");
  ASSERT_TRUE(slow);
  EXPECT_EQ(slow->device, "/dev/serial/by-id/usb-FTDI_FT232-if00");
  EXPECT_EQ(slow->baud, 9600);
}

TEST(NfcConnection, AnythingElseIsRefusedWithAnExample) {
  for (const std::string& text :
       {std::string(), std::string("pn532_uart"), std::string("pn532_uart:"),
        std::string("pn532_uart:ttyS1:115200"), std::string("pn532_uart:/"),
        std::string("pn532_uart:/dev/tty S1"), std::string("pn532_uart:/dev/tty\x01"),
        std::string("pn532_uart:/dev/ttyS1:"), std::string("pn532_uart:/dev/ttyS1:115200:1"),
        std::string("pn532_uart:/dev/ttyS1:115201"), std::string("pn532_uart:/dev/ttyS1:-9600"),
        std::string("pn532_uart:/dev/ttyS1:99999999999"), std::string("acr122_usb"),
        "pn532_uart:/" + std::string(200, 'x'), std::string("pn532_uart:/dev/a\0b", 19)}) {
    const auto connection = read_connection(text);
    ASSERT_FALSE(connection) << text;
    EXPECT_EQ(connection.error().code, "reader.bad_connection");
    EXPECT_NE(connection.error().remedy.find("\"pn532_uart:/dev/ttyS1:115200\""),
              std::string::npos);
  }
}

TEST(NfcPort, WhatIsNoSerialPortIsNotClaimed) {
  for (const char* path : {"/nowhere/tty", "/dev/null", "/etc/passwd", "/"}) {
    const auto port = Port::claim({path, 115'200});
    ASSERT_FALSE(port) << path;
    EXPECT_EQ(port.error().code, "reader.no_device") << path;
  }
}

TEST(NfcFrame, ComesBackAsItWasSent) {
  for (const Frame& frame :
       {Frame{FrameKind::ask, {}}, Frame{FrameKind::cancel, {}}, Frame{FrameKind::ready, {}},
        Frame{FrameKind::exchange, octets("00A4040000")}, Frame{FrameKind::response, {}},
        Frame{FrameKind::response, Bytes(kMostPayload, 0x90)}, Frame{FrameKind::left, {}},
        with_millis(FrameKind::wait, Millis{500}), fault_frame(ReaderFault::card_gone, "RF")}) {
    const auto again = frame_in(octets_of(frame));
    ASSERT_TRUE(again) << static_cast<int>(frame.kind);
    EXPECT_EQ(again->kind, frame.kind);
    EXPECT_EQ(again->payload, frame.payload);
  }
  EXPECT_EQ(to_hex(octets_of(with_millis(FrameKind::wait, Millis{500}))), "020004000001F4");
}

TEST(NfcFrame, LengthsThatDoNotFitAreRefused) {
  for (const std::string_view text :
       {"", "01", "0100", "010001", "01000100",  // no header, or a length that lies
        "00"
        "0000",
        "07"
        "0000",
        "88"
        "0000",                              // no such kind
        "020003000001", "02000500000001F4",  // a span of time of another size
        "0400030000A4", "870000",            // no whole command; a fault without a fault
        "830000"}) {                         // a card without anything
    EXPECT_FALSE(frame_in(octets(text))) << text;
  }
  Bytes longest = octets_of({FrameKind::response, Bytes(kMostPayload)});
  EXPECT_TRUE(frame_in(longest));
  longest.push_back(0);
  longest[2] = static_cast<std::uint8_t>(longest[2] + 1);
  EXPECT_FALSE(frame_in(longest));
  EXPECT_FALSE(frame_in(octets_of({FrameKind::exchange, Bytes(262)})));
}

TEST(NfcFrame, TimesAreBoundedOnBothWays) {
  EXPECT_EQ(millis_in(with_millis(FrameKind::wait, Millis{-1})), Millis{0});
  EXPECT_EQ(millis_in(with_millis(FrameKind::wait, Millis::max())), kLongestWait);
  EXPECT_EQ(millis_in({FrameKind::wait, octets("FFFFFFFF")}), kLongestWait);
}

TEST(NfcFrame, AFaultSaysWhichAndWhyInPrintableWords) {
  const auto failure = failure_in(fault_frame(ReaderFault::several_cards, "two\ncards\xFF"));
  EXPECT_EQ(failure.fault, ReaderFault::several_cards);
  EXPECT_EQ(failure.detail, "two?cards?");
  EXPECT_LE(failure_in(fault_frame(ReaderFault::no_card, std::string(999, 'x'))).detail.size(),
            120U);
  EXPECT_EQ(failure_in({FrameKind::fault, {0x77}}).fault, ReaderFault::reader_gone);
}

TEST(NfcTarget, TravelsWhole) {
  const Target visa{Target::Type::a, octets("B2A4C6D1"), 0x20, octets("788070020073C8401300")};
  EXPECT_EQ(target_in(octets_of(visa)), visa);
  const Target storage{Target::Type::a, octets("04E14AF2225C80"), 0x08, {}};
  EXPECT_EQ(target_in(octets_of(storage)), storage);
  for (const std::string_view text :
       {"", "41", "4120", "412004B2A4C6", "43200400000000", "41200B0102030405060708090A0B"}) {
    EXPECT_FALSE(target_in(octets(text))) << text;
  }
  Bytes endless = octets("412000");
  endless.resize(endless.size() + 255);
  EXPECT_FALSE(target_in(endless));
}

// PC/SC part 3, 3.1.3.2.3: what a PC/SC reader would have said of the same cards.
TEST(NfcTarget, GivesTheAtrThatAPcscReaderWouldGive) {
  const auto atr = [](std::uint8_t sak, std::string_view uid, std::string_view told) {
    const auto card = card_of({Target::Type::a, octets(uid), sak, octets(told)});
    return card ? to_hex(card->atr) : card.error().detail;
  };
  EXPECT_EQ(atr(0x20, "B2A4C6D1", "788070020073C84013009000"), "3B8880010073C8401300900071");
  EXPECT_EQ(atr(0x20, "04A1B2C3D4E580",
                "75778102"
                "80"),
            "3B8180018080")
      << "DESFire";
  EXPECT_EQ(atr(0x20, "B2A4C6D1", ""), "3B80800101") << "no answer to select at all";
  EXPECT_EQ(atr(0x20, "B2A4C6D1", "08"), "3B80800101") << "T0 alone";
  EXPECT_EQ(atr(0x28, "B2A4C6D1",
                "10"
                "77"
                "31"),
            "3B8180013131")
      << "TA alone";
  EXPECT_EQ(atr(0x08, "DEADBEEF", ""), "3B8F8001804F0CA000000306030001000000006A");
  EXPECT_EQ(atr(0x18, "DEADBEEF", ""), "3B8F8001804F0CA0000003060300020000000069");
  EXPECT_EQ(atr(0x00, "04A1B2C3D4E580", ""), "3B8F8001804F0CA0000003060300030000000068");
  EXPECT_EQ(atr(0x01, "DEADBEEF", ""), "3B8F8001804F0CA000000306030000000000006B");
  EXPECT_EQ(atr(0x20, "B2A4C6D1",
                "00"
                "0102030405060708090A0B0C0D0E0F1011"),
            "3B8F80010102030405060708090A0B0C0D0E0F0E")
      << "no more than fifteen";
}

TEST(NfcTarget, SpeaksApdusWhenItsSakSaysSo) {
  for (const auto& [sak, speaks] : {std::pair{0x20, true},
                                    {0x28, true},
                                    {0x60, true},
                                    {0x00, false},
                                    {0x08, false},
                                    {0x18, false},
                                    {0x88, false}}) {
    const auto card =
        card_of({Target::Type::a, octets("B2A4C6D1"), static_cast<std::uint8_t>(sak), {}});
    ASSERT_TRUE(card) << sak;
    EXPECT_EQ(card->speaks_apdu, speaks) << sak;
  }
}

TEST(NfcTarget, WhatCannotBeACardIsUnreadable) {
  const auto fault = [](const Target& target) {
    const auto card = card_of(target);
    return card ? std::optional<ReaderFault>() : card.error().fault;
  };
  for (const std::size_t size : {0U, 1U, 5U, 8U, 9U}) {
    EXPECT_EQ(fault({Target::Type::a, Bytes(size, 4), 0x20, {}}), ReaderFault::unreadable) << size;
  }
  for (const std::string_view told : {"10", "78", "7880", "788070"}) {
    EXPECT_EQ(fault({Target::Type::a, Bytes(4, 4), 0x20, octets(told)}), ReaderFault::unreadable);
  }
  EXPECT_EQ(fault({Target::Type::b, Bytes(4), 0, Bytes(6)}), ReaderFault::unreadable);
  EXPECT_EQ(fault({Target::Type::b, Bytes(7), 0, Bytes(7)}), ReaderFault::unreadable);
}

TEST(NfcTarget, OnlyANumberThatLastsTellsCardsApart) {
  const auto a = [](std::string_view uid) {
    return Target{Target::Type::a, octets(uid), 0x20, {}};
  };
  const Target b{Target::Type::b, octets("01020304"), 0, Bytes(7)};
  EXPECT_TRUE(may_be_same(a("B2A4C6D1"), a("B2A4C6D1")));
  EXPECT_FALSE(may_be_same(a("B2A4C6D1"), a("B2A4C6D2")));
  EXPECT_FALSE(may_be_same(a("B2A4C6D1"), a("08A4C6D2")));
  EXPECT_TRUE(may_be_same(a("08A4C6D1"), a("08A4C6D2"))) << "a phone draws it anew";
  EXPECT_FALSE(may_be_same(a("01020304"), b));
  EXPECT_TRUE(may_be_same(b, {Target::Type::b, octets("05060708"), 0, Bytes(7)}));
}

TEST(NfcWakener, CallsBeforeALookAreOne) {
  const Wakener wakener;
  EXPECT_FALSE(wakener.take());
  wakener.call();
  wakener.call();
  EXPECT_TRUE(wakener.take());
  EXPECT_FALSE(wakener.take());
}

}  // namespace
}  // namespace kerb::hal::libnfc
