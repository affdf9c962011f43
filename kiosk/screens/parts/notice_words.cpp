#include "kiosk/screens/parts/notice_words.hpp"

#include <algorithm>
#include <cmath>

#include <unicode/uchar.h>
#include <unicode/utf8.h>

#include "kiosk/ui/type/characters.hpp"

namespace kerb::kiosk {
namespace {

constexpr hal::Millis kNoticeShown{6'000};
constexpr std::size_t kMostNoticeCharacters = 1024;
constexpr int kLongPart = 10;          // characters between two places to break
constexpr std::size_t kWordIsAt = 24;  // so far back a cut looks for the end of a word

void append_utf8(std::string& to, char32_t character) {
  std::uint8_t octets[U8_MAX_LENGTH] = {};
  std::int32_t length = 0;
  U8_APPEND_UNSAFE(octets, length, static_cast<UChar32>(character));
  to.append(reinterpret_cast<const char*>(octets), static_cast<std::size_t>(length));
}

// Marks for direction would turn what stands beside the text; private characters are our own icons.
bool steers(char32_t character) {
  const auto kind = u_charType(static_cast<UChar32>(character));
  return (kind == U_FORMAT_CHAR && character != 0x200C && character != 0x200D) ||
         kind == U_PRIVATE_USE_CHAR || kind == U_SURROGATE || kind == U_UNASSIGNED;
}

bool is_mark(char32_t character) {
  return (U_GET_GC_MASK(static_cast<UChar32>(character)) & U_GC_M_MASK) != 0;
}

// Where ICU offers enough places to break by itself.
bool breaks_anywhere(char32_t character) {
  return character >= 0x2E80 || (character >= 0x0E00 && character < 0x0F00);
}

bool is_blank_here(char32_t character) {
  return character == U'\n' || u_isUWhiteSpace(static_cast<UChar32>(character)) != 0;
}

std::string utf8_of(const std::vector<char32_t>& characters, std::size_t count) {
  std::string out;
  for (std::size_t i = 0; i < count; ++i) append_utf8(out, characters[i]);
  return out;
}

}  // namespace

std::vector<const NoticeView*> notices_by_rank(const Snapshot& snapshot) {
  std::vector<const NoticeView*> all;
  for (const NoticeView& notice : snapshot.notices) all.push_back(&notice);
  std::stable_sort(all.begin(), all.end(),
                   [](const NoticeView* a, const NoticeView* b) { return a->rank < b->rank; });
  return all;
}

const NoticeView* notice_in_turn(const Page& page) {
  const auto all = notices_by_rank(page.snapshot);
  if (all.empty()) return nullptr;
  if (all.front()->rank == NoticeView::Rank::always_front) return all.front();
  const auto equal = std::count_if(all.begin(), all.end(), [&](const NoticeView* notice) {
    return notice->rank == all.front()->rank;
  });
  // Who wants less motion turns the pages by hand.
  if (equal == 1 || page.ctx.still) return all.front();
  const auto since = page.ctx.now.time_since_epoch();
  page.ctx.animate(kNoticeShown - since % kNoticeShown);
  return all[static_cast<std::size_t>(since / kNoticeShown % equal)];
}

std::string notice_text(const NoticeView& notice) {
  std::string text;
  char32_t before = U'\n';
  std::size_t count = 0;
  for (const char32_t character : ui::characters_of(notice.text)) {
    if (steers(character)) continue;
    const bool blank = character == U' ' || character == U'\n';
    if (blank && (before == U'\n' || before == character)) continue;
    if (++count > kMostNoticeCharacters) break;
    append_utf8(text, character);
    before = character;
  }
  while (!text.empty() && (text.back() == '\n' || text.back() == ' ')) text.pop_back();
  return text;
}

std::string breakable(Page& page, const std::string& text, ui::TextStyle style, float width) {
  ui::TextEngine& engine = page.ctx.canvas.text_engine();
  if (!engine.layout(text, style, {.max_width = width}).truncated) return text;
  std::string out;
  int part = 0;
  for (const char32_t character : ui::characters_of(text)) {
    if (is_blank_here(character) || breaks_anywhere(character)) {
      part = 0;
    } else if (!is_mark(character) && ++part > kLongPart) {
      append_utf8(out, 0x200B);
      part = 1;
    }
    append_utf8(out, character);
  }
  return out;
}

std::string beginning_of(Page& page, const std::string& text, ui::TextStyle style, float width,
                         int lines) {
  ui::TextEngine& engine = page.ctx.canvas.text_engine();
  const auto fits = [&](const std::string& words) {
    const ui::TextLayout& layout = engine.layout(words, style, {.max_width = width});
    return !layout.truncated && layout.lines <= lines;
  };
  const std::string whole = breakable(page, text, style, width);
  if (fits(whole)) return whole;
  const std::vector<char32_t> characters = ui::characters_of(whole);
  const auto cut_at = [&](std::size_t count) { return utf8_of(characters, count) + "\u2026"; };
  std::size_t least = 0;
  std::size_t most = characters.size();
  while (most - least > 1) {
    const std::size_t half = (least + most) / 2;
    (fits(cut_at(half)) ? least : most) = half;
  }
  std::size_t end = least;
  while (end > 0 && end < characters.size() && is_mark(characters[end])) --end;
  for (std::size_t back = end; back > 0 && end - back < kWordIsAt; --back) {
    if (!is_blank_here(characters[back - 1])) continue;
    end = back - 1;
    break;
  }
  while (end > 0 && is_blank_here(characters[end - 1])) --end;
  return cut_at(end);
}

}  // namespace kerb::kiosk
