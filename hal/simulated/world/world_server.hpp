// Lets a kiosk in another process, and whoever plays the world, at a simulated station and reader.
// The station goes on whatever becomes of the kiosk: a kiosk that is killed is a connection that
// ends.
#pragma once

#include <filesystem>
#include <memory>

#include "hal/simulated/world/world_orders.hpp"

namespace kerb::hal::simulated {

// At most 32 connections at a time. The one that said "listen" last is told what happens; whoever
// does not take what he is told is cut off, because the station waits for nobody.
class WorldServer {
 public:
  // Becomes the station's listener. Station, reader and clock outlive it. Errors: world.socket.
  static Result<std::unique_ptr<WorldServer>> open(const std::filesystem::path& socket,
                                                   Station& station, Reader& reader,
                                                   const hal::Clock& clock);
  ~WorldServer();

 private:
  class Guest;
  struct Serving;
  explicit WorldServer(std::unique_ptr<Serving> serving);
  std::unique_ptr<Serving> serving_;
};

}  // namespace kerb::hal::simulated
