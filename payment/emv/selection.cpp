#include "payment/emv/selection.hpp"

#include <algorithm>

namespace kerb::payment::emv {
namespace {

using Rid = std::array<std::uint8_t, 5>;

bool starts_with(hal::ByteView name, hal::ByteView start) {
  return name.size() >= start.size() && std::equal(start.begin(), start.end(), name.begin());
}

// Table 3-6: who issues applications under a registered identifier, and with which kernel a card
// that names none is read.
struct KnownScheme {
  Rid rid;
  int kernel;
  std::string_view name;
};
constexpr std::array<KnownScheme, 6> kSchemes{{
    {{0xA0, 0, 0, 0, 0x03}, 3, "Visa"},
    {{0xA0, 0, 0, 0, 0x04}, 2, "Mastercard"},
    {{0xA0, 0, 0, 0, 0x25}, 4, "American Express"},
    {{0xA0, 0, 0, 0, 0x65}, 5, "JCB"},
    {{0xA0, 0, 0, 0x01, 0x52}, 6, "Discover"},
    {{0xA0, 0, 0, 0x03, 0x33}, 7, "UnionPay"},
}};

const KnownScheme* scheme_of_application(hal::ByteView adf_name) {
  const auto* found = std::find_if(kSchemes.begin(), kSchemes.end(), [&](const KnownScheme& one) {
    return starts_with(adf_name, one.rid);
  });
  return found == kSchemes.end() ? nullptr : found;
}

// 0: any.
int default_kernel(hal::ByteView adf_name) {
  const KnownScheme* scheme = scheme_of_application(adf_name);
  return scheme == nullptr ? 0 : scheme->kernel;
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

// One directory entry (61), checked.
struct DirectoryEntry {
  hal::ByteView adf_name;
  std::string label;
  int priority = 16;
  std::optional<int> kernel;  // empty: no combination matches
  hal::ByteView extended_selection;
};

std::optional<DirectoryEntry> read_entry(const Tlv& entry) {
  const auto objects = parse_tlvs(entry.value);
  if (!objects) return std::nullopt;
  const auto value = [&](Tag tag) {
    const Tlv* found = find_tlv(*objects, tag);
    return found == nullptr ? hal::ByteView{} : found->value;
  };
  DirectoryEntry read;
  read.adf_name = value(tag::kApplicationId);
  if (read.adf_name.size() < 5 || read.adf_name.size() > 16) return std::nullopt;
  read.kernel = requested_kernel(find_tlv(*objects, tag::kKernelIdentifier), read.adf_name);
  read.label = printable_label(value(tag::kLabel));
  const hal::ByteView priority = value(tag::kPriority);
  const int rank = priority.size() == 1 ? priority[0] & 0x0F : 0;
  if (rank != 0) read.priority = rank;
  read.extended_selection = value(tag::kExtendedSelection);
  return read;
}

bool takes(const Allowed& taken, const DirectoryEntry& entry) {
  if (!entry.kernel || !taken.indicators.contactless_allowed) return false;
  if (!starts_with(entry.adf_name, taken.combination->aid)) return false;
  return *entry.kernel == 0 || *entry.kernel == static_cast<int>(taken.combination->kernel);
}

// 3.3.2.6: one candidate for each combination that takes the entry.
void add_entry(const DirectoryEntry& entry, const std::vector<Allowed>& allowed,
               Directory& directory) {
  bool taken = false;
  for (const Allowed& one : allowed) {
    if (!takes(one, entry)) continue;
    taken = true;
    Candidate candidate{
        {entry.adf_name.begin(), entry.adf_name.end()}, entry.label, {}, entry.priority, &one};
    const bool returned = one.combination->extended_selection &&
                          entry.extended_selection.size() + entry.adf_name.size() <= 32;
    if (returned) {
      candidate.extended_selection.assign(entry.extended_selection.begin(),
                                          entry.extended_selection.end());
    }
    directory.candidates.push_back(std::move(candidate));
  }
  const KnownScheme* scheme = scheme_of_application(entry.adf_name);
  if (taken || scheme == nullptr || !directory.scheme_not_taken.empty()) return;
  // A domestic kernel of a scheme that is taken otherwise says nothing against the scheme.
  const bool known_here = std::any_of(allowed.begin(), allowed.end(), [&](const Allowed& one) {
    return starts_with(one.combination->aid, scheme->rid);
  });
  if (!known_here) directory.scheme_not_taken = scheme->name;
}

// The content of 6F, A5, BF0C, one inside the other.
std::optional<std::vector<Tlv>> directory_entries(hal::ByteView level) {
  for (const Tag outer : {tag::kFciTemplate, tag::kFciProprietary, tag::kFciDiscretionary}) {
    const auto objects = parse_tlvs(level);
    const Tlv* found = objects ? find_tlv(*objects, outer) : nullptr;
    if (found == nullptr) return std::nullopt;
    level = found->value;
  }
  auto entries = parse_tlvs(level);
  if (!entries) return std::nullopt;
  return std::move(*entries);
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

Directory read_directory(hal::ByteView ppse_answer, const std::vector<Allowed>& allowed) {
  Directory directory;
  const auto entries = directory_entries(ppse_answer);
  if (!entries) {
    directory.malformed = true;
    return directory;
  }
  for (const Tlv& one : *entries) {
    if (one.tag != tag::kDirectoryEntry) continue;
    if (const auto entry = read_entry(one)) add_entry(*entry, allowed, directory);
  }
  std::stable_sort(directory.candidates.begin(), directory.candidates.end(),
                   [](const Candidate& a, const Candidate& b) { return a.priority < b.priority; });
  if (!directory.candidates.empty()) directory.scheme_not_taken.clear();
  return directory;
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
