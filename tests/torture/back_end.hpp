// The operator's back end, as far as it says what charges cost: its own arithmetic, which may agree
// with Kerb's or not, over a link that loses, delays and repeats. It hears of every charge and knows
// nothing of the kiosk's restarts.
#pragma once

#include <cstdint>
#include <vector>

#include "hal/back_end.hpp"
#include "payment/saga/saga.hpp"
#include "tests/torture/random.hpp"
#include "tests/torture/timeline.hpp"

namespace kerb::torture {

class World;

// A third of the stations have one; half of those bill by it.
enum class BackEndRole : std::uint8_t { absent, compared, billed };
BackEndRole back_end_role(std::uint64_t seed);
payment::ToldCostTerms told_cost_terms(std::uint64_t seed);

// It says what a charge costs.
struct BackEndSpeaks {
  SessionNumber session = 0;
  std::int64_t minor = 0;
  bool is_final = false;
  bool foreign = false;  // in a currency that the station does not know
};

class BackEnd {
 public:
  BackEnd(World& world, std::uint64_t seed);

  // ---- what happens at the charger
  void charging(const std::string& key, std::int64_t energy_wh);
  void over(const std::string& key, std::int64_t energy_wh);
  void speak(const BackEndSpeaks& it);

  // Every final cost that it ever sent about the session, in the station's currency.
  const std::vector<std::int64_t>& finals(SessionNumber session);

 private:
  struct Account {
    std::string key;
    std::vector<std::int64_t> finals;
  };
  Account& account(SessionNumber session);
  std::int64_t reckon(std::int64_t energy_wh);
  void later(Time pause, const BackEndSpeaks& it);

  World& world_;
  const BackEndRole role_;
  Random random_;                  // of its own: stations without one play as before
  std::vector<Account> accounts_;  // by session
};

}  // namespace kerb::torture
