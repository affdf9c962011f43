// Pictures of glyphs on pages of coverage, made when first drawn. Pages only ever gain texels while
// a frame is drawn, because draw commands already point at them; between frames, when there are too
// many, everything is dropped and the pages take new serials, so that no tile with old texels
// passes for unchanged.
#pragma once

#include <memory>
#include <unordered_map>
#include <vector>

#include "kiosk/ui/image.hpp"
#include "kiosk/ui/type/font_book.hpp"

namespace kerb::kiosk::ui {

struct AtlasGlyph {
  const Texture* page = nullptr;  // nullptr: nothing to draw (a space), or no room
  int x = 0;                      // on the page
  int y = 0;
  int width = 0;
  int height = 0;
  int left = 0;  // from the pen to the picture, pixels
  int top = 0;   // from the baseline up to the picture
};

class GlyphAtlas {
 public:
  static constexpr int kPageSize = 1024;
  static constexpr std::size_t kKeptPages = 4;   // more than this are dropped at the next frame
  static constexpr std::size_t kMostPages = 16;  // a hostile frame gets no more than this: 16 MiB

  explicit GlyphAtlas(FontBook& fonts) : fonts_(&fonts) {}

  // `quarter` is the pen's place between two pixels, 0 to 3.
  const AtlasGlyph& glyph(FaceId face, std::uint32_t glyph, int size_px, int quarter);
  void begin_frame();
  // Drops all pictures.
  void clear();

  std::size_t pages() const { return pages_.size(); }
  std::size_t glyphs() const { return glyphs_.size(); }
  // Grows whenever pictures were dropped.
  std::uint64_t generation() const { return generation_; }

 private:
  struct Shelf {
    int y = 0;
    int height = 0;
    int used = 0;
  };
  struct Page {
    Texture texture;
    std::vector<Shelf> shelves;
    int next_y = 1;
  };
  struct Place {
    Page* page = nullptr;
    int x = 0;
    int y = 0;
  };
  AtlasGlyph rendered(FaceId face, std::uint32_t glyph, int size_px, int quarter);
  Place place(int width, int height);
  static bool place_on(Page& page, int width, int height, Place& out);

  FontBook* fonts_;
  std::vector<std::unique_ptr<Page>> pages_;
  std::unordered_map<std::uint64_t, AtlasGlyph> glyphs_;
  std::uint64_t generation_ = 0;
};

}  // namespace kerb::kiosk::ui
