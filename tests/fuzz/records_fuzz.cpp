// An Application File Locator and the records behind it: never more than forty are read, and what
// is kept has the form that its tag must have. Input: the locator's length, the locator, then
// answers with their status words, each preceded by its length.
#include <algorithm>
#include <cstdlib>

#include "payment/emv/application_data.hpp"

using namespace kerb::payment::emv;  // NOLINT(google-build-using-namespace)
using kerb::hal::Bytes;
using kerb::hal::ByteView;

namespace {

constexpr std::size_t kMostRecords = 40;

Bytes next_part(ByteView& rest) {
  if (rest.empty()) return {};
  const std::size_t length = std::min<std::size_t>(rest[0], rest.size() - 1);
  Bytes part(rest.begin() + 1, rest.begin() + 1 + static_cast<std::ptrdiff_t>(length));
  rest = rest.subspan(1 + length);
  return part;
}

void expect_formed(const DataObjects& objects) {
  for (const Tag tag : {tag::kPan, tag::kExpiration, tag::kPanSequence, tag::kIssuerCountry,
                        tag::kCryptogram, tag::kUsageControl, tag::kCdol1, tag::kCvmList}) {
    const auto value = objects.get(tag);
    if (!value) continue;
    const TagEntry* known = find_tag(tag);
    if (value->size() < known->shortest || value->size() > known->longest) std::abort();
    if (!well_formed(known->format, *value)) std::abort();
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {  // NOLINT
  ByteView rest(data, size);
  const Bytes locator = next_part(rest);
  DataObjects objects;
  objects.set(tag::kAfl, locator);
  std::size_t records = 0;
  const Transceive card = [&](ByteView) -> kerb::hal::ReaderResult<Bytes> {
    ++records;
    if (!rest.empty()) return next_part(rest);
    return tl::make_unexpected(
        kerb::hal::ReaderFailure{kerb::hal::ReaderFault::card_gone, "input is used up"});
  };
  const Observer nobody;
  const Display dark;
  Exchange exchange(card, nobody, dark);
  const auto static_data = read_records(exchange, objects);
  if (records > kMostRecords) std::abort();
  if (static_data && static_data->size() > records * 256) std::abort();
  if (!static_data && static_data.error().cause.empty()) std::abort();
  expect_formed(objects);
  return 0;
}
