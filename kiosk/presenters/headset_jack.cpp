#include "kiosk/presenters/headset_jack.hpp"

#include <fcntl.h>
#include <linux/input.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <utility>

namespace kerb::kiosk {
namespace {

// As it is before the first event; a device that does not tell has none plugged in.
bool plugged_now(int device) {
  std::array<unsigned char, (SW_MAX + 8) / 8> switches{};
  if (::ioctl(device, EVIOCGSW(switches.size()), switches.data()) < 0) return false;
  return (switches[SW_HEADPHONE_INSERT / 8] >> (SW_HEADPHONE_INSERT % 8) & 1) != 0;
}

}  // namespace

hal::Result<std::unique_ptr<HeadsetJack>> HeadsetJack::open(const std::filesystem::path& device,
                                                            std::function<void()> changed) {
  const int fd = ::open(device.c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC);
  if (fd < 0) {
    return hal::failure("headset.unreadable",
                        "opening " + device.string() + ": " + std::strerror(errno),
                        "check [speech] headset_jack; the user needs the group input");
  }
  const int ending = ::eventfd(0, EFD_CLOEXEC);
  if (ending < 0) {
    ::close(fd);
    return hal::failure("headset.unreadable", "making an eventfd", std::strerror(errno));
  }
  return std::unique_ptr<HeadsetJack>(new HeadsetJack(fd, ending, std::move(changed)));
}

HeadsetJack::HeadsetJack(int device, int ending, std::function<void()> changed)
    : device_(device),
      ending_(ending),
      changed_(std::move(changed)),
      plugged_(plugged_now(device)),
      watcher_([this] { watch(); }) {}

HeadsetJack::~HeadsetJack() {
  const std::uint64_t one = 1;
  [[maybe_unused]] const ssize_t written = ::write(ending_, &one, sizeof one);
  watcher_.join();
  ::close(device_);
  ::close(ending_);
}

void HeadsetJack::watch() {
  for (;;) {
    std::array<pollfd, 2> waiting{{{device_, POLLIN, 0}, {ending_, POLLIN, 0}}};
    if (::poll(waiting.data(), waiting.size(), -1) < 0 && errno != EINTR) return;
    if (waiting[1].revents != 0) return;
    if ((waiting[0].revents & POLLIN) != 0 && !read_events()) return;
    if ((waiting[0].revents & (POLLERR | POLLHUP | POLLNVAL)) != 0) return;
  }
}

bool HeadsetJack::read_events() {
  input_event event{};
  for (;;) {
    const ssize_t octets = ::read(device_, &event, sizeof event);
    if (octets < 0) return errno == EAGAIN || errno == EINTR;
    if (octets != static_cast<ssize_t>(sizeof event)) return false;
    if (event.type != EV_SW || event.code != SW_HEADPHONE_INSERT) continue;
    plugged_ = event.value != 0;
    changed_();
  }
}

hal::Result<std::unique_ptr<hal::Display>> DisplayWithHeadset::create(
    std::unique_ptr<hal::Display> display, const std::filesystem::path& device) {
  hal::Display* woken = display.get();
  std::unique_ptr<DisplayWithHeadset> made(new DisplayWithHeadset(std::move(display)));
  auto jack = HeadsetJack::open(device, [woken] { woken->wake(); });
  if (!jack) return tl::make_unexpected(jack.error());
  made->jack_ = std::move(*jack);
  return std::unique_ptr<hal::Display>(std::move(made));
}

std::optional<hal::DisplayEvent> DisplayWithHeadset::news() {
  const bool plugged = jack_->plugged();
  if (plugged == told_) return std::nullopt;
  told_ = plugged;
  return hal::Headset{plugged};
}

std::optional<hal::DisplayEvent> DisplayWithHeadset::wait(hal::Millis timeout) {
  if (auto told = news()) return told;
  if (auto event = display_->wait(timeout)) return event;
  return news();
}

}  // namespace kerb::kiosk
