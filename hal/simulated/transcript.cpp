#include "hal/simulated/transcript.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "hal/apdu.hpp"

namespace kerb::hal::simulated {
namespace {

constexpr std::size_t kMostOctets = 1 << 20;
constexpr std::size_t kHeader = 4;  // CLA INS P1 P2

enum class Kind { nothing, command, response };

struct Line {
  Kind kind = Kind::nothing;
  std::string octets;  // hex, without blanks
};

std::string without_blanks(std::string_view text) {
  std::string rest;
  std::copy_if(text.begin(), text.end(), std::back_inserter(rest),
               [](char c) { return c != ' ' && c != '\t' && c != '\r' && c != ':'; });
  return rest;
}

// Empty when it is neither a command nor a response, and not empty either.
std::optional<Line> line_of(std::string_view text) {
  const std::string rest = without_blanks(text.substr(0, text.find('#')));
  if (rest.empty()) return Line{};
  if (rest.front() == '>' || rest.front() == 'C') return Line{Kind::command, rest.substr(1)};
  if (rest.front() == '<' || rest.front() == 'R') return Line{Kind::response, rest.substr(1)};
  return std::nullopt;
}

}  // namespace

Result<std::vector<RecordedExchange>> read_transcript(std::string_view text,
                                                      std::string_view name) {
  const auto bad = [&](int line, std::string_view what) {
    return failure("transcript.bad_line", fmt::format("reading {}:{}: {}", name, line, what),
                   "write \"> 00A4…\" for a command and \"< 6F…9000\" for its response");
  };
  if (text.size() > kMostOctets) return bad(1, "the file is larger than a megabyte");
  std::vector<RecordedExchange> exchanges;
  int number = 0;
  bool open = false;  // a command without its response
  while (!text.empty()) {
    ++number;
    const std::size_t end = text.find('\n');
    const auto line = line_of(text.substr(0, end));
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    if (!line) return bad(number, "it begins with neither > nor <");
    if (line->kind == Kind::nothing) continue;
    auto octets = from_hex(line->octets);
    if (!octets) return bad(number, "octets in hex are expected");
    if (line->kind == Kind::command) {
      if (open) return bad(number, "the command before has no response");
      if (octets->size() < kHeader || octets->size() > kLongestCommand) {
        return bad(number, "a command has 4 to 261 octets");
      }
      exchanges.push_back({number, std::move(*octets), {}});
    } else {
      if (!open) return bad(number, "a response without a command");
      if (octets->size() < 2 || octets->size() > kLongestResponse) {
        return bad(number, "a response has 2 to 258 octets");
      }
      exchanges.back().response = std::move(*octets);
    }
    open = line->kind == Kind::command;
  }
  if (open) return bad(exchanges.back().line, "it has no response");
  return exchanges;
}

ReaderResult<CardInField> TranscriptReader::wait_for_card(Millis /*timeout*/) {
  if (left() == 0) {
    return tl::make_unexpected(ReaderFailure{ReaderFault::no_card, "the transcript is at its end"});
  }
  return CardInField{};
}

ReaderResult<Bytes> TranscriptReader::transceive(ByteView command) {
  const auto gone = [](std::string why) {
    return tl::make_unexpected(ReaderFailure{ReaderFault::card_gone, std::move(why)});
  };
  if (left() == 0) return gone("the transcript is at its end");
  const RecordedExchange& recorded = exchanges_[next_];
  const bool same =
      command.size() >= kHeader &&
      std::equal(command.begin(), command.begin() + kHeader, recorded.command.begin());
  if (!same) {
    return gone(fmt::format("line {} has another command: {}", recorded.line,
                            to_hex(ByteView(recorded.command).first(kHeader))));
  }
  ++next_;
  return recorded.response;
}

void TranscriptReader::field_off(Millis /*hold*/) {}

bool TranscriptReader::wait_for_removal(Millis /*timeout*/) {
  return true;
}

}  // namespace kerb::hal::simulated
