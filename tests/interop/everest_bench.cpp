// What Kerb adds to what the broker takes: each figure beside that of a client of libmosquitto which
// does nothing else, in the same run. Times are of the machine; CPU is that of this process, all its
// threads, while the station is another one.
#include <benchmark/benchmark.h>
#include <fmt/format.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <csignal>
#include <thread>

#include "tests/interop/broker_service.hpp"
#include "tests/interop/everest_kiosk.hpp"
#include "tests/interop/everest_listener.hpp"
#include "tests/stand_in_everest/station.hpp"

namespace kerb::interop {
namespace {

using Wall = std::chrono::steady_clock;

enum Who { kerb_itself, plain_client };
constexpr const char* kNames[] = {"Kerb", "reference: libmosquitto alone"};
constexpr int kBenchFaster = 20;
constexpr const char* kStopTopic = "evse_manager_consumer/kiosk_evse_1/m2e/stop_transaction";

double seconds_since(Wall::time_point begin, Wall::time_point end) {
  return std::chrono::duration<double>(end - begin).count();
}

// A broker, a station, Kerb, and somebody who hears all of it.
struct Everything {
  Everything() {
    stand_in_everest::Settings settings;
    settings.broker.port = broker->port();
    settings.faster = kBenchFaster;
    kiosk = std::make_unique<EverestKiosk>(
        EverestKiosk::Options{settings_of_station(broker->port(), 1, false),
                              broker->folder() / "charges.json", kBenchFaster});
    std::this_thread::sleep_for(std::chrono::milliseconds(200));
    station = std::make_unique<stand_in_everest::Station>(settings);
    ready = kiosk->told().state(1, hal::EvseState::available);
  }
  std::unique_ptr<BrokerService> broker = std::move(*BrokerService::create());
  EverestListener listener{broker->port()};
  std::unique_ptr<stand_in_everest::Station> station;
  std::unique_ptr<EverestKiosk> kiosk;
  bool ready = false;
};

// From stop() until the command is on the wire.
void stop_to_wire(benchmark::State& state) {
  const auto who = static_cast<Who>(state.range(0));
  state.SetLabel(kNames[who]);
  Everything all;
  int number = 0;
  while (state.KeepRunning()) {
    const hal::ChargeKey key = fmt::format("{:032x}", ++number);
    if (who == kerb_itself) {
      const bool begun = all.kiosk->charger().start(1, key).has_value();
      all.station->plug(1);
      if (!begun || !all.kiosk->told().started(key)) return state.SkipWithError("no charge");
    }
    all.listener.forget();
    const auto begin = Wall::now();
    if (who == kerb_itself) {
      if (!all.kiosk->charger().stop(1, key)) return state.SkipWithError("not stopped");
    } else {
      all.listener.send(kStopTopic, "{}");
    }
    const auto heard = all.listener.first(kStopTopic);
    if (!heard) return state.SkipWithError("no command");
    state.SetIterationTime(seconds_since(begin, heard->at));
    all.station->unplug(1);
    if (!all.kiosk->told().state(1, hal::EvseState::available)) state.SkipWithError("not free");
  }
}
BENCHMARK(stop_to_wire)
    ->Arg(kerb_itself)
    ->Arg(plain_client)
    ->UseManualTime()
    ->Unit(benchmark::kMicrosecond);

// From an order to the station until what it says of that is known. Most of it is the station's own
// time: `after_client_us` is how much later Kerb knows it than the client beside it, on the average.
void event_to_listener(benchmark::State& state) {
  const auto who = static_cast<Who>(state.range(0));
  state.SetLabel(kNames[who]);
  Everything all;
  bool on = false;
  double after = 0;
  while (state.KeepRunning()) {
    all.listener.forget();
    const auto begin = Wall::now();
    all.station->enable(1, on);
    const auto heard = all.listener.first("kiosk_evse_1/e2m/session_event");
    const bool known =
        all.kiosk->told().state(1, on ? hal::EvseState::available : hal::EvseState::disabled);
    const auto end = Wall::now();
    if (!heard || !known) return state.SkipWithError("nothing heard");
    state.SetIterationTime(seconds_since(begin, who == kerb_itself ? end : heard->at));
    after += std::max(0.0, seconds_since(heard->at, end));
    on = !on;
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  }
  constexpr double kMicros = 1e6;
  if (who == kerb_itself) {
    state.counters["after_client_us"] =
        benchmark::Counter(after * kMicros, benchmark::Counter::kAvgIterations);
  }
}
BENCHMARK(event_to_listener)
    ->Arg(kerb_itself)
    ->Arg(plain_client)
    ->UseManualTime()
    ->Unit(benchmark::kMicrosecond);

// The program, with eight EVSEs that charge.
class EightEvses {
 public:
  explicit EightEvses(int port) {
    int words[2];
    if (pipe(words) != 0) return;
    pid_ = fork();
    if (pid_ == 0) {
      dup2(words[0], STDIN_FILENO);
      close(words[0]);
      close(words[1]);
      if (std::freopen("/dev/null", "w", stdout) == nullptr) _exit(1);
      execl(KERB_STAND_IN_EVEREST, "stand_in_everest", "--port", std::to_string(port).c_str(),
            "--evses", "8", nullptr);
      _exit(127);
    }
    close(words[0]);
    words_ = words[1];
  }
  ~EightEvses() {
    close(words_);
    waitpid(pid_, nullptr, 0);
  }
  EightEvses(const EightEvses&) = delete;
  EightEvses& operator=(const EightEvses&) = delete;

  bool say(const std::string& line) const {
    const std::string text = line + "\n";
    return write(words_, text.data(), text.size()) == static_cast<ssize_t>(text.size());
  }

 private:
  pid_t pid_ = -1;
  int words_ = -1;
};

// A second of eight EVSEs: meter and session twice, limits, heartbeats.
void cpu_of_eight_evses(benchmark::State& state) {
  const auto who = static_cast<Who>(state.range(0));
  state.SetLabel(kNames[who]);
  const auto broker = std::move(*BrokerService::create());
  const EightEvses station(broker->port());
  std::unique_ptr<EverestKiosk> kiosk;
  std::unique_ptr<EverestListener> client;
  if (who == kerb_itself) {
    kiosk = std::make_unique<EverestKiosk>(EverestKiosk::Options{
        settings_of_station(broker->port(), 8, false), broker->folder() / "charges.json", 1});
  } else {
    client = std::make_unique<EverestListener>(broker->port());
  }
  for (int evse = 1; evse <= 8; ++evse) {
    if (!station.say("plug " + std::to_string(evse) + " 11000")) state.SkipWithError("no station");
    station.say(R"(present {"id_token":{"value":"CARD)" + std::to_string(evse) +
                R"(","type":"Local"},"authorization_type":"BankCard","prevalidated":true,)" +
                R"("connectors":[)" + std::to_string(evse) + "]}");
  }
  std::this_thread::sleep_for(std::chrono::seconds(3));
  while (state.KeepRunning()) std::this_thread::sleep_for(std::chrono::seconds(1));
  const bool heard = kiosk ? kiosk->told().now(8).state == hal::EvseState::charging
                           : client->heard("powermeter").size() >= 8;
  if (!heard) state.SkipWithError("not all of them charge");
}
BENCHMARK(cpu_of_eight_evses)
    ->Arg(kerb_itself)
    ->Arg(plain_client)
    ->MeasureProcessCPUTime()
    ->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace kerb::interop
