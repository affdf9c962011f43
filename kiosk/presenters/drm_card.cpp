#include "kiosk/presenters/drm_card.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <sys/mman.h>
#include <unistd.h>
#include <xf86drm.h>
#include <xf86drmMode.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <optional>
#include <utility>
#include <vector>

namespace kerb::kiosk {
namespace {

constexpr const char* kRights =
    "the user needs the group video, and nothing else may hold the display: stop the desktop, the "
    "splash screen or the other program";

template <typename T, void (*kFree)(T*)>
struct Freed {
  void operator()(T* pointer) const { kFree(pointer); }
};
using Resources = std::unique_ptr<drmModeRes, Freed<drmModeRes, drmModeFreeResources>>;
using Connector = std::unique_ptr<drmModeConnector, Freed<drmModeConnector, drmModeFreeConnector>>;
using Encoder = std::unique_ptr<drmModeEncoder, Freed<drmModeEncoder, drmModeFreeEncoder>>;
using Crtc = std::unique_ptr<drmModeCrtc, Freed<drmModeCrtc, drmModeFreeCrtc>>;

class FileDescriptor {
 public:
  explicit FileDescriptor(int fd) : fd_(fd) {}
  ~FileDescriptor() {
    if (fd_ >= 0) ::close(fd_);
  }
  FileDescriptor(FileDescriptor&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
  FileDescriptor& operator=(FileDescriptor&&) = delete;
  int get() const { return fd_; }

 private:
  int fd_;
};

// What is lit: an output, the mode that it likes best, and the part of the card that drives it.
struct Output {
  std::uint32_t connector = 0;
  std::uint32_t crtc = 0;
  drmModeModeInfo mode{};
};

std::optional<std::uint32_t> crtc_for(int fd, const drmModeRes& resources,
                                      const drmModeConnector& connector) {
  if (const Encoder present(drmModeGetEncoder(fd, connector.encoder_id));
      present && present->crtc_id != 0) {
    return present->crtc_id;
  }
  for (int i = 0; i < connector.count_encoders; ++i) {
    const Encoder encoder(drmModeGetEncoder(fd, connector.encoders[i]));
    if (!encoder) continue;
    for (int at = 0; at < resources.count_crtcs; ++at) {
      if ((encoder->possible_crtcs >> at & 1U) != 0) return resources.crtcs[at];
    }
  }
  return std::nullopt;
}

std::optional<Output> output_of(int fd) {
  const Resources resources(drmModeGetResources(fd));
  if (!resources) return std::nullopt;
  for (int i = 0; i < resources->count_connectors; ++i) {
    const Connector connector(drmModeGetConnector(fd, resources->connectors[i]));
    if (!connector || connector->connection != DRM_MODE_CONNECTED || connector->count_modes == 0) {
      continue;
    }
    const auto crtc = crtc_for(fd, *resources, *connector);
    if (!crtc) continue;
    const auto* modes = connector->modes;
    const auto* best = std::find_if(
        modes, modes + connector->count_modes,
        [](const drmModeModeInfo& mode) { return (mode.type & DRM_MODE_TYPE_PREFERRED) != 0; });
    if (best == modes + connector->count_modes) best = modes;
    return Output{connector->connector_id, *crtc, *best};
  }
  return std::nullopt;
}

class LibDrmCard final : public DrmCard {
 public:
  LibDrmCard(FileDescriptor fd, const Output& output)
      : fd_(std::move(fd)), output_(output), before_(drmModeGetCrtc(fd_.get(), output.crtc)) {}
  ~LibDrmCard() override {
    if (before_ && before_->buffer_id != 0) {
      drmModeSetCrtc(fd_.get(), before_->crtc_id, before_->buffer_id, before_->x, before_->y,
                     &output_.connector, 1, &before_->mode);
    }
    for (const Made& made : made_) {
      ::munmap(made.octets.data(), made.octets.size());
      drmModeRmFB(fd_.get(), made.id);
      drmModeDestroyDumbBuffer(fd_.get(), made.handle);
    }
  }
  LibDrmCard(const LibDrmCard&) = delete;
  LibDrmCard& operator=(const LibDrmCard&) = delete;

  int width() const override { return output_.mode.hdisplay; }
  int height() const override { return output_.mode.vdisplay; }

