// A payment service on this machine for one test: the stand-in, a key file and the settings that lead
// there.
#pragma once

#include <gtest/gtest.h>
#include <stdlib.h>
#include <sys/stat.h>

#include <filesystem>
#include <fstream>
#include <memory>
#include <string>

#include "payment/checkout/settings.hpp"
#include "payment/provider.hpp"
#include "tests/stand_in_psp/server.hpp"

namespace kerb::payment::checkout::testing {

using stand_in_psp::Act;
using stand_in_psp::Mood;
using Psp = stand_in_psp::Service;

template <typename Kind, typename Answer>
bool is(const Answer& answer) {
  return std::holds_alternative<Kind>(answer);
}

inline Money euros(std::int64_t cents) {
  return {cents, Currency{}};
}

class OnLoopback : public ::testing::Test {
 protected:
  explicit OnLoopback(Psp service) : service_(service) {}

  void SetUp() override {
    std::string name = ::testing::TempDir() + "kerb-psp-XXXXXX";
    ASSERT_NE(::mkdtemp(name.data()), nullptr);
    folder_ = name;
    write_key(kKey);
    server_ = std::make_unique<stand_in_psp::Server>(
        stand_in_psp::ServerSettings{service_, kKey, folder_ / "ca.pem"});
  }
  void TearDown() override {
    server_.reset();
    std::filesystem::remove_all(folder_);
  }

  void write_key(const std::string& key) {
    std::ofstream(folder_ / "key.txt") << "# of the rehearsal\n" << key << "\n";
    ::chmod((folder_ / "key.txt").c_str(), 0600);
  }

  CheckoutSettings settings() const {
    CheckoutSettings settings;
    settings.api_host = "localhost";
    settings.port = server_->port();
    settings.key_file = folder_ / "key.txt";
    settings.ca_file = folder_ / "ca.pem";
    settings.page_host = "localhost";
    settings.page_port = server_->port();
    settings.success_url = "https://charge.example/paid";
    settings.cancel_url = "https://charge.example/back";
    settings.raises = true;
    settings.connect_timeout = hal::Seconds(5);
    settings.answer_timeout = hal::Seconds(5);
    return settings;
  }

  OrderKey new_key(const char* kind) { return "T" + std::to_string(++keys_) + "-" + kind; }
  HoldOrder order(const OrderKey& key, const Money& amount = euros(5000)) const {
    return {key, amount, clock_.utc(), CheckoutPage{"Laden an Anschluss 2", "de"}};
  }
  Question about(const OrderKey& hold_key, const std::string& page = {}) const {
    return {.key = hold_key, .sent_at = clock_.utc(), .currency = Currency{}, .page = page};
  }
  Question about(Question::About what, const OrderKey& key, const std::string& hold) const {
    return {.about = what,
            .key = key,
            .sent_at = clock_.utc(),
            .currency = Currency{},
            .hold_reference = hold};
  }
  // "requires_capture 5000/0": status, held and captured of every payment.
  std::vector<std::string> payments() {
    std::vector<std::string> all;
    const auto book = server_->book();
    for (const auto& it : book["payments"]) {
      all.push_back(it["status"].get<std::string>() + " " + it["held"].dump() + "/" +
                    it["captured"].dump());
    }
    return all;
  }
  std::vector<std::string> pages() {
    std::vector<std::string> all;
    const auto book = server_->book();
    for (const auto& it : book["pages"]) all.push_back(it["status"]);
    return all;
  }

  const std::string kKey = "sk_test_kerb0123456789";
  Psp service_;
  hal::SystemClock clock_;
  std::filesystem::path folder_;
  std::unique_ptr<stand_in_psp::Server> server_;
  int keys_ = 0;
};

// And its adapter, with what every test of one begins with.
template <typename Checkout>
class PayingOnLoopback : public OnLoopback {
 protected:
  using OnLoopback::OnLoopback;

  void SetUp() override {
    OnLoopback::SetUp();
    checkout_ = make(settings());
  }
  static std::unique_ptr<Checkout> make(const CheckoutSettings& settings) {
    auto made = Checkout::create(settings);
    EXPECT_TRUE(made) << made.error().sentence();
    return made ? *std::move(made) : nullptr;
  }
  Pending opened(const OrderKey& key) {
    const HoldAnswer answer = checkout_->hold(order(key));
    EXPECT_TRUE(is<Pending>(answer));
    return is<Pending>(answer) ? std::get<Pending>(answer) : Pending{};
  }
  Hold held() {
    const OrderKey key = new_key("A1");
    const Pending page = opened(key);
    EXPECT_TRUE(server_->act(page.reference, Act::pay));
    const AskAnswer answer = checkout_->ask(about(key, page.reference));
    EXPECT_TRUE(is<Approved>(answer));
    return is<Approved>(answer) ? std::get<Approved>(answer).hold : Hold{};
  }

  std::unique_ptr<Checkout> checkout_;
};

}  // namespace kerb::payment::checkout::testing
