#include "kiosk/ui/type/font_book.hpp"

#include <fmt/format.h>
#include <array>

#include <unicode/uscript.h>

namespace kerb::kiosk::ui {
namespace {

constexpr std::string_view kInterPackage = "fonts-inter";
constexpr std::string_view kNotoPackage = "fonts-noto-core";
constexpr std::string_view kCjkPackage = "fonts-noto-cjk";
constexpr std::string_view kIconPackage = "fonts-material-design-icons-iconfont";

// The order of the regional faces in NotoSansCJK-*.ttc.
enum CjkIndex { cjk_japanese = 0, cjk_korean = 1, cjk_simplified = 2, cjk_traditional = 3 };

std::string remedy_for(std::string_view package) {
  return fmt::format("install the Debian package {}: sudo apt-get install {}", package, package);
}

// Signs that several scripts share name them all: the Arabic comma also serves Thaana.
UScriptCode one_of_its_scripts(char32_t character) {
  for (const UScriptCode script :
       {USCRIPT_ARABIC, USCRIPT_DEVANAGARI, USCRIPT_HEBREW, USCRIPT_THAI}) {
    if (uscript_hasScript(static_cast<UChar32>(character), script) != 0) return script;
  }
  return USCRIPT_COMMON;
}

}  // namespace

FontBook::Face::~Face() {
  if (shaper != nullptr) hb_font_destroy(shaper);
  if (outlines != nullptr) FT_Done_Face(outlines);
  if (file != nullptr) hb_blob_destroy(file);
}

FontBook::~FontBook() {
  faces_.clear();
  if (library_ != nullptr) FT_Done_FreeType(library_);
}

hal::Result<std::unique_ptr<FontBook>> FontBook::create(FontFolders folders) {
  std::unique_ptr<FontBook> book(new FontBook(std::move(folders)));
  if (FT_Init_FreeType(&book->library_) != 0) {
    return hal::failure("font.unreadable", "starting FreeType", "this machine is out of memory");
  }
  const auto inter = book->open(book->file_of(Family::inter, Weight::regular), 0, kInterPackage);
  if (!inter) return tl::make_unexpected(inter.error());
  return book;
}

void FontBook::set_locale(std::string_view locale) {
  const std::string_view language = locale.substr(0, locale.find('-'));
  const bool traditional = locale.find("Hant") != std::string_view::npos ||
                           locale.find("TW") != std::string_view::npos ||
                           locale.find("HK") != std::string_view::npos;
  int index = cjk_japanese;
  if (language == "ko") index = cjk_korean;
  if (language == "zh") index = traditional ? cjk_traditional : cjk_simplified;
  if (index == cjk_index_) return;
  cjk_index_ = index;
  by_family_.clear();
}

FontBook::Family FontBook::family_of(char32_t character) {
  UErrorCode status = U_ZERO_ERROR;
  UScriptCode script = uscript_getScript(static_cast<UChar32>(character), &status);
  if (script == USCRIPT_COMMON) script = one_of_its_scripts(character);
  switch (script) {
    case USCRIPT_ARABIC:
      return Family::arabic;
    case USCRIPT_HEBREW:
      return Family::hebrew;
    case USCRIPT_DEVANAGARI:
      return Family::devanagari;
    case USCRIPT_THAI:
      return Family::thai;
    case USCRIPT_HAN:
    case USCRIPT_HIRAGANA:
    case USCRIPT_KATAKANA:
    case USCRIPT_HANGUL:
    case USCRIPT_BOPOMOFO:
      return Family::cjk;
    default: {
      const bool cjk_signs = (character >= 0x3000 && character <= 0x303F) ||  // CJK punctuation
                             (character >= 0xFF00 && character <= 0xFFEF);    // full-width forms
      return cjk_signs ? Family::cjk : Family::noto;
    }
  }
}

std::filesystem::path FontBook::file_of(Family family, Weight weight) const {
  static constexpr std::array<const char*, 4> kInter{"Inter-Regular.otf", "Inter-Medium.otf",
                                                     "Inter-SemiBold.otf", "Inter-Bold.otf"};
  const char* two = weight >= Weight::semibold ? "Bold" : "Regular";  // Noto here has two weights
  const auto noto = [&](const char* script) {
    return folders_.noto / fmt::format("NotoSans{}-{}.ttf", script, two);
  };
  switch (family) {
    case Family::inter:
      return folders_.inter / kInter[static_cast<std::size_t>(weight)];
    case Family::arabic:
      return noto("Arabic");
    case Family::hebrew:
      return noto("Hebrew");
    case Family::devanagari:
      return noto("Devanagari");
    case Family::thai:
      return noto("Thai");
    case Family::cjk:
      return folders_.noto_cjk / fmt::format("NotoSansCJK-{}.ttc", two);
    case Family::icons:
      return folders_.icons / "MaterialIcons-Regular.ttf";
    case Family::noto:
      break;
  }
  return noto("");
}

hal::Result<FaceId> FontBook::open(const std::filesystem::path& file, int index,
                                   std::string_view package) {
  const std::string key = fmt::format("{}#{}", file.string(), index);
  if (const auto known = opened_.find(key); known != opened_.end() && known->second)
    return *known->second;
  auto face = std::make_unique<Face>();
  face->file = hb_blob_create_from_file_or_fail(file.c_str());
  if (face->file == nullptr) {
    return hal::failure("font.missing", fmt::format("opening the font {}", file.string()),
                        remedy_for(package));
  }
  unsigned size = 0;
  const char* octets = hb_blob_get_data(face->file, &size);
  const FT_Error failed = FT_New_Memory_Face(library_, reinterpret_cast<const FT_Byte*>(octets),
                                             static_cast<FT_Long>(size), index, &face->outlines);
  if (failed != 0) {
    face->outlines = nullptr;
    return hal::failure(
        "font.unreadable",
        fmt::format("reading the font {} (FreeType error {})", file.string(), failed),
        remedy_for(package) + " --reinstall");
  }
  hb_face_t* tables = hb_face_create(face->file, static_cast<unsigned>(index));
  face->units_per_em = static_cast<float>(hb_face_get_upem(tables));
  face->shaper = hb_font_create(tables);
  hb_face_destroy(tables);
  face->closes_up = package == kInterPackage;
  faces_.push_back(std::move(face));
  const auto id = static_cast<FaceId>(faces_.size() - 1);
  opened_[key] = id;
  return id;
}

std::optional<FaceId> FontBook::face(Family family, Weight weight) {
  const auto key = static_cast<std::uint32_t>(family) << 8U | static_cast<std::uint32_t>(weight);
  if (const auto known = by_family_.find(key); known != by_family_.end()) return known->second;
  std::string_view package = kNotoPackage;
  if (family == Family::inter) package = kInterPackage;
  if (family == Family::cjk) package = kCjkPackage;
  if (family == Family::icons) package = kIconPackage;
  const auto found = open(file_of(family, weight), family == Family::cjk ? cjk_index_ : 0, package);
  if (!found) errors_.push_back(found.error());
  const std::optional<FaceId> id = found ? std::optional<FaceId>(*found) : std::nullopt;
  by_family_[key] = id;
  return id;
}

bool FontBook::has(FaceId face, char32_t character) const {
  hb_codepoint_t glyph = 0;
  return hb_font_get_nominal_glyph(faces_[face]->shaper, character, &glyph) != 0;
}

FaceId FontBook::face_for(char32_t character, Weight weight, std::optional<FaceId> before) {
  UErrorCode status = U_ZERO_ERROR;
  const UScriptCode script = uscript_getScript(static_cast<UChar32>(character), &status);
  const bool follows = script == USCRIPT_INHERITED || character == U' ' || character == 0x00A0 ||
                       character == 0x200C || character == 0x200D || character == 0x2060;
  if (before && follows && has(*before, character)) return *before;
  const FaceId inter = face(Family::inter, weight).value_or(0);
  // Inter's private use area holds its own alternates: no text means those.
  if (has(inter, character)) return inter;
  const Family family = family_of(character);
  for (const Family candidate : {family, Family::noto, Family::cjk}) {
    const auto id = face(candidate, weight);
    if (id && has(*id, character)) return *id;
    if (family == Family::noto && candidate == Family::noto && character < 0x2000) break;
  }
  return inter;
}

FaceId FontBook::icon_face() {
  return face(Family::icons, Weight::regular).value_or(0);
}

}  // namespace kerb::kiosk::ui
