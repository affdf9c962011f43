#include "hal/zvt/sequence.hpp"

#include <utility>

namespace kerb::hal::zvt {
namespace {

constexpr Tag kSequenceTag = 0x1F73;
constexpr std::size_t kSequenceOctets = 3;

}  // namespace

std::optional<SequenceId> sequence_in(const Message& message) {
  const auto value = message.tlv({kSequenceTag});
  if (!value || value->size() != kSequenceOctets) return std::nullopt;
  return SequenceId{(*value)[0]} << 16U | SequenceId{(*value)[1]} << 8U | (*value)[2];
}

Frame with_objects(Frame frame, ByteView tlvs) {
  const bool long_form = frame.long_form;
  const auto message = decode(frame);
  if (!message) return frame;
  Bytes objects;
  Writer writer(frame.command);
  std::size_t at = 0;  // fields are written as they came, bitmap 06 goes last
  for (const Part& part : message->parts) {
    const std::size_t end = part.at + part.size;
    if (part.kind == Part::Kind::bitmap && part.tag == bmp::kTlv) {
      const ByteView value = message->value(part);
      objects.insert(objects.end(), value.begin(), value.end());
    } else {
      writer.octets(ByteView(message->data).subspan(at, end - at));
    }
    at = end;
  }
  objects.insert(objects.end(), tlvs.begin(), tlvs.end());
  frame = writer.objects(objects).frame();
  frame.long_form = long_form;
  return frame;
}

Frame numbered(Frame frame, SequenceId id) {
  const Bytes octets{static_cast<std::uint8_t>(id >> 16U), static_cast<std::uint8_t>(id >> 8U),
                     static_cast<std::uint8_t>(id)};
  Bytes objects;
  append_tlv(objects, kSequenceTag, octets);
  return with_objects(std::move(frame), objects);
}

}  // namespace kerb::hal::zvt
