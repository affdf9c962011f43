#include "kiosk/runtime/message_board.hpp"

#include <algorithm>
#include <utility>

#include "kiosk/runtime/message_file.hpp"

namespace kerb::kiosk {
namespace {

using hal::DisplayMessage;

constexpr std::size_t kLongestTag = 8;  // of a language

template <typename Predicate>
bool drop_if(std::vector<DisplayMessage>& messages, Predicate goes) {
  const auto first = std::remove_if(messages.begin(), messages.end(), goes);
  const bool any = first != messages.end();
  messages.erase(first, messages.end());
  return any;
}

bool has_expired(const DisplayMessage& it, hal::Utc now) {
  return it.until && *it.until <= now;
}

bool fits(const DisplayMessage& it) {
  return it.text.content.size() <= MessageBoard::kLongestText &&
         it.text.language.size() <= kLongestTag &&
         it.qr_code.size() <= MessageBoard::kLongestCode &&
         !(it.text.content.empty() && it.qr_code.empty());
}

bool passes(const DisplayMessage& it, const hal::MessageBoard::Filter& filter) {
  const bool listed = filter.ids.empty() ||
                      std::find(filter.ids.begin(), filter.ids.end(), it.id) != filter.ids.end();
  return listed && (!filter.priority || *filter.priority == it.priority) &&
         (!filter.during || filter.during == it.during);
}

}  // namespace

MessageBoard::MessageBoard(std::filesystem::path file, const hal::Clock& clock, Outlets outlets)
    : file_(std::move(file)), clock_(clock), outlets_(std::move(outlets)) {
  auto kept = read_messages(file_);
  if (kept) {
    messages_ = std::move(*kept);
  } else {
    outlets_.log(kept.error().sentence());
  }
}

// What the worker has not come to yet.
MessageBoard::~MessageBoard() {
  if (unwritten_) write();
}

hal::MessageBoard::Answer MessageBoard::set(const DisplayMessage& message) {
  if (message.text.format == hal::BackEndText::Format::html) return Answer::unsupported_format;
  if (!fits(message)) return Answer::rejected;
  const std::scoped_lock lock(mutex_);
  const hal::Utc now = clock_.utc();
  if (message.charge && running_.count(*message.charge) == 0) return Answer::unknown_charge;
  if (has_expired(message, now)) return Answer::rejected;
  drop_if(messages_, [&](const DisplayMessage& it) {
    const bool replaced =
        it.id == message.id || (message.priority == DisplayMessage::Priority::always_front &&
                                it.priority == DisplayMessage::Priority::always_front);
    return replaced || has_expired(it, now);
  });
  const bool room = messages_.size() < kMostMessages;
  if (room) messages_.push_back(message);
  changed();
  return room ? Answer::accepted : Answer::rejected;
}

std::vector<DisplayMessage> MessageBoard::get(const Filter& filter) {
  const std::scoped_lock lock(mutex_);
  const hal::Utc now = clock_.utc();
  std::vector<DisplayMessage> found;
  for (const DisplayMessage& it : messages_) {
    if (passes(it, filter) && !has_expired(it, now)) found.push_back(it);
  }
  return found;
}

bool MessageBoard::clear(std::int64_t id) {
  const std::scoped_lock lock(mutex_);
  const bool any = drop_if(messages_, [&](const DisplayMessage& it) { return it.id == id; });
  if (any) changed();
  return any;
}

void MessageBoard::tidy(const std::set<hal::ChargeKey>& running) {
  const std::scoped_lock lock(mutex_);
  running_ = running;
  const hal::Utc now = clock_.utc();
  const bool any = drop_if(messages_, [&](const DisplayMessage& it) {
    return has_expired(it, now) || (it.charge && running_.count(*it.charge) == 0);
  });
  if (any) changed();
}

std::vector<DisplayMessage> MessageBoard::all() const {
  const std::scoped_lock lock(mutex_);
  return messages_;
}

void MessageBoard::changed() {
  ++revision_;
  unwritten_ = true;
  outlets_.changed();
  // One job that waits will find whatever is newest.
  writer_.give([this] { write(); });
}

void MessageBoard::write() {
  const std::scoped_lock one(disk_);
  if (!unwritten_.exchange(false)) return;
  if (const auto written = write_messages(file_, all()); !written) {
    outlets_.log(written.error().sentence());
  }
}

}  // namespace kerb::kiosk
