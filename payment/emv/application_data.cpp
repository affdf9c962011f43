#include "payment/emv/application_data.hpp"

#include <algorithm>

namespace kerb::payment::emv {
namespace {

constexpr int kMostRecords = 40;

tl::unexpected<Outcome> card_data_error(const std::string& what) {
  return tl::make_unexpected(end_application("card data error: " + what, Level2::card_data));
}

// The one template that an answer must be, and nothing after it.
tl::expected<Tlv, std::string> only_template(hal::ByteView content) {
  const auto objects = parse_tlvs(content);
  if (!objects) {
    return tl::make_unexpected("TLV " + std::string(tlv_fault_word(objects.error())));
  }
  if (objects->size() != 1) return tl::make_unexpected("not exactly one template");
  return objects->front();
}

tl::expected<void, Outcome> read_one(Exchange& exchange, DataObjects& objects, std::uint8_t sfi,
                                     std::uint8_t record, bool is_signed, hal::Bytes& static_data) {
  const auto response = exchange.send(read_record_command(sfi, record));
  if (!response) return tl::make_unexpected(response.error());
  if (!response->ok()) {
    return tl::make_unexpected(refused_with(response->sw, "READ RECORD"));
  }
  const auto found = only_template(response->content());
  if (!found) return card_data_error(found.error());
  if (found->tag != tag::kRecordTemplate) return card_data_error("record is no template 70");
  if (auto stored = objects.store_from_card(found->value); !stored) {
    return card_data_error(stored.error());
  }
  if (is_signed) {
    const hal::ByteView octets = sfi <= 10 ? found->value : response->content();
    static_data.insert(static_data.end(), octets.begin(), octets.end());
  }
  return {};
}

}  // namespace

tl::expected<void, std::string> store_answer(hal::ByteView content,
                                             const std::vector<Field>& format1,
                                             DataObjects& objects) {
  const auto answer = only_template(content);
  if (!answer) return tl::make_unexpected(answer.error());
  if (answer->tag == tag::kResponseFormat2) return objects.store_from_card(answer->value);
  if (answer->tag != tag::kResponseFormat1) return tl::make_unexpected("neither 77 nor 80");
  hal::Bytes rebuilt;
  hal::ByteView rest = answer->value;
  for (std::size_t i = 0; i < format1.size(); ++i) {
    const bool last = i + 1 == format1.size();
    const std::size_t length = last ? rest.size() : format1[i].length;
    if (rest.size() < length) return tl::make_unexpected("format 1 is too short");
    append_tlv(rebuilt, format1[i].tag, rest.first(length));
    rest = rest.subspan(length);
  }
  return objects.store_from_card(rebuilt);
}

tl::expected<std::vector<FileRange>, std::string> parse_afl(hal::ByteView afl) {
  if (afl.empty() || afl.size() % 4 != 0)
    return tl::make_unexpected("AFL is not in groups of four");
  std::vector<FileRange> ranges;
  int records = 0;
  for (std::size_t at = 0; at < afl.size(); at += 4) {
    const FileRange range{static_cast<std::uint8_t>(afl[at] >> 3U), afl[at + 1], afl[at + 2],
                          afl[at + 3]};
    const int count = range.last - range.first + 1;
    if ((afl[at] & 0x07U) != 0 || range.sfi == 0 || range.sfi > 30 || range.first == 0 ||
        count < 1 || range.signed_records > count) {
      return tl::make_unexpected("AFL names no real records");
    }
    records += count;
    if (records > kMostRecords) return tl::make_unexpected("AFL names too many records");
    ranges.push_back(range);
  }
  return ranges;
}

tl::expected<hal::Bytes, Outcome> read_records(Exchange& exchange, DataObjects& objects) {
  hal::Bytes static_data;
  const auto afl = objects.get(tag::kAfl);
  if (!afl) return static_data;
  const auto ranges = parse_afl(*afl);
  if (!ranges) return card_data_error(ranges.error());
  for (const FileRange& range : *ranges) {
    for (int record = range.first; record <= range.last; ++record) {
      const bool is_signed = record - range.first < range.signed_records;
      auto read = read_one(exchange, objects, range.sfi, static_cast<std::uint8_t>(record),
                           is_signed, static_data);
      if (!read) return tl::make_unexpected(read.error());
    }
  }
  return static_data;
}

}  // namespace kerb::payment::emv
