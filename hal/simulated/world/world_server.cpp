#include "hal/simulated/world/world_server.hpp"

#include <unistd.h>

#include <atomic>
#include <list>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <utility>

#include "hal/simulated/world/line_socket.hpp"

namespace kerb::hal::simulated {
namespace {

constexpr Millis kServerSlice{50};  // how soon the server's end is noticed
constexpr std::size_t kMostGuests = 32;

}  // namespace

// Whoever is connected. What is said to him may come from two threads: his own, which answers, and
// the one that moves the station.
class WorldServer::Guest {
 public:
  explicit Guest(int connection) : line_(connection) {}

  LineSocket::Heard receive(std::string& line) { return line_.receive(line, kServerSlice); }
  void say(const Json& message) {
    const std::scoped_lock lock(saying_);
    if (!line_.send(line_of(message), Millis{0})) line_.hang_up();
  }

 private:
  LineSocket line_;
  std::mutex saying_;
};

struct WorldServer::Serving {
  Serving(LineListener opened, Station& station, Reader& reader, const hal::Clock& clock)
      : listener(std::move(opened)), world{station, reader, clock, ledger} {}

  struct Seat {
    std::thread thread;
    std::atomic<bool> left{false};
  };

  void serve_all();
  void clear_seats();
  void serve(const std::shared_ptr<Guest>& guest);
  void answer(const std::shared_ptr<Guest>& guest, const std::string& line);
  void tell_kiosk(const ControllerEvent& event);
  void report_to(const std::shared_ptr<Guest>& guest);

  LineListener listener;
  ChargeLedger ledger;
  World world;
  std::mutex choosing;  // guards the next
  std::weak_ptr<Guest> kiosk;
  std::atomic<bool> ends{false};
  std::list<Seat> seats;  // the door's thread only
  std::thread door;
};

void WorldServer::Serving::serve_all() {
  while (!ends) {
    const int connection = listener.accept(kServerSlice);
    clear_seats();
    if (connection < 0) continue;
    if (seats.size() >= kMostGuests) {
      ::close(connection);
      continue;
    }
    Seat& seat = seats.emplace_back();
    seat.thread = std::thread([this, &seat, guest = std::make_shared<Guest>(connection)] {
      serve(guest);
      seat.left = true;
    });
  }
  for (Seat& seat : seats) seat.thread.join();
}

void WorldServer::Serving::clear_seats() {
  seats.remove_if([](Seat& seat) {
    if (!seat.left) return false;
    seat.thread.join();
    return true;
  });
}

void WorldServer::Serving::serve(const std::shared_ptr<Guest>& guest) {
  std::string line;
  while (!ends) {
    const auto heard = guest->receive(line);
    if (heard == LineSocket::Heard::gone) return;
    if (heard == LineSocket::Heard::line) answer(guest, line);
  }
}

void WorldServer::Serving::answer(const std::shared_ptr<Guest>& guest, const std::string& line) {
  const auto question = message_in(line);
  if (!question) return guest->say({{"id", nullptr}, {"error", "not_understood"}});
  const auto id = whole_in(*question, "id", 0, INT64_MAX);
  const bool listens = text_in(*question, "do", 32) == "listen";
  Json answer = listens ? Json{{"ok", true}} : answer_to(*question, world);
  if (id) answer["id"] = *id;
  guest->say(answer);
  if (listens) report_to(guest);
}

// The states come with the new listener, after the answer.
void WorldServer::Serving::report_to(const std::shared_ptr<Guest>& guest) {
  {
    const std::scoped_lock lock(choosing);
    kiosk = guest;
  }
  world.station.listen([this](const ControllerEvent& event) { tell_kiosk(event); });
}

void WorldServer::Serving::tell_kiosk(const ControllerEvent& event) {
  ledger.note(event);
  std::shared_ptr<Guest> listening;
  {
    const std::scoped_lock lock(choosing);
    listening = kiosk.lock();
  }
  if (listening) listening->say(message_of(event));
}

Result<std::unique_ptr<WorldServer>> WorldServer::open(const std::filesystem::path& socket,
                                                       Station& station, Reader& reader,
                                                       const hal::Clock& clock) {
  auto listener = LineListener::open(socket);
  if (!listener) return tl::make_unexpected(listener.error());
  return std::unique_ptr<WorldServer>(
      new WorldServer(std::make_unique<Serving>(std::move(*listener), station, reader, clock)));
}

WorldServer::WorldServer(std::unique_ptr<Serving> serving) : serving_(std::move(serving)) {
  serving_->world.station.listen(
      [it = serving_.get()](const ControllerEvent& event) { it->tell_kiosk(event); });
  serving_->door = std::thread([it = serving_.get()] { it->serve_all(); });
}

WorldServer::~WorldServer() {
  serving_->ends = true;
  serving_->door.join();
  serving_->world.station.listen({});
}

}  // namespace kerb::hal::simulated
