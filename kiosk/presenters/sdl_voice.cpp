#include "kiosk/presenters/sdl_voice.hpp"

#include <SDL.h>

#include <algorithm>
#include <condition_variable>
#include <mutex>
#include <optional>
#include <thread>

#include "hal/clock.hpp"

namespace kerb::kiosk {
namespace {

// A worker speaks; whoever calls only leaves a note of what is wanted now. `turn_` counts the
// wishes: speech of an older turn ends at once.
class SdlVoice final : public hal::Voice {
 public:
  SdlVoice(SpeechProgram program, std::function<void(const std::string&)> log)
      : program_(std::move(program)), log_(std::move(log)), worker_([this] { work(); }) {}
  ~SdlVoice() override {
    {
      const std::scoped_lock lock(mutex_);
      ending_ = true;
      ++turn_;
    }
    changed_.notify_all();
    worker_.join();
    SDL_QuitSubSystem(SDL_INIT_AUDIO);
  }
  SdlVoice(const SdlVoice&) = delete;
  SdlVoice& operator=(const SdlVoice&) = delete;

  void say(const hal::Utterance& utterance) override { wish(utterance); }
  void hush() override { wish(std::nullopt); }
  void pause(bool paused) override {
    const std::scoped_lock lock(mutex_);
    if (device_ != 0) SDL_PauseAudioDevice(device_, paused ? 1 : 0);
  }
  void set_volume(int percent) override {
    const std::scoped_lock lock(mutex_);
    volume_ = std::clamp(percent, 0, 100);
  }

 private:
  void wish(std::optional<hal::Utterance> utterance) {
    {
      const std::scoped_lock lock(mutex_);
      wanted_ = std::move(utterance);
      ++turn_;
      if (device_ != 0) {
        SDL_ClearQueuedAudio(device_);
        SDL_PauseAudioDevice(device_, 0);
      }
    }
    changed_.notify_all();
  }

  void work() {
    constexpr hal::Seconds kOpenFor{30};  // of silence; an open device wakes the processor
    std::unique_lock lock(mutex_);
    while (!ending_) {
      const auto something = [&] { return ending_ || wanted_.has_value(); };
      if (device_ == 0) {
        changed_.wait(lock, something);
      } else if (!changed_.wait_for(lock, kOpenFor, something) &&
                 SDL_GetQueuedAudioSize(device_) == 0) {
        SDL_CloseAudioDevice(std::exchange(device_, 0));
      }
      if (ending_ || !wanted_) continue;
      const hal::Utterance utterance = std::move(*wanted_);
      wanted_.reset();
      const int turn = turn_;
      if (device_ == 0) device_ = open_device();
      if (device_ == 0) continue;  // unplugged meanwhile: tried again with the next words
      lock.unlock();
      const auto spoken =
          synthesise(program_, utterance.text, utterance.locale,
                     [&](std::span<const std::int16_t> samples) { return queue(samples, turn); });
      if (!spoken) complain(spoken.error());
      lock.lock();
    }
    if (device_ != 0) SDL_CloseAudioDevice(device_);
  }

  static SDL_AudioDeviceID open_device() {
    SDL_AudioSpec wish{};
    wish.freq = kSpokenRate;
    wish.format = AUDIO_S16LSB;
    wish.channels = 1;
    wish.samples = 1024;
    const SDL_AudioDeviceID device = SDL_OpenAudioDevice(nullptr, 0, &wish, nullptr, 0);
    if (device != 0) SDL_PauseAudioDevice(device, 0);
    return device;
  }

  bool queue(std::span<const std::int16_t> samples, int turn) {
    const std::scoped_lock lock(mutex_);
    if (turn != turn_) return false;
    louder_.resize(samples.size());
    std::transform(samples.begin(), samples.end(), louder_.begin(), [this](std::int16_t sample) {
      return static_cast<std::int16_t>(sample * volume_ / 100);
    });
    if (louder_.empty()) return true;
    const auto octets = static_cast<Uint32>(louder_.size() * sizeof louder_.front());
    return SDL_QueueAudio(device_, louder_.data(), octets) == 0;
  }

  void complain(const hal::Error& error) {
    if (error.code == complained_) return;
    complained_ = error.code;
    log_(error.sentence());
  }

  const SpeechProgram program_;
  const std::function<void(const std::string&)> log_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::optional<hal::Utterance> wanted_;
  std::vector<std::int16_t> louder_;
  std::string complained_;  // the worker's
  int turn_ = 0;
  int volume_ = 70;
  SDL_AudioDeviceID device_ = 0;
  bool ending_ = false;
  std::thread worker_;  // last: it uses all of the above
};

}  // namespace

std::unique_ptr<hal::Voice> make_sdl_voice(SpeechProgram program,
                                           std::function<void(const std::string&)> log) {
  if (program.name.empty() || SDL_InitSubSystem(SDL_INIT_AUDIO) != 0) return nullptr;
  if (SDL_GetNumAudioDevices(0) == 0) {
    SDL_QuitSubSystem(SDL_INIT_AUDIO);
    return nullptr;
  }
  return std::make_unique<SdlVoice>(std::move(program), std::move(log));
}

}  // namespace kerb::kiosk
