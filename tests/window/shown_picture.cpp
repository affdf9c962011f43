// Shows one screen in a real window and writes the same frame as a PNG: window_test.py compares the
// pixels of the X server with it. Ends when its input is closed.
#include <fmt/format.h>
#include <poll.h>

#include <cstdio>

#include "kiosk/gallery/fixtures.hpp"
#include "kiosk/gallery/studio.hpp"
#include "kiosk/presenters/png.hpp"
#include "kiosk/presenters/sdl_windows.hpp"

namespace kerb::kiosk {
namespace {

template <typename T>
T must(hal::Result<T> result) {
  if (!result) {
    fmt::print(stderr, "{}\n", result.error().sentence());
    std::exit(1);
  }
  return std::move(*result);
}

bool input_is_closed() {
  pollfd input{0, POLLIN, 0};
  return ::poll(&input, 1, 0) > 0 && (input.revents & (POLLHUP | POLLIN)) != 0;
}

int show(const char* fixture, const std::filesystem::path& png) {
  const auto studio = must(gallery::Studio::create(KERB_SOURCE_DIR "/locales"));
  const gallery::Picture picture = studio->take(gallery::fixture(fixture), {});
  if (auto written = write_png(png, picture.view()); !written) {
    fmt::print(stderr, "{}\n", written.error().sentence());
    return 1;
  }
  const auto windows = must(SdlWindows::create());
  const auto window = must(windows->open({.title = "shown picture",
                                          .width = picture.width,
                                          .height = picture.height,
                                          .resizable = false,
                                          .x = 0,
                                          .y = 0}));
  bool told = false;
  while (!input_is_closed()) {
    // The server may lose what was shown before the window was mapped.
    window->present(picture.view(), {0, 0, picture.width, picture.height});
    window->wait(hal::Millis{50});
    if (!told) fmt::print("shown\n");
    std::fflush(stdout);
    told = true;
  }
  return 0;
}

}  // namespace
}  // namespace kerb::kiosk

int main(int argc, char** argv) {
  if (argc != 3) {
    fmt::print("shown_picture FIXTURE FILE.png\n");
    return 2;
  }
  return kerb::kiosk::show(argv[1], argv[2]);
}
