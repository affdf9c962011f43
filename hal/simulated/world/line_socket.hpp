// One connection over a Unix socket on which each side sends lines of text. Nothing of the other
// side is trusted: a line has a greatest length, and neither sending nor receiving waits longer than
// it was told to.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <utility>

#include "hal/clock.hpp"
#include "hal/error.hpp"

namespace kerb::hal::simulated {

// Octets, without the line's end. The longest message, a page of the charger's books, fits twice.
constexpr std::size_t kLongestLine = 8192;
// Octets of a socket's path; the kernel's own limit.
constexpr std::size_t kLongestSocketPath = 107;

// send() from one thread and receive() from another at the same time is allowed; more is not.
class LineSocket {
 public:
  // Errors: world.unreachable.
  static Result<LineSocket> connect(const std::filesystem::path& path);
  // Takes the descriptor over.
  explicit LineSocket(int connection) : connection_(connection) {}
  LineSocket(LineSocket&& other) noexcept;
  LineSocket& operator=(LineSocket&& other) noexcept;
  ~LineSocket();

  // False: the other side is gone, or did not take it within that time. Half a line may be on its
  // way then, so nothing more can be said on this connection.
  bool send(std::string_view line, Millis within);

  enum class Heard {
    line,
    nothing,  // within that time
    gone,     // ended, or sent a line that is too long: nothing more will come
  };
  Heard receive(std::string& line, Millis within);

  // Ends the connection for both sides; a receive() that waits returns. Any thread.
  void hang_up() const;

 private:
  bool take_line(std::string& line);

  int connection_ = -1;
  std::string received_;
};

// Where connections come from. The socket's file is for its owner only, and goes with the listener.
class LineListener {
 public:
  // A file left by a process that ended is replaced; one that is in use is not.
  // Errors: world.socket.
  static Result<LineListener> open(const std::filesystem::path& path);
  LineListener(LineListener&& other) noexcept;
  LineListener& operator=(LineListener&&) = delete;
  ~LineListener();

  // Waits at most that long; below 0: nobody came. The descriptor is the caller's.
  int accept(Millis within) const;

 private:
  LineListener(int listening, std::filesystem::path path)
      : listening_(listening), path_(std::move(path)) {}
  int listening_ = -1;
  std::filesystem::path path_;
};

}  // namespace kerb::hal::simulated
