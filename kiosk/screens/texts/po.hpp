// Reads the translators' format, gettext .po, as far as Kerb uses it: every entry has a msgctxt
// (the stable id that the code names), a msgid (the English text) and a msgstr (the translation).
// Plurals are written inside the text as ICU MessageFormat, so msgid_plural is refused.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "hal/error.hpp"

namespace kerb::kiosk {

struct PoEntry {
  std::string id;           // msgctxt: "idle.title"
  std::string source;       // msgid
  std::string translation;  // msgstr; empty: not translated
  bool fuzzy = false;       // the translation is a guess that nobody looked at: not shown
  int line = 0;             // where it begins, from 1
};

// At most one megabyte, UTF-8. The header entry and obsolete (#~) ones are left out; the others
// keep their order. Errors: texts.syntax, texts.duplicate, texts.too_long, each with `name`:LINE.
hal::Result<std::vector<PoEntry>> parse_po(std::string_view text, const std::string& name);

}  // namespace kerb::kiosk
