#include "tests/stand_in_everest/station.hpp"

#include <algorithm>
#include <future>
#include <stdexcept>

namespace kerb::stand_in_everest {
namespace {

const Settings& checked(const Settings& settings) {
  constexpr int kMost = 64;
  if (settings.evses < 1 || settings.evses > kMost) throw std::runtime_error("evses: 1 to 64");
  return settings;
}

}  // namespace

Station::Station(Settings settings)
    : settings_(std::move(settings)),
      timeline_(checked(settings_).faster),
      bays_(static_cast<std::size_t>(settings_.evses)),
      stored_(bays_.size()) {
  everest_ = std::make_unique<Everest>(settings_, timeline_, bays_, stored_);
  timeline_.do_now([this] { everest_->begin(); });
}

Station::~Station() {
  timeline_.do_now([this] { everest_.reset(); });
}

// What happens to a bay while the software is dead happens all the same; only nobody tells.
void Station::with_everest(const std::function<void(Everest&)>& action) {
  std::exception_ptr problem;
  timeline_.do_now([&] {
    try {
      if (everest_) action(*everest_);
    } catch (...) {
      problem = std::current_exception();
    }
  });
  if (problem) std::rethrow_exception(problem);
}

void Station::plug(int evse, std::int64_t watts) {
  Bay& bay = bays_.at(static_cast<std::size_t>(evse) - 1);
  timeline_.do_now([&] {
    bay.car = Car{watts};
    if (everest_) everest_->evse(evse).plugged();
  });
}

void Station::unplug(int evse) {
  Bay& bay = bays_.at(static_cast<std::size_t>(evse) - 1);
  timeline_.do_now([&] {
    bay.car.reset();
    bay.meter.set_power(timeline_.now(), 0);
    if (everest_) everest_->evse(evse).unplugged();
  });
}

void Station::draw(int evse, std::int64_t watts) {
  Bay& bay = bays_.at(static_cast<std::size_t>(evse) - 1);
  with_everest([&](Everest& everest) {
    if (bay.car) bay.car->draws = watts;
    everest.evse(evse).car_changed();
  });
}

void Station::pause_car(int evse) {
  Bay& bay = bays_.at(static_cast<std::size_t>(evse) - 1);
  with_everest([&](Everest& everest) {
    if (bay.car) bay.car->wants = false;
    everest.evse(evse).car_changed();
  });
}

void Station::resume_car(int evse) {
  Bay& bay = bays_.at(static_cast<std::size_t>(evse) - 1);
  with_everest([&](Everest& everest) {
    if (bay.car) bay.car->wants = true;
    everest.evse(evse).car_changed();
  });
}

void Station::set_soc(int evse, int percent) {
  Bay& bay = bays_.at(static_cast<std::size_t>(evse) - 1);
  timeline_.do_now([&] {
    if (bay.car) bay.car->soc_percent = percent;
  });
}

void Station::set_lock(int evse, Lock lock) {
  Bay& bay = bays_.at(static_cast<std::size_t>(evse) - 1);
  timeline_.do_now([&] { bay.lock = lock; });
}

void Station::press_emergency_stop(int evse) {
  with_everest([&](Everest& everest) { everest.evse(evse).emergency_stop(true); });
}

void Station::release_emergency_stop(int evse) {
  with_everest([&](Everest& everest) { everest.evse(evse).emergency_stop(false); });
}

void Station::raise_fault(int evse, const std::string& type) {
  with_everest([&](Everest& everest) { everest.evse(evse).fault(type, true); });
}

void Station::clear_fault(int evse, const std::string& type) {
  with_everest([&](Everest& everest) { everest.evse(evse).fault(type, false); });
}

void Station::stop(int evse, const std::string& reason) {
  with_everest([&](Everest& everest) { everest.evse(evse).stop(reason, std::nullopt); });
}

void Station::present(const Json& token) {
  with_everest([&](Everest& everest) { everest.auth().provide(token); });
}

void Station::hold_back(int evse) {
  with_everest([&](Everest& everest) { everest.evse(evse).pause("NoEnergy"); });
}

void Station::go_on(int evse) {
  with_everest([&](Everest& everest) { everest.evse(evse).resume(); });
}

void Station::limit(int evse, std::int64_t watts, const std::string& source) {
  with_everest([&](Everest& everest) { everest.evse(evse).limit(watts, source); });
}

void Station::enable(int evse, bool on, const std::string& by) {
  constexpr int kPriority = 5000;
  const Json source = {{"enable_source", by},
                       {"enable_state", on ? "Enable" : "Disable"},
                       {"enable_priority", kPriority}};
  with_everest([&](Everest& everest) { everest.evse(evse).enable(on, source); });
}

void Station::reserve(int evse, bool reserved) {
  with_everest([&](Everest& everest) { everest.evse(evse).reserve(reserved); });
}

void Station::connect_back_end() {
  with_everest([](Everest& everest) { everest.central_system().connect(); });
}

void Station::disconnect_back_end() {
  with_everest([](Everest& everest) { everest.central_system().disconnect(); });
}

void Station::cost(int evse, const std::string& amount, const std::string& status) {
  with_everest([&](Everest& everest) { everest.central_system().cost(evse, amount, status); });
}

// With a dead EVerest nobody asks, and nobody answers.
Json Station::ask(const std::string& name, const Json& payload) {
  auto answer = std::make_shared<std::promise<Json>>();
  auto answered = answer->get_future();
  timeline_.do_now([&] {
    if (!everest_) return answer->set_value(nullptr);
    everest_->central_system().ask(name, payload,
                                   [answer](const Json& said) { answer->set_value(said); });
  });
  const auto patience = settings_.reply_timeout / settings_.faster + Milliseconds(2'000);
  if (answered.wait_for(patience) != std::future_status::ready) return nullptr;
  return answered.get();
}

Json Station::set_messages(const Json& messages) {
  return ask("set_display_message", messages);
}

Json Station::get_messages(const Json& filter) {
  return ask("get_display_message", filter);
}

Json Station::clear_message(int id) {
  return ask("clear_display_message", {{"id", id}});
}

Json Station::data_transfer(const std::string& vendor, const std::string& message,
                            const std::string& text) {
  return ask("data_transfer_incoming",
             {{"vendor_id", vendor}, {"message_id", message}, {"data", text}});
}

std::vector<Json> Station::data_transfers_heard() {
  std::vector<Json> heard;
  with_everest([&](Everest& everest) { heard = everest.central_system().transfers(); });
  return heard;
}

// Contactors open when nobody holds them.
void Station::kill() {
  timeline_.do_now([this] {
    everest_.reset();
    for (Bay& bay : bays_) bay.meter.set_power(timeline_.now(), 0);
    if (settings_.store) return;
    for (auto& stored : stored_) stored.reset();
  });
}

void Station::restart() {
  kill();
  auto next = std::make_unique<Everest>(settings_, timeline_, bays_, stored_);
  timeline_.do_now([&] {
    everest_ = std::move(next);
    everest_->bus().after(settings_.restart_takes, [this] { everest_->begin(); });
  });
}

void Station::beat(bool on) {
  with_everest([&](Everest& everest) { everest.modules().beat(on); });
}

void Station::answer_requests(bool on) {
  with_everest([&](Everest& everest) { everest.answer_requests(on); });
}

void Station::befall(const Mishap& mishap) {
  with_everest([&](Everest& everest) { everest.wire().befall(mishap); });
}

// In portions, so that the meter is right within one, and nothing piles up here.
void Station::flood(int evse, int count) {
  constexpr int kPortion = 500;
  const std::string topic = settings_.prefix + "everest_api/1/evse_manager_consumer/" +
                            settings_.modules.evse + std::to_string(evse) + "/e2m/powermeter";
  for (int sent = 0; sent < count; sent += kPortion) {
    with_everest([&](Everest& everest) {
      const std::string payload = everest.evse(evse).powermeter().dump(4);
      for (int i = sent; i < std::min(count, sent + kPortion); ++i) {
        everest.wire().publish(topic, payload);
      }
      everest.wire().drain();
    });
  }
}

std::int64_t Station::watt_hours(int evse) {
  Bay& bay = bays_.at(static_cast<std::size_t>(evse) - 1);
  std::int64_t counted = 0;
  timeline_.do_now([&] { counted = bay.meter.watt_hours(timeline_.now()); });
  return counted;
}

bool Station::in_transaction(int evse) {
  bool so = false;
  with_everest([&](Everest& everest) { so = everest.evse(evse).in_transaction(); });
  return so;
}

std::string Station::session(int evse) {
  std::string uuid;
  with_everest([&](Everest& everest) { uuid = everest.evse(evse).session(); });
  return uuid;
}

Json Station::active_errors() {
  Json errors = {{"errors", Json::array()}};
  with_everest([&](Everest& everest) { errors = everest.errors().active(); });
  return errors;
}

std::uint64_t Station::published() {
  std::uint64_t count = 0;
  with_everest([&](Everest& everest) { count = everest.wire().published(); });
  return count;
}

}  // namespace kerb::stand_in_everest
