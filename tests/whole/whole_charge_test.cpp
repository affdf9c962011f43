// The first charge with nothing in memory that could be real: the same story that the simulator
// tells, but the card is read through pcscd. And a search for card numbers in all that a day of
// charging leaves behind.
#include <gtest/gtest.h>
#include <unistd.h>

#include <fstream>
#include <iterator>

#include "hal/pcsc/reader.hpp"
#include "kiosk/runtime/installation.hpp"
#include "kiosk/simulator/performance.hpp"
#include "tests/interop/pcscd_service.hpp"
#include "tests/interop/virtual_picc.hpp"

namespace kerb::kiosk {
namespace {

class Whole : public ::testing::Test {
 protected:
  void SetUp() override { std::filesystem::create_directories(out_); }
  void TearDown() override {
    std::error_code ignored;
    std::filesystem::remove_all(out_, ignored);
  }

  PerformanceOptions options() {
    PerformanceOptions options;
    auto config = read_config(example_config());
    EXPECT_TRUE(config);
    options.desk.config = *config;
    options.desk.bank_program = stand_in_bank_program();
    options.desk.locales = locales_folder();
    options.desk.log = [this](const std::string& line) { log_ += line + "\n"; };
    options.out = out_;
    return options;
  }

  const std::filesystem::path out_ =
      std::filesystem::temp_directory_path() / ("kerb-whole-" + std::to_string(::getpid()));
  std::string log_;
};

Journey first_charge() {
  auto journey =
      read_journey(std::filesystem::path(KERB_SOURCE) / "tests/journeys/first_charge.journey");
  EXPECT_TRUE(journey);
  return *journey;
}

TEST_F(Whole, ACardBehindPcscdPaysABankBehindHttps) {
  auto service = interop::PcscdService::create();
  ASSERT_TRUE(service) << service.error().sentence();
  auto reader = hal::pcsc::Reader::create(interop::PcscdService::kReaderName);
  ASSERT_TRUE(reader) << reader.error().sentence();
  interop::VirtualPicc picc((*service)->socket());

  int laid_down = 0;
  PerformanceOptions options = this->options();
  options.desk.reader = reader->get();
  options.desk.present_card = [&](std::shared_ptr<hal::simulated::VirtualCard> card) {
    if (card == nullptr) return picc.remove();
    EXPECT_TRUE(picc.insert(std::move(card)));
    ++laid_down;
  };
  const auto performance = perform(first_charge(), std::move(options));
  ASSERT_TRUE(performance) << performance.error().sentence();
  EXPECT_FALSE(performance->played.failure) << performance->played.failure->sentence();
  EXPECT_EQ(laid_down, 1);
}

std::string contents(const std::filesystem::path& file) {
  std::ifstream in(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

// Digits and packed digits: as text, and as the octets of BCD.
std::vector<std::string> forms(const std::string& number) {
  std::string padded = number;
  if (padded.size() % 2 != 0) padded += 'F';
  const hal::Bytes packed = *hal::from_hex(padded);
  return {number, std::string(packed.begin(), packed.end())};
}

TEST_F(Whole, NoCardNumberIsLeftAnywhere) {
  const auto story = parse_journey(R"(story Four cards in a day
touch connector.1
tap visa
wait until screen plug_in within 10 s
plug
wait until screen charging within 30 s
stay 2 min
touch charge.stop
touch stop.confirm
wait until screen receipt within 30 s
touch nav.done
unplug
touch connector.1
tap mastercard
wait until screen plug_in within 10 s
touch nav.cancel
wait until screen failure within 10 s
touch nav.done
touch connector.1
tap declined
wait until screen failure within 10 s
touch nav.done
touch connector.2
tap phone
wait until screen plug_in within 10 s
power cut
wait 10 s
)",
                                   "four_cards");
  ASSERT_TRUE(story) << story.error().front().sentence();
  const auto performance = perform(*story, options());
  ASSERT_TRUE(performance) << performance.error().sentence();
  ASSERT_FALSE(performance->played.failure) << performance->played.failure->sentence();

  std::vector<std::pair<std::string, std::string>> places{{"the log", log_}};
  for (const auto& entry : std::filesystem::recursive_directory_iterator(out_)) {
    if (entry.is_regular_file())
      places.emplace_back(entry.path().filename(), contents(entry.path()));
  }
  ASSERT_GE(places.size(), 4U) << "journal, listing, step log and the kiosk's log at least";
  int searched = 0;
  for (const std::string& number : hal::simulated::all_card_numbers()) {
    for (const auto& [place, text] : places) {
      for (const std::string& form : forms(number)) {
        EXPECT_EQ(text.find(form), std::string::npos) << "a card number in " << place;
        ++searched;
      }
    }
  }
  EXPECT_GE(searched, 20);
}

}  // namespace
}  // namespace kerb::kiosk
