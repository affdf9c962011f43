#include "payment/tariff/tariff_book.hpp"

#include <fstream>

#include "tests/unit/tariff/charge.hpp"
#include "tests/unit/temporary_folder.hpp"

namespace kerb::payment::tariff {
namespace {

std::string tariff_of(const std::string& price, const std::string& more = "") {
  return tariff_json(
      R"({"price_components":[{"type":"ENERGY","price":)" + price + R"(,"step_size":1}]})", more);
}

class TariffBookTest : public ::testing::Test {
 protected:
  // Every writing has a time of its own, however quick the test is.
  void write(const std::string& name, const std::string& text) {
    std::ofstream(folder_ / name) << text;
    std::filesystem::last_write_time(folder_ / name, std::filesystem::file_time_type::clock::now() +
                                                         std::chrono::seconds(++writes_));
  }
  // In 10^-12; -1 when there is no tariff.
  static std::int64_t price_in(const TariffBook& book, const TariffWish& wish = {},
                               const std::string& at = "2026-01-15T10:00:00Z") {
    const TariffBook::Entry entry = book.find(wish, *read_utc(at));
    return entry == nullptr ? -1 : entry->compiled()[0].price;
  }

  TemporaryFolder temporary_;
  const std::filesystem::path& folder_ = temporary_.path();
  int writes_ = 0;
};

TEST_F(TariffBookTest, KeepsTheOldTariffWhenTheNewOneIsBad) {
  TariffBook book(folder_, {}, Rounding::half_up);
  EXPECT_EQ(price_in(book), -1);
  write("a.json", tariff_of("0.5"));
  EXPECT_TRUE(book.refresh().empty());
  const TariffBook::Entry begun = book.find({}, kEarliest);
  EXPECT_EQ(price_in(book), 500'000'000'000);

  write("a.json", tariff_of("\"much\""));
  for (int again = 0; again < 2; ++again) {
    const auto alarms = book.refresh();
    ASSERT_EQ(alarms.size(), 1U);
    EXPECT_NE(alarms[0].sentence().find("price_components[0].price"), std::string::npos);
    EXPECT_EQ(price_in(book), 500'000'000'000);
  }

  write("a.json", tariff_of("0.6"));
  EXPECT_TRUE(book.refresh().empty());
  EXPECT_EQ(price_in(book), 600'000'000'000);
  EXPECT_EQ(begun->compiled()[0].price, 500'000'000'000);  // whoever began with it still has it

  std::filesystem::rename(folder_, folder_.string() + ".gone");  // the disk is gone
  EXPECT_EQ(book.refresh().size(), 1U);
  EXPECT_EQ(price_in(book), 600'000'000'000);
  std::filesystem::rename(folder_.string() + ".gone", folder_);

  std::filesystem::remove(folder_ / "a.json");
  EXPECT_TRUE(book.refresh().empty());
  EXPECT_EQ(price_in(book), -1);
}

TEST_F(TariffBookTest, AFileMayBeAlone) {
  write("only.json", tariff_of("0.5"));
  TariffBook book(folder_ / "only.json", {}, Rounding::half_up);
  EXPECT_TRUE(book.refresh().empty());
  EXPECT_EQ(price_in(book), 500'000'000'000);
  std::filesystem::remove(folder_ / "only.json");
  EXPECT_EQ(book.refresh().size(), 1U);  // that is no order to give the energy away
  EXPECT_EQ(price_in(book), 500'000'000'000);
}

TEST_F(TariffBookTest, EveryKindOfCustomerMayHaveItsOwn) {
  TariffBook book({}, {}, Rounding::half_up);
  ASSERT_TRUE(book.push("[" + tariff_of("0.5") + "," +
                            tariff_of("0.6", R"("type":"AD_HOC_PAYMENT")") + "," +
                            tariff_of("0.4", R"("type":"REGULAR")") + "]",
                        "back end"));
  EXPECT_EQ(price_in(book), 600'000'000'000);
  EXPECT_EQ(price_in(book, {{}, "REGULAR"}), 400'000'000'000);
  EXPECT_EQ(price_in(book, {{}, "PROFILE_GREEN"}), 500'000'000'000);
  EXPECT_EQ(price_in(book, {{"1"}, "REGULAR"}), 400'000'000'000);
  EXPECT_EQ(price_in(book, {{"2"}, "REGULAR"}), -1);
  EXPECT_FALSE(book.push("{}", "back end"));
  EXPECT_EQ(price_in(book), 600'000'000'000);
  EXPECT_TRUE(book.push("[]", "back end"));
  EXPECT_EQ(price_in(book), -1);
}

TEST_F(TariffBookTest, OneTariffFollowsAnother) {
  TariffBook book({}, {}, Rounding::half_up);
  ASSERT_TRUE(book.push(tariff_of("0.5", R"("end_date_time":"2026-01-15T10:00:00Z")"), "old"));
  ASSERT_TRUE(book.push(tariff_of("0.6", R"("start_date_time":"2026-01-15T10:00:00Z")"), "new"));
  EXPECT_EQ(price_in(book, {}, "2026-01-15T09:59:59Z"), 500'000'000'000);
  EXPECT_EQ(price_in(book, {}, "2026-01-15T10:00:00Z"), 600'000'000'000);
  EXPECT_EQ(utc_text(book.next_validity_change(*read_utc("2026-01-01T00:00:00Z"))),
            "2026-01-15T10:00:00Z");
  EXPECT_EQ(book.next_validity_change(*read_utc("2026-01-15T10:00:00Z")), kLatest);
}

}  // namespace
}  // namespace kerb::payment::tariff
