#include "kiosk/ui/renderer.hpp"

#include <imgui.h>
#include <imgui_internal.h>

#include "kiosk/ui/raster/rasteriser.hpp"
#include "kiosk/ui/raster/tile_damage.hpp"
#include "kiosk/ui/shadow.hpp"

namespace kerb::kiosk::ui {

struct Renderer::Parts {
  std::unique_ptr<TextEngine> text;
  ImDrawListSharedData shared;  // no ImGui context: only its draw lists are used
  ImDrawList list{&shared};
  Texture shadow = make_shadow_texture();
  raster::TileDamage damage;
  std::optional<Canvas> canvas;
  std::vector<std::uint32_t> pixels;
  int width = 0;
  int height = 0;
  Colour clear = 0;

  explicit Parts(std::unique_ptr<TextEngine> engine) : text(std::move(engine)) {
    shared.CurveTessellationTol = 1.25F;
    shared.SetCircleTessellationMaxError(0.2F);
    shared.InitialFlags = ImDrawListFlags_AntiAliasedLines | ImDrawListFlags_AntiAliasedFill |
                          ImDrawListFlags_AllowVtxOffset;
  }
};

Renderer::Renderer(std::unique_ptr<Parts> parts) : parts_(std::move(parts)) {}
Renderer::~Renderer() = default;

hal::Result<std::unique_ptr<Renderer>> Renderer::create(FontFolders folders) {
  auto text = TextEngine::create(std::move(folders));
  if (!text) return tl::make_unexpected(text.error());
  return std::unique_ptr<Renderer>(new Renderer(std::make_unique<Parts>(std::move(*text))));
}

Canvas& Renderer::begin(int width, int height, Colour clear) {
  constexpr int kMost = 8192;
  Parts& p = *parts_;
  p.width = std::clamp(width, 1, kMost);
  p.height = std::clamp(height, 1, kMost);
  p.clear = clear;
  const auto pixels = static_cast<std::size_t>(p.width) * static_cast<std::size_t>(p.height);
  if (p.pixels.size() != pixels) {
    p.pixels.assign(pixels, clear);
    p.damage.invalidate();
  }
  p.text->begin_frame();
  const Size size{static_cast<float>(p.width), static_cast<float>(p.height)};
  p.shared.ClipRectFullscreen = {0, 0, size.w, size.h};
  p.list._ResetForNewFrame();
  p.list.PushTextureID(nullptr);
  p.list.PushClipRectFullScreen();
  p.canvas.emplace(p.list, *p.text, p.shadow, size);
  return *p.canvas;
}

Frame Renderer::end() {
  Parts& p = *parts_;
  p.list._PopUnusedDrawCmd();
  ImDrawList* lists[] = {&p.list};
  ImDrawData data;
  data.Valid = true;
  data.CmdLists = lists;
  data.CmdListsCount = 1;
  data.DisplaySize = {static_cast<float>(p.width), static_cast<float>(p.height)};
  const raster::Target target{p.pixels.data(), p.width};
  Frame frame;
  bool first = true;
  for (const raster::Clip& clip : p.damage.changed(data, p.width, p.height, p.clear)) {
    raster::draw(target, clip, data, p.clear);
    if (first) frame.damage = {clip.x0, clip.y0, clip.x1, clip.y1};
    first = false;
    frame.damage = {std::min(frame.damage.left, clip.x0), std::min(frame.damage.top, clip.y0),
                    std::max(frame.damage.right, clip.x1), std::max(frame.damage.bottom, clip.y1)};
  }
  frame.view = view();
  frame.tiles = p.damage.tiles();
  frame.tiles_drawn = p.damage.tiles_changed();
  return frame;
}

void Renderer::invalidate() {
  parts_->damage.invalidate();
}
TextEngine& Renderer::text() {
  return *parts_->text;
}
const ImDrawList& Renderer::commands() const {
  return parts_->list;
}
hal::FrameView Renderer::view() const {
  return {parts_->width, parts_->height, parts_->pixels};
}

}  // namespace kerb::kiosk::ui