  hal::Result<Buffer> make_buffer() override {
    constexpr std::uint32_t kBits = 32;
    constexpr std::uint8_t kDepth = 24;
    const auto across = static_cast<std::uint32_t>(width());
    const auto down = static_cast<std::uint32_t>(height());
    Made made;
    std::uint32_t pitch = 0;
    std::uint64_t size = 0;
    std::uint64_t offset = 0;
    if (drmModeCreateDumbBuffer(fd_.get(), across, down, kBits, 0, &made.handle, &pitch, &size) !=
            0 ||
        drmModeMapDumbBuffer(fd_.get(), made.handle, &offset) != 0 ||
        drmModeAddFB(fd_.get(), across, down, kDepth, kBits, pitch, made.handle, &made.id) != 0) {
      return failed("display.no_buffer", "making a buffer for the panel");
    }
    void* memory = ::mmap(nullptr, size, PROT_READ | PROT_WRITE, MAP_SHARED, fd_.get(),
                          static_cast<off_t>(offset));
    if (memory == MAP_FAILED) return failed("display.no_buffer", "mapping a buffer of the panel");
    std::memset(memory, 0, size);
    made.octets = {static_cast<std::uint8_t*>(memory), size};
    made_.push_back(made);
    return Buffer{made.id, pitch, made.octets};
  }

  hal::Result<void> show(const Buffer& buffer) override {
    // Some drivers cannot flip; setting the mode anew shows the buffer just as well.
    if (lit_ && flip(buffer.id)) return {};
    if (drmModeSetCrtc(fd_.get(), output_.crtc, buffer.id, 0, 0, &output_.connector, 1,
                       &output_.mode) != 0) {
      return failed("display.refused", "showing a frame on the panel");
    }
    lit_ = true;
    return {};
  }

 private:
  struct Made {
    std::uint32_t id = 0;
    std::uint32_t handle = 0;
    std::span<std::uint8_t> octets;
  };

  static tl::unexpected<hal::Error> failed(const char* code, const char* tried) {
    return hal::failure(code, fmt::format("{}: {}", tried, std::strerror(errno)), kRights);
  }

  bool flip(std::uint32_t id) {
    if (drmModePageFlip(fd_.get(), output_.crtc, id, DRM_MODE_PAGE_FLIP_EVENT, nullptr) != 0) {
      return false;
    }
    constexpr int kMostMillis = 100;  // a panel shows at least ten frames a second
    pollfd waiting{fd_.get(), POLLIN, 0};
    if (::poll(&waiting, 1, kMostMillis) <= 0) return true;
    drmEventContext context{};
    context.version = 2;
    drmHandleEvent(fd_.get(), &context);
    return true;
  }

  FileDescriptor fd_;
  Output output_;
  Crtc before_;  // what was shown, to be shown again
  std::vector<Made> made_;
  bool lit_ = false;
};

std::vector<std::filesystem::path> cards() {
  std::vector<std::filesystem::path> found;
  std::error_code ignored;
  for (const auto& entry : std::filesystem::directory_iterator("/dev/dri", ignored)) {
    if (entry.path().filename().string().starts_with("card")) found.push_back(entry.path());
  }
  std::sort(found.begin(), found.end());
  return found;
}

}  // namespace

hal::Result<std::unique_ptr<DrmCard>> DrmCard::open(const std::filesystem::path& device) {
  const auto candidates = device.empty() ? cards() : std::vector{device};
  hal::Error last{"display.no_card", "looking for a display card in /dev/dri",
                  "load the panel's driver, or name the card in [display] device"};
  for (const auto& path : candidates) {
    FileDescriptor fd(::open(path.c_str(), O_RDWR | O_CLOEXEC));
    std::uint64_t dumb = 0;
    if (fd.get() < 0 || drmGetCap(fd.get(), DRM_CAP_DUMB_BUFFER, &dumb) != 0 || dumb == 0) {
      last = {"display.no_card", fmt::format("opening {}: {}", path.string(), std::strerror(errno)),
              kRights};
      continue;
    }
    const auto output = output_of(fd.get());
    if (!output) {
      last = {"display.no_output", "looking for a panel at " + path.string(),
              "nothing is connected there: check the panel's cable and its device tree"};
      continue;
    }
    return std::unique_ptr<DrmCard>(std::make_unique<LibDrmCard>(std::move(fd), *output));
  }
  return tl::make_unexpected(last);
}

}  // namespace kerb::kiosk
