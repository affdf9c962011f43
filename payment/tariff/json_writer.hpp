// Writes JSON from left to right; the commas come by themselves.
#pragma once

#include <string>
#include <string_view>
#include <utility>

namespace kerb::payment::tariff {

class JsonWriter {
 public:
  void open(char bracket) {
    comma();
    text_.push_back(bracket);
    first_ = true;
  }
  void close(char bracket) {
    text_.push_back(bracket);
    first_ = false;
  }
  // Before a value in an object. `name` has nothing to escape.
  void key(std::string_view name) {
    comma();
    text_.push_back('"');
    text_.append(name).append("\":");
    first_ = true;
  }
  void string(std::string_view value);
  // null, true, false, or a number.
  void raw(std::string_view value) {
    comma();
    text_.append(value);
  }

  void string(std::string_view name, std::string_view value) {
    key(name);
    string(value);
  }
  void raw(std::string_view name, std::string_view value) {
    key(name);
    raw(value);
  }
  void boolean(std::string_view name, bool value) { raw(name, value ? "true" : "false"); }

  std::string take() && { return std::move(text_); }

 private:
  void comma() {
    if (!first_) text_.push_back(',');
    first_ = false;
  }
  std::string text_;
  bool first_ = true;
};

}  // namespace kerb::payment::tariff
