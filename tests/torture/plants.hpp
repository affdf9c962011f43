// Planted bugs: each is a small change of what the conductor sees or does, behind a name. They
// prove the oracle: one that survives is a hole in it. Nothing of them is in the product.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "kiosk/runtime/books.hpp"
#include "kiosk/station/station.hpp"
#include "tests/torture/bank.hpp"
#include "tests/torture/oracle.hpp"

namespace kerb::torture {

class World;

enum class Plant : std::uint8_t {
  none,
  // known from the field
  new_key_per_retry,
  send_before_journal,
  give_up_on_timeout,
  reverse_without_fencing,
  fire_and_forget_reversal,
  stale_meter,
  captured_before_answer,
  no_sync,
  capture_key_per_retry,
  session_id_reuse,
  ignore_hold_intent_at_boot,
  // more of the same kind
  ignore_charge_at_boot,
  restore_nothing,
  books_read_stale,
  write_error_is_success,
  held_not_written,
  for_person_not_written,
  start_before_hold,
  start_under_new_key,
  declined_is_approved,
  not_found_means_done,
  not_found_means_never,
  refused_means_done,
  no_second_look,
  release_after_capture,
  capture_whole_hold,
  one_cent_more,
  recompute_amount,
  meter_start_is_zero,
  meter_adds_1234_wh,
  capture_while_charging,
  answers_matched_by_order,
  hold_sent_twice,
  receipt_before_capture,
  released_before_release,
  card_number_in_log,
  give_up_without_refusal,
  forget_one_at_boot,
  new_key_per_raise,
  raise_counts_at_once,
  limit_ignored,
  expiry_ignored,
  told_cost_misread,
  final_cost_ignored,
  cost_alarm_not_written,
  page_not_withdrawn,
  pending_is_paid,
  nobodys_end_believed,
  second_start_believed,
  jump_believed,
  meter_alarm_not_written,
  foreign_meter_billed,
  // at an approved terminal
  acknowledged_before_journal,
  never_acknowledged,
  hold_again_after_silence,
  order_book_forgotten,
  // changes nothing: what it breaks, the shims break
  harmless,
};

struct PlantName {
  Plant plant;
  std::string_view name;
  int budget;                        // seeds within which it must be caught
  std::optional<Invariant> by = {};  // this invariant must catch it, whatever else it breaks
  bool at_terminal = false;          // only there it is one
};
const std::vector<PlantName>& plants();
std::optional<Plant> plant_named(std::string_view name);

class Plants {
 public:
  Plants(World& world, Plant plant) : world_(world), plant_(plant) {}

  bool is(Plant plant) const { return plant_ == plant; }
  // Before an effect is carried out; may change it. True: it was dealt with, or swallowed.
  bool on_effect(kiosk::StationEffect& effect);
  // Before an event reaches the kiosk; may change it. False: it is swallowed.
  bool on_event(kiosk::StationEvent& event);
  void on_screen(kiosk::ScreenModel& screen) const;
  std::string on_fresh_session(std::string session);
  std::unique_ptr<kiosk::Books> on_books(std::unique_ptr<kiosk::Books> books);
  // For the books' shim: what is done instead of a write. Nothing: it is written.
  std::optional<hal::Result<void>> instead_of_write(const kiosk::Commit& commit);
  void after_write(const kiosk::Commit& commit, hal::Result<void>& result);
  void on_read(kiosk::Books::Open& open);

 private:
  bool on_session_effect(kiosk::SessionEffect& effect);
  bool on_answer(kiosk::SessionEvent& event);
  bool on_report(hal::ControllerEvent& event);
  void on_end(hal::ChargeStopped& event);
  void correct_end(hal::EvseId evse, const std::string& session, hal::WattHours& stop);
  void on_cost(hal::BackEndReport& event) const;
  void correct_record(const std::string& session, std::optional<hal::ChargeRecord>& record);
  hal::WattHours hide(const hal::MeterSample& sample) const;
  void count_raise(const std::string& session, const payment::SendRaise& raise);
  void order_before_write(const payment::Saga& saga);

  World& world_;
  Plant plant_;
  int counter_ = 0;
  std::map<std::string, std::int64_t> last_meter_;   // by session
  std::map<std::string, std::int64_t> first_start_;  // by session, what began there
  std::map<std::string, std::int64_t> moved_by_;     // and began again, so much later
  std::map<hal::EvseId, std::int64_t> register_;     // what somebody else charged to
  std::map<std::string, payment::Saga> stale_;       // what the books said one entry ago
  std::map<std::string, payment::Saga> newest_;
  std::optional<kiosk::SessionEvent> kept_;
};

}  // namespace kerb::torture
