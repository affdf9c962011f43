#include "kiosk/presenters/sdl_speaker.hpp"

#include <SDL.h>

#include <condition_variable>
#include <deque>
#include <mutex>
#include <thread>

#include "hal/clock.hpp"
#include "kiosk/presenters/tones.hpp"

namespace kerb::kiosk {
namespace {

// A worker opens the device for the first beep and closes it after a while of silence: an open
// device wakes the processor a hundred times a second for nothing.
class SdlSpeaker final : public hal::Speaker {
 public:
  SdlSpeaker() : worker_([this] { work(); }) {}
  ~SdlSpeaker() override {
    {
      const std::scoped_lock lock(mutex_);
      ending_ = true;
    }
    changed_.notify_all();
    worker_.join();
    SDL_QuitSubSystem(SDL_INIT_AUDIO);
  }
  SdlSpeaker(const SdlSpeaker&) = delete;
  SdlSpeaker& operator=(const SdlSpeaker&) = delete;

  void play(hal::Beep beep) override {
    constexpr std::size_t kMost = 4;  // beeps that come late say nothing
    {
      const std::scoped_lock lock(mutex_);
      if (beeps_.size() >= kMost) return;
      beeps_.push_back(beep);
    }
    changed_.notify_all();
  }

 private:
  void work() {
    constexpr hal::Seconds kOpenFor{5};
    SDL_AudioDeviceID device = 0;
    std::unique_lock lock(mutex_);
    while (!ending_) {
      const auto something = [&] { return ending_ || !beeps_.empty(); };
      if (device == 0) {
        changed_.wait(lock, something);
      } else if (!changed_.wait_for(lock, kOpenFor, something)) {
        lock.unlock();
        SDL_CloseAudioDevice(device);
        lock.lock();
        device = 0;
      }
      if (ending_ || beeps_.empty()) continue;
      const hal::Beep beep = beeps_.front();
      beeps_.pop_front();
      lock.unlock();
      device = sound(device, beep);
      lock.lock();
    }
    lock.unlock();
    if (device != 0) SDL_CloseAudioDevice(device);
  }

  static SDL_AudioDeviceID sound(SDL_AudioDeviceID device, hal::Beep beep) {
    if (device == 0) {
      SDL_AudioSpec wish{};
      wish.freq = kSampleRate;
      wish.format = AUDIO_S16SYS;
      wish.channels = 1;
      wish.samples = 512;
      device = SDL_OpenAudioDevice(nullptr, 0, &wish, nullptr, 0);
      if (device == 0) return 0;  // unplugged meanwhile: silent, and tried again with the next beep
      SDL_PauseAudioDevice(device, 0);
    }
    const std::vector<std::int16_t> tone = tone_of(beep);
    SDL_QueueAudio(device, tone.data(), static_cast<Uint32>(tone.size() * sizeof tone.front()));
    return device;
  }

  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<hal::Beep> beeps_;
  bool ending_ = false;
  std::thread worker_;  // last: it uses all of the above
};

}  // namespace

std::unique_ptr<hal::Speaker> make_sdl_speaker() {
  if (SDL_InitSubSystem(SDL_INIT_AUDIO) != 0) return std::make_unique<hal::SilentSpeaker>();
  if (SDL_GetNumAudioDevices(0) == 0) {
    SDL_QuitSubSystem(SDL_INIT_AUDIO);
    return std::make_unique<hal::SilentSpeaker>();
  }
  return std::make_unique<SdlSpeaker>();
}

}  // namespace kerb::kiosk
