#include "payment/emv/selection.hpp"

#include <algorithm>

namespace kerb::payment::emv {
namespace {

using Rid = std::array<std::uint8_t, 5>;

bool starts_with(hal::ByteView name, hal::ByteView start) {
  return name.size() >= start.size() && std::equal(start.begin(), start.end(), name.begin());
}

// Table 3-6: the kernel for a card that names none. -1: none of ours, so it never matches.
int default_kernel(hal::ByteView adf_name) {
  constexpr Rid kVisa{0xA0, 0, 0, 0, 0x03};
  constexpr Rid kMastercard{0xA0, 0, 0, 0, 0x04};
  constexpr std::array<std::pair<Rid, int>, 4> kOthers{{{{0xA0, 0, 0, 0, 0x25}, 4},
                                                        {{0xA0, 0, 0, 0, 0x65}, 5},
                                                        {{0xA0, 0, 0, 0x01, 0x52}, 6},
                                                        {{0xA0, 0, 0, 0x03, 0x33}, 7}}};
  if (starts_with(adf_name, kVisa)) return 3;
  if (starts_with(adf_name, kMastercard)) return 2;
  for (const auto& [rid, kernel] : kOthers) {
    if (starts_with(adf_name, rid)) return kernel;
  }
  return 0;
}

// 3.3.2.5 C: the kernel that the card asks for; 0 is "any", empty is "skip this entry". Domestic
// kernels (b8 set) have a number of their own that none of our combinations carries.
std::optional<int> requested_kernel(const Tlv* identifier, hal::ByteView adf_name) {
  if (identifier == nullptr || identifier->value.empty()) return default_kernel(adf_name);
  const std::uint8_t first = identifier->value[0];
  if ((first & 0x80U) == 0) return first;
  if (identifier->value.size() < 3) return std::nullopt;
  const int extended = first << 16U | identifier->value[1] << 8U | identifier->value[2];
  return (first & 0x3FU) == 0 ? 0 : extended;
}

void add_entry(const Tlv& entry, const std::vector<Allowed>& allowed,
               std::vector<Candidate>& list) {
  const auto objects = parse_tlvs(entry.value);
  if (!objects) return;
  const Tlv* name = find_tlv(*objects, tag::kApplicationId);
  if (name == nullptr || name->value.size() < 5 || name->value.size() > 16) return;
  const auto kernel = requested_kernel(find_tlv(*objects, tag::kKernelIdentifier), name->value);
  if (!kernel) return;
  const Tlv* label = find_tlv(*objects, tag::kLabel);
  const Tlv* priority = find_tlv(*objects, tag::kPriority);
  const int rank =
      priority != nullptr && priority->value.size() == 1 ? priority->value[0] & 0x0F : 0;
  for (const Allowed& taken : allowed) {
    if (!taken.indicators.contactless_allowed) continue;
    if (!starts_with(name->value, taken.combination->aid)) continue;
    if (*kernel != 0 && *kernel != static_cast<int>(taken.combination->kernel)) continue;
    list.push_back({hal::Bytes(name->value.begin(), name->value.end()),
                    label != nullptr ? printable_label(label->value) : std::string(),
                    rank == 0 ? 16 : rank, &taken});
  }
}

}  // namespace

std::string printable_label(hal::ByteView text) {
  if (text.empty() || text.size() > 16) return {};
  std::size_t digits = 0;
  for (const std::uint8_t octet : text) {
    if (octet < 0x20 || octet > 0x7E) return {};
    digits += octet >= '0' && octet <= '9' ? 1U : 0U;
  }
  // A label is shown and kept; a card that puts digits of its number there shall not get them
  // shown.
  if (digits > 6) return {};
  std::string label(text.begin(), text.end());
  label.erase(label.find_last_not_of(' ') + 1);
  return label;
}

std::vector<Candidate> candidates(hal::ByteView ppse_answer, const std::vector<Allowed>& allowed) {
  std::vector<Candidate> list;
  hal::ByteView level = ppse_answer;
  std::vector<Tlv> objects;
  for (const Tag outer : {tag::kFciTemplate, tag::kFciProprietary, tag::kFciDiscretionary}) {
    auto parsed = parse_tlvs(level);
    if (!parsed) return {};
    objects = std::move(*parsed);
    const Tlv* found = find_tlv(objects, outer);
    if (found == nullptr) return {};
    level = found->value;
  }
  const auto entries = parse_tlvs(level);
  if (!entries) return {};
  for (const Tlv& entry : *entries) {
    if (entry.tag == tag::kDirectoryEntry) add_entry(entry, allowed, list);
  }
  std::stable_sort(list.begin(), list.end(),
                   [](const Candidate& a, const Candidate& b) { return a.priority < b.priority; });
  return list;
}

tl::expected<SelectedApplication, std::string> read_fci(hal::ByteView answer,
                                                        const Candidate& candidate) {
  const auto outer = parse_tlvs(answer);
  const Tlv* fci = outer ? find_tlv(*outer, tag::kFciTemplate) : nullptr;
  if (fci == nullptr) return tl::make_unexpected("FCI is missing or malformed");
  const auto parts = parse_tlvs(fci->value);
  const Tlv* name = parts ? find_tlv(*parts, tag::kDfName) : nullptr;
  const Tlv* proprietary = parts ? find_tlv(*parts, tag::kFciProprietary) : nullptr;
  if (name == nullptr || proprietary == nullptr) {
    return tl::make_unexpected("FCI lacks 84 or A5");
  }
  if (name->value.size() > 16 || !starts_with(name->value, candidate.adf_name)) {
    return tl::make_unexpected("FCI names another application");
  }
  const auto objects = parse_tlvs(proprietary->value);
  if (!objects) return tl::make_unexpected("FCI is malformed");
  SelectedApplication selected;
  selected.df_name.assign(name->value.begin(), name->value.end());
  if (const Tlv* preferred = find_tlv(*objects, tag::kPreferredName); preferred != nullptr) {
    selected.label = printable_label(preferred->value);
  }
  if (const Tlv* label = find_tlv(*objects, tag::kLabel);
      label != nullptr && selected.label.empty()) {
    selected.label = printable_label(label->value);
  }
  if (selected.label.empty()) selected.label = candidate.label;
  if (const Tlv* pdol = find_tlv(*objects, tag::kPdol); pdol != nullptr) {
    auto entries = parse_dol(pdol->value);
    if (!entries) {
      return tl::make_unexpected("PDOL " + std::string(dol_fault_word(entries.error())));
    }
    selected.pdol = std::move(*entries);
  }
  return selected;
}

}  // namespace kerb::payment::emv
