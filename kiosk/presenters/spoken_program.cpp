#include "kiosk/presenters/spoken_program.hpp"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstring>

#include "hal/clock.hpp"

namespace kerb::kiosk {
namespace {

constexpr hal::Seconds kPatience{15};
constexpr hal::Millis kListenEvery{50};                          // how soon a new text ends the old
constexpr std::size_t kMostSamples = std::size_t{120} * 22'050;  // two minutes of speech
constexpr std::size_t kWaveHeader = 44;  // RIFF with one "fmt " and one "data" chunk, as it writes

class Descriptor {
 public:
  explicit Descriptor(int number = -1) : number_(number) {}
  ~Descriptor() { close(); }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  int get() const { return number_; }
  void open(int number) { number_ = number; }
  void close() {
    if (number_ >= 0) ::close(number_);
    number_ = -1;
  }

 private:
  int number_;
};

// A child that is never left behind, neither running nor dead.
class Child {
 public:
  explicit Child(pid_t process) : process_(process) {}
  ~Child() {
    if (process_ <= 0) return;
    ::kill(process_, SIGKILL);
    ::waitpid(process_, nullptr, 0);
  }
  Child(const Child&) = delete;
  Child& operator=(const Child&) = delete;
  bool ended_well() {
    int status = 0;
    const bool waited = ::waitpid(process_, &status, 0) == process_;
    process_ = 0;
    return waited && WIFEXITED(status) && WEXITSTATUS(status) == 0;
  }

 private:
  pid_t process_;
};

bool make_pipe(Descriptor& read, Descriptor& write) {
  std::array<int, 2> ends{};
  if (::pipe2(ends.data(), O_CLOEXEC) != 0) return false;
  read.open(ends[0]);
  write.open(ends[1]);
  return true;
}

hal::Result<pid_t> start(const SpeechProgram& program, const std::string& voice, int in, int out) {
  std::string name = program.name;
  std::string rate = std::to_string(program.words_per_minute);
  std::string spoken = voice;
  std::array<std::string, 5> fixed{"-b1", "--stdin", "--stdout", "-v", "-s"};
  std::array<char*, 9> words{name.data(),     fixed[0].data(), fixed[1].data(),
                             fixed[2].data(), fixed[3].data(), spoken.data(),
                             fixed[4].data(), rate.data(),     nullptr};
  posix_spawn_file_actions_t actions{};
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_adddup2(&actions, in, STDIN_FILENO);
  posix_spawn_file_actions_adddup2(&actions, out, STDOUT_FILENO);
  posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
  pid_t process = 0;
  const int problem =
      ::posix_spawnp(&process, name.c_str(), &actions, nullptr, words.data(), environ);
  posix_spawn_file_actions_destroy(&actions);
  if (problem != 0) {
    return hal::failure("speech.start", "starting " + program.name,
                        std::string(std::strerror(problem)) +
                            "; install espeak-ng, or leave [speech] program empty");
  }
  return process;
}

// At most so many octets, and not in the middle of a character.
std::string bounded(std::string text) {
  if (text.size() <= kMostSpokenOctets) return text;
  std::size_t end = kMostSpokenOctets;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80) --end;
  text.resize(end);
  return text;
}

// What the program writes, without the header, in whole samples.
class Samples {
 public:
  std::span<const std::int16_t> add(std::span<const char> octets) {
    rest_.insert(rest_.end(), octets.begin(), octets.end());
    const std::size_t skipped = std::min(header_left_, rest_.size());
    header_left_ -= skipped;
    const std::size_t whole = (rest_.size() - skipped) / sizeof(std::int16_t);
    ready_.resize(whole);
    if (whole > 0) {
      std::memcpy(ready_.data(), rest_.data() + skipped, whole * sizeof(std::int16_t));
    }
    rest_.erase(rest_.begin(), rest_.begin() + static_cast<std::ptrdiff_t>(
                                                   skipped + whole * sizeof(std::int16_t)));
    return ready_;
  }

 private:
  std::size_t header_left_ = kWaveHeader;
  std::vector<char> rest_;
  std::vector<std::int16_t> ready_;
};

}  // namespace

std::string synthesiser_voice(const std::string& locale) {
  if (locale == "zh-Hans") return "cmn";
  if (locale == "en") return "en-gb";
  if (locale == "th") return {};  // espeak-ng 1.51 knows no Thai
  return locale;
}

hal::Result<void> synthesise(const SpeechProgram& program, const std::string& text,
                             const std::string& locale,
                             const std::function<bool(std::span<const std::int16_t>)>& take) {
  const std::string voice = synthesiser_voice(locale);
  if (voice.empty()) {
    return hal::failure("speech.no_voice", "speaking " + locale, "the synthesiser has no voice");
  }
  Descriptor text_read;
  Descriptor text_write;
  Descriptor sound_read;
  Descriptor sound_write;
  if (!make_pipe(text_read, text_write) || !make_pipe(sound_read, sound_write)) {
    return hal::failure("speech.start", "making a pipe", std::strerror(errno));
  }
  // Before the program runs: a pipe holds more than this, and nobody can close its end meanwhile.
  const std::string bounded_text = bounded(text) + "\n";
  if (::write(text_write.get(), bounded_text.data(), bounded_text.size()) < 0) {
    return hal::failure("speech.start", "writing the text", std::strerror(errno));
  }
  text_write.close();
  const auto process = start(program, voice, text_read.get(), sound_write.get());
  if (!process) return tl::make_unexpected(process.error());
  Child child(*process);
  text_read.close();
  sound_write.close();

  const hal::SystemClock clock;
  const hal::Monotonic deadline = clock.monotonic() + kPatience;
  Samples samples;
  std::size_t heard = 0;
  std::array<char, 16'384> octets{};
  while (clock.monotonic() < deadline && heard < kMostSamples) {
    pollfd waiting{sound_read.get(), POLLIN, 0};
    const int ready = ::poll(&waiting, 1, static_cast<int>(kListenEvery.count()));
    if (ready < 0 && errno != EINTR) break;
    if (ready <= 0) {
      if (!take({})) return {};
      continue;
    }
    const ssize_t count = ::read(sound_read.get(), octets.data(), octets.size());
    if (count < 0) break;
    if (count == 0) {
      if (child.ended_well()) return {};
      break;
    }
    const auto fresh = samples.add({octets.data(), static_cast<std::size_t>(count)});
    heard += fresh.size();
    if (!take(fresh)) return {};
  }
  return hal::failure("speech.failed", "speaking through " + program.name,
                      "it ended badly, took too long or would not end");
}

}  // namespace kerb::kiosk
