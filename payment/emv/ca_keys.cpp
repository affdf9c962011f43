#include "payment/emv/ca_keys.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <tuple>

#include "payment/emv/json_members.hpp"
#include "payment/emv/offline_authentication.hpp"

namespace kerb::payment::emv {
namespace {

using Json = nlohmann::json;

constexpr std::size_t kLargestBook = 1 << 20;
constexpr std::size_t kMostKeys = 200;
constexpr std::size_t kMostRevoked = 10'000;
constexpr std::size_t kRid = 5;
constexpr std::size_t kSerial = 3;
constexpr std::size_t kShortestModulus = 64;

std::string read_key(const Json& json, const std::string& place, CaKeyBook& book) {
  JsonMembers entry(json, place);
  CaKey key;
  key.rid = entry.octets("rid", kRid, kRid);
  const hal::Bytes index = entry.octets("index", 1, 1);
  key.index = index.empty() ? std::uint8_t{0} : index.front();
  key.modulus = entry.octets("modulus", kShortestModulus, kLongestModulus);
  key.exponent = entry.octets("exponent", 1, 3);
  key.expires = entry.date("expires");
  const hal::Bytes checksum = entry.octets("checksum", 20, 20);
  if (!entry.problem().empty()) return entry.problem();
  if (key.exponent != hal::Bytes{0x03} && key.exponent != hal::Bytes{0x01, 0x00, 0x01}) {
    entry.complain("exponent", "03 or 010001");
  }
  if (checksum != checksum_of(key)) {
    entry.complain("checksum", "the SHA-1 of RID, index, modulus and exponent");
  }
  const bool known = std::any_of(book.keys.begin(), book.keys.end(), [&](const CaKey& other) {
    return other.rid == key.rid && other.index == key.index;
  });
  if (known) entry.complain("index", "an index that no other key of this RID has");
  book.keys.push_back(std::move(key));
  return entry.problem();
}

std::string read_revoked(const Json& json, const std::string& place, CaKeyBook& book) {
  JsonMembers entry(json, place);
  RevokedCertificate revoked;
  revoked.rid = entry.octets("rid", kRid, kRid);
  const hal::Bytes index = entry.octets("index", 1, 1);
  revoked.index = index.empty() ? std::uint8_t{0} : index.front();
  revoked.serial = entry.octets("serial", kSerial, kSerial);
  book.revoked.push_back(std::move(revoked));
  return entry.problem();
}

// Each entry of a list of the file; the first problem, or nothing.
template <typename Read>
std::string each(const Json& file, const char* list, std::size_t most, bool needed,
                 const Read& read) {
  const auto found = file.is_object() ? file.find(list) : file.end();
  if (!file.is_object() || found == file.end()) {
    return needed ? fmt::format("{}: a list is expected", list) : "";
  }
  if (!found->is_array() || found->size() > most) {
    return fmt::format("{}: a list of at most {} is expected", list, most);
  }
  for (std::size_t at = 0; at < found->size(); ++at) {
    std::string problem = read((*found)[at], fmt::format("{}[{}]", list, at));
    if (!problem.empty()) return problem;
  }
  return "";
}

}  // namespace

bool has_expired(const CaKey& key, const CaKeyDate& today) {
  const auto in_order = [](const CaKeyDate& date) {
    return std::tuple(date.year, date.month, date.day);
  };
  return key.expires.year != 0 && in_order(today) > in_order(key.expires);
}

hal::Bytes checksum_of(const CaKey& key) {
  const hal::Bytes index{key.index};
  return sha1({key.rid, index, key.modulus, key.exponent});
}

hal::Result<CaKeyBook> read_ca_keys(std::string_view json, std::string_view name) {
  const auto bad = [&](std::string_view problem) {
    return hal::failure("emv.bad_ca_keys", fmt::format("reading {}: {}", name, problem),
                        "ask the acquirer for the file anew; no card is trusted by half of one");
  };
  if (json.size() > kLargestBook) return bad("it is larger than a megabyte");
  const Json file = Json::parse(json, nullptr, false);
  if (file.is_discarded()) return bad("it is no JSON");
  CaKeyBook book;
  std::string problem = each(
      file, "keys", kMostKeys, true,
      [&](const Json& entry, const std::string& place) { return read_key(entry, place, book); });
  if (problem.empty()) {
    problem = each(file, "revoked", kMostRevoked, false,
                   [&](const Json& entry, const std::string& place) {
                     return read_revoked(entry, place, book);
                   });
  }
  if (!problem.empty()) return bad(problem);
  return book;
}

}  // namespace kerb::payment::emv
