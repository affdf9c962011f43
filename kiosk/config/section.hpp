// One [section] of the file while it is read. Each setting is asked for once, with a rule that says
// what is right; whatever is wrong goes to the complaints and reading goes on, so that all mistakes
// come at once. What was never asked for is unknown, and refused when the section is finished.
#pragma once

#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <utility>
#include <vector>

#include "hal/error.hpp"
#include "kiosk/config/document.hpp"

namespace kerb::kiosk::config {

// Why a value will not do: a code of read_config() and what would be right.
struct Mismatch {
  std::string code;
  std::string remedy;
};

template <typename T>
using Accepted = tl::expected<T, Mismatch>;

// Everything that is wrong, in the form that read_config() promises.
class Complaints {
 public:
  explicit Complaints(std::string file) : file_(std::move(file)) {}

  // `about` is the rest of the first sentence: "[display] width_px = 99999".
  void add(std::string code, int line, const std::string& about, std::string remedy);

  bool empty() const { return errors_.empty(); }
  // In the order of lines.
  std::vector<hal::Error> take();

 private:
  struct Numbered {
    int line;
    hal::Error error;
  };
  std::string file_;
  std::vector<Numbered> errors_;
};

class Section {
 public:
  // `name` is as written: "[site]", "[[controller.evse]]"; empty for the top of the file. `table`
  // and `complaints` must outlive the section.
  Section(const Table& table, std::string name, Complaints& complaints)
      : table_(&table), name_(std::move(name)), complaints_(&complaints) {}

  // Reads a setting that must be there. `target` keeps its value when it is missing or wrong; true
  // when it was read.
  template <typename Target, typename Rule>
  bool need(std::string_view key, Target& target, const Rule& rule) {
    const Entry* entry = known(key);
    if (entry == nullptr) {
      missing(key, rule.right());
      return false;
    }
    return accept(*entry, target, rule);
  }

  // Reads a setting that may be left out.
  template <typename Target, typename Rule>
  bool may(std::string_view key, Target& target, const Rule& rule) {
    const Entry* entry = known(key);
    return entry != nullptr && accept(*entry, target, rule);
  }

  // Whether it is there, right or wrong.
  bool given(std::string_view key) { return known(key) != nullptr; }

  // A section within this one, called `name`; an empty one when it is missing, which is a complaint
  // when it is `required`.
  Section inner(std::string_view key, std::string name, bool required);

  // The tables of [[name]]; complains when there is none or it is not a list of tables.
  std::vector<Section> each(std::string_view key, const std::string& name);

  // Something is wrong with a setting beyond its own rule, for instance in relation to another one.
  void object(std::string_view key, std::string code, std::string remedy);

  // Complains of every key that nobody asked for.
  void finish();

 private:
  template <typename Target, typename Rule>
  bool accept(const Entry& entry, Target& target, const Rule& rule) {
    auto accepted = rule(entry.value);
    if (!accepted) {
      refuse(entry, std::move(accepted.error()));
      return false;
    }
    target = std::move(*accepted);
    return true;
  }

  const Entry* known(std::string_view key);
  std::string place(std::string_view key) const;
  void missing(std::string_view key, const std::string& right);
  void refuse(const Entry& entry, Mismatch mismatch);

  const Table* table_;
  std::string name_;
  Complaints* complaints_;
  std::vector<std::string> asked_;
  bool absent_ = false;  // the section itself is missing: one complaint is enough
};

// The candidate nearest to what was typed, when it is near enough to be meant; empty otherwise.
std::string nearest(std::string_view typed, const std::vector<std::string>& candidates);

}  // namespace kerb::kiosk::config
