// The font files, opened when the first character needs them. Shaping works in the font's own units
// (HarfBuzz on the mapped file) and scales afterwards, so one face serves every size.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include <ft2build.h>
#include FT_FREETYPE_H
#include <hb.h>

#include "hal/error.hpp"
#include "kiosk/ui/text.hpp"

namespace kerb::kiosk::ui {

using FaceId = std::uint32_t;

class FontBook {
 public:
  // Opens Inter Regular. Errors: font.missing, font.unreadable.
  static hal::Result<std::unique_ptr<FontBook>> create(FontFolders folders);
  ~FontBook();
  FontBook(const FontBook&) = delete;
  FontBook& operator=(const FontBook&) = delete;

  // Which Han forms to prefer: "ja", "ko", "zh-Hant"; anything else is simplified Chinese for zh,
  // else Japanese.
  void set_locale(std::string_view locale);

  // The face that has the character: that of the text before it when it can (spaces, marks), Inter,
  // the script's own font, then any. Inter's empty box when none has.
  FaceId face_for(char32_t character, Weight weight, std::optional<FaceId> before);
  FaceId icon_face();

  hb_font_t* shaper(FaceId face) const { return faces_[face]->shaper; }
  FT_Face outlines(FaceId face) const { return faces_[face]->outlines; }
  float units_per_em(FaceId face) const { return faces_[face]->units_per_em; }
  // Inter is drawn for small text and asks to be set closer when it is large.
  bool closes_up(FaceId face) const { return faces_[face]->closes_up; }
  const std::vector<hal::Error>& errors() const { return errors_; }

 private:
  struct Face {
    hb_blob_t* file = nullptr;
    hb_font_t* shaper = nullptr;
    FT_Face outlines = nullptr;
    float units_per_em = 1000;
    bool closes_up = false;
    ~Face();
  };
  enum class Family : std::uint8_t { inter, arabic, hebrew, devanagari, thai, cjk, noto, icons };

  explicit FontBook(FontFolders folders) : folders_(std::move(folders)) {}
  static Family family_of(char32_t character);
  std::filesystem::path file_of(Family family, Weight weight) const;
  hal::Result<FaceId> open(const std::filesystem::path& file, int index, std::string_view package);
  // Opens at most once; a font that cannot be opened is remembered and reported once.
  std::optional<FaceId> face(Family family, Weight weight);
  bool has(FaceId face, char32_t character) const;

  FontFolders folders_;
  FT_Library library_ = nullptr;
  int cjk_index_ = 0;
  std::vector<std::unique_ptr<Face>> faces_;
  std::unordered_map<std::string, std::optional<FaceId>> opened_;  // by file and index
  std::unordered_map<std::uint32_t, std::optional<FaceId>> by_family_;
  std::vector<hal::Error> errors_;
};

}  // namespace kerb::kiosk::ui
