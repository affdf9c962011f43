// The same screen drawn by others, from the very same commands: SDL's software renderer, and
// OpenGL, which on a machine without a GPU is Mesa's software (llvmpipe). OpenGL needs a display;
// without one it says so: xvfb-run build/tests/bench --benchmark_filter=whole_frame. CPU time is
// that of all threads of the process.
#include <SDL.h>
#include <benchmark/benchmark.h>
#include <imgui.h>

#include <map>

#include "kiosk/gallery/fixtures.hpp"
#include "kiosk/gallery/studio.hpp"
#include "kiosk/runtime/driver_screen.hpp"
#include "kiosk/runtime/installation.hpp"
#include "kiosk/ui/image.hpp"

namespace kerb::kiosk {
namespace {

using gallery::landscape;

const Languages& languages() {
  static const Languages loaded = *Languages::load(locales_folder(), {"en"}, "Europe/Berlin");
  return loaded;
}

// The fixture's commands; good until the renderer begins another frame.
const ImDrawList& commands_of(ui::Renderer& renderer, const char* fixture) {
  const DisplayConfig& panel = landscape().display;
  ui::SemanticTree tree;
  draw_still(renderer, tree, gallery::fixture(fixture), languages(), panel, panel.width,
             panel.height);
  return renderer.commands();
}

class SdlPainter {
 public:
  explicit SdlPainter(SDL_Renderer* renderer) : renderer_(renderer) {}
  ~SdlPainter() {
    for (const auto& [serial, texture] : textures_) SDL_DestroyTexture(texture);
  }
  SdlPainter(const SdlPainter&) = delete;
  SdlPainter& operator=(const SdlPainter&) = delete;

  // False when it cannot draw this.
  bool paint(const ImDrawList& list) {
    SDL_SetRenderDrawColor(renderer_, 255, 255, 255, 255);
    SDL_RenderClear(renderer_);
    for (const ImDrawCmd& command : list.CmdBuffer) {
      const SDL_Rect clip{static_cast<int>(command.ClipRect.x),
                          static_cast<int>(command.ClipRect.y),
                          static_cast<int>(command.ClipRect.z - command.ClipRect.x),
                          static_cast<int>(command.ClipRect.w - command.ClipRect.y)};
      SDL_RenderSetClipRect(renderer_, &clip);
      const ImDrawVert* vertices = list.VtxBuffer.Data + command.VtxOffset;
      const auto stride = static_cast<int>(sizeof(ImDrawVert));
      const int count = list.VtxBuffer.Size - static_cast<int>(command.VtxOffset);
      const int done = SDL_RenderGeometryRaw(
          renderer_, texture_of(static_cast<const ui::Texture*>(command.GetTexID())),
          &vertices->pos.x, stride, reinterpret_cast<const SDL_Color*>(&vertices->col), stride,
          &vertices->uv.x, stride, count, list.IdxBuffer.Data + command.IdxOffset,
          static_cast<int>(command.ElemCount), sizeof(ImDrawIdx));
      if (done != 0) return false;
    }
    SDL_RenderPresent(renderer_);
    return true;
  }

 private:
  SDL_Texture* texture_of(const ui::Texture* texture) {
    if (texture == nullptr) return nullptr;
    SDL_Texture*& made = textures_[texture->serial];
    if (made != nullptr) return made;
    std::vector<std::uint32_t> rgba = texture->rgba;
    for (const std::uint8_t alpha : texture->alpha) {
      rgba.push_back(0x00FFFFFFU | static_cast<std::uint32_t>(alpha) << 24U);
    }
    made = SDL_CreateTexture(renderer_, SDL_PIXELFORMAT_ABGR8888, SDL_TEXTUREACCESS_STATIC,
                             texture->width, texture->height);
    SDL_UpdateTexture(made, nullptr, rgba.data(), texture->width * 4);
    SDL_SetTextureBlendMode(made, SDL_BLENDMODE_BLEND);
    return made;
  }

  SDL_Renderer* renderer_;
  std::map<std::uint64_t, SDL_Texture*> textures_;
};

enum Peer { kerb_itself, sdl_software, sdl_opengl };

void whole_frame_by_kerb(benchmark::State& state, const char* fixture) {
  auto renderer = std::move(*ui::Renderer::create());
  commands_of(*renderer, fixture);
  while (state.KeepRunning()) {
    renderer->invalidate();
    renderer->end();
  }
}

void whole_frame_by_sdl(benchmark::State& state, const char* fixture, bool opengl) {
  auto renderer = std::move(*ui::Renderer::create());
  const ImDrawList& commands = commands_of(*renderer, fixture);
  const DisplayConfig& panel = landscape().display;
  if (opengl && SDL_InitSubSystem(SDL_INIT_VIDEO) != 0) {
    return state.SkipWithError("no display: run it under xvfb-run");
  }
  SDL_SetHint(SDL_HINT_RENDER_DRIVER, "opengl");
  SDL_Window* window =
      opengl ? SDL_CreateWindow("bench", 0, 0, panel.width, panel.height, 0) : nullptr;
  SDL_Surface* surface = opengl ? nullptr
                                : SDL_CreateRGBSurfaceWithFormat(0, panel.width, panel.height, 32,
                                                                 SDL_PIXELFORMAT_ARGB8888);
  SDL_Renderer* peer = opengl ? SDL_CreateRenderer(window, -1, SDL_RENDERER_ACCELERATED)
                              : SDL_CreateSoftwareRenderer(surface);
  if (peer == nullptr) {
    state.SkipWithError("no OpenGL here: run it under xvfb-run");
  } else {
    SdlPainter painter(peer);
    while (state.KeepRunning()) {
      if (!painter.paint(commands)) state.SkipWithError("SDL cannot draw this");
    }
  }
  SDL_DestroyRenderer(peer);
  SDL_DestroyWindow(window);
  SDL_FreeSurface(surface);
  if (opengl) SDL_QuitSubSystem(SDL_INIT_VIDEO);
}

void whole_frame(benchmark::State& state) {
  const char* fixture = state.range(0) == 0 ? "idle" : "charging";
  const auto peer = static_cast<Peer>(state.range(1));
  constexpr const char* kNames[] = {"Kerb", "reference: SDL's software renderer",
                                    "reference: OpenGL by SDL"};
  state.SetLabel(std::string(fixture) + ", " + kNames[peer]);
  if (peer == kerb_itself) return whole_frame_by_kerb(state, fixture);
  whole_frame_by_sdl(state, fixture, peer == sdl_opengl);
}
BENCHMARK(whole_frame)
    ->ArgsProduct({{0, 1}, {kerb_itself, sdl_software, sdl_opengl}})
    ->MeasureProcessCPUTime()
    ->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace kerb::kiosk
