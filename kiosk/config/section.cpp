#include "kiosk/config/section.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>

namespace kerb::kiosk::config {
namespace {

constexpr std::size_t kLongestKey = 40;  // none of Kerb's is longer

// A section that is missing is read as an empty one, so that its settings take their defaults.
const Table empty_table;

// How many letters must be put in, left out or changed to come from one word to the other
// (Levenshtein).
std::size_t edits(std::string_view from, std::string_view to) {
  std::vector<std::size_t> row(to.size() + 1);
  std::iota(row.begin(), row.end(), std::size_t{0});
  for (std::size_t i = 0; i < from.size(); ++i) {
    std::size_t diagonal = row[0];
    row[0] = i + 1;
    for (std::size_t j = 0; j < to.size(); ++j) {
      const std::size_t changed = diagonal + (from[i] == to[j] ? 0 : 1);
      diagonal = row[j + 1];
      row[j + 1] = std::min({changed, diagonal + 1, row[j] + 1});
    }
  }
  return row.back();
}

bool names_a_secret(std::string_view key) {
  for (const std::string_view word :
       {"secret", "password", "api_key", "shared_key", "private_key"}) {
    if (key.find(word) != std::string_view::npos) return true;
  }
  return false;
}

std::string key_shown(std::string_view key) {
  Value value;
  value.content = std::string(key);
  const std::string quoted = shown(value);
  return quoted.substr(1, quoted.size() - 2);
}

}  // namespace

std::string nearest(std::string_view typed, const std::vector<std::string>& candidates) {
  if (typed.empty() || typed.size() > kLongestKey) return {};
  std::string best;
  std::size_t fewest = std::max<std::size_t>(2, typed.size() / 3) + 1;
  for (const std::string& candidate : candidates) {
    // "widht" is nearer to "width" than to "width_px": a unit is easily left out.
    const std::string_view stem = std::string_view(candidate).substr(0, candidate.rfind('_'));
    const std::size_t needed = std::min(edits(typed, candidate), edits(typed, stem));
    const bool continues = candidate.starts_with(typed) && typed.size() >= 3;
    if (needed < fewest || (continues && best.empty())) {
      best = candidate;
      fewest = std::min(fewest, needed);
    }
  }
  return best;
}

void Complaints::add(std::string code, int line, const std::string& about, std::string remedy) {
  errors_.push_back(
      {line, {std::move(code), fmt::format("{}:{}: {}", file_, line, about), std::move(remedy)}});
}

std::vector<hal::Error> Complaints::take() {
  std::stable_sort(errors_.begin(), errors_.end(),
                   [](const Numbered& a, const Numbered& b) { return a.line < b.line; });
  std::vector<hal::Error> result;
  result.reserve(errors_.size());
  for (Numbered& numbered : errors_) result.push_back(std::move(numbered.error));
  errors_.clear();
  return result;
}

const Entry* Section::known(std::string_view key) {
  asked_.emplace_back(key);
  return table_->find(key);
}

std::string Section::place(std::string_view key) const {
  return name_.empty() ? key_shown(key) : name_ + ' ' + key_shown(key);
}

void Section::missing(std::string_view key, const std::string& right) {
  if (absent_) return;
  complaints_->add("config.missing_key", table_->line, place(key) + " is missing",
                   fmt::format("Add {} = …: {}.", key, right));
}

void Section::refuse(const Entry& entry, Mismatch mismatch) {
  complaints_->add(std::move(mismatch.code), entry.value.line,
                   place(entry.key) + " = " + shown(entry.value), std::move(mismatch.remedy));
}

Section Section::inner(std::string_view key, std::string name, bool required) {
  const Entry* entry = known(key);
  if (entry != nullptr) {
    if (const auto* table = std::get_if<Table>(&entry->value.content)) {
      return Section(*table, std::move(name), *complaints_);
    }
    complaints_->add(
        "config.wrong_type", entry->line, place(key) + " = " + shown(entry->value),
        fmt::format("It is a section: write {} on a line of its own and its settings below.",
                    name));
  } else if (required && !absent_) {
    complaints_->add("config.missing_key", table_->line, "the section " + name + " is missing",
                     "Add it; packaging/kerb.toml shows every setting with its meaning.");
  }
  Section absent(empty_table, std::move(name), *complaints_);
  absent.absent_ = true;
  return absent;
}

std::vector<Section> Section::each(std::string_view key, const std::string& name) {
  std::vector<Section> sections;
  const Entry* entry = known(key);
  if (entry == nullptr) {
    if (!absent_) {
      complaints_->add("config.missing_key", table_->line, name_ + " has no " + name,
                       "Add one " + name + " for every EVSE of the station.");
    }
    return sections;
  }
  const auto* array = std::get_if<Array>(&entry->value.content);
  const bool tables =
      array != nullptr && std::all_of(array->begin(), array->end(), [](const Value& value) {
        return std::holds_alternative<Table>(value.content);
      });
  if (!tables || array->empty()) {
    complaints_->add(
        "config.wrong_type", entry->line, place(key) + " = " + shown(entry->value),
        "Write " + name + " on a line of its own, once for every EVSE, its settings below.");
    return sections;
  }
  for (const Value& value : *array) {
    sections.emplace_back(std::get<Table>(value.content), name, *complaints_);
  }
  return sections;
}

void Section::object(std::string_view key, std::string code, std::string remedy) {
  const Entry* entry = table_->find(key);
  if (entry != nullptr) {
    refuse(*entry, {std::move(code), std::move(remedy)});
  } else {
    complaints_->add(std::move(code), table_->line, place(key), std::move(remedy));
  }
}

void Section::finish() {
  for (const Entry& entry : table_->entries) {
    if (std::find(asked_.begin(), asked_.end(), entry.key) != asked_.end()) continue;
    const bool section = name_.empty() && std::holds_alternative<Table>(entry.value.content);
    const std::string guess = nearest(entry.key, asked_);
    std::string remedy = "Remove it; packaging/kerb.toml shows what there is.";
    if (names_a_secret(entry.key)) {
      remedy =
          "Remove it: secrets are never in this file. [gateway] key_file names the file that holds "
          "them.";
    } else if (!guess.empty()) {
      remedy = fmt::format("Remove it, or did you mean \"{}\"?", guess);
    }
    complaints_->add("config.unknown_key", entry.line,
                     section ? fmt::format("[{}] is not a section of Kerb", key_shown(entry.key))
                             : place(entry.key) + " is not a setting of Kerb",
                     std::move(remedy));
  }
}

}  // namespace kerb::kiosk::config
