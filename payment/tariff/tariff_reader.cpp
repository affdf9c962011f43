#include "payment/tariff/tariff_reader.hpp"

#include <algorithm>
#include <utility>

namespace kerb::payment::tariff {

hal::Result<Tariff> read_tariff_at(const JsonTree& tree, std::uint32_t node) {
  if (const std::uint32_t inner = tree.member(node, "data"); inner != 0) node = inner;
  if (tree[node].kind == JsonKind::array && tree.count(node) == 1) node = JsonTree::first(node);
  // A worked example keeps its tariff beside its record; an OCPP message, in "tariff".
  for (const std::string_view wrapper : {"tariff", "tariff_2_3_0", "tariff_2_2_1"}) {
    const std::uint32_t inner = tree.member(node, wrapper);
    if (inner == 0 || tree[inner].kind != JsonKind::object) continue;
    node = inner;
    break;
  }
  return is_ocpp_tariff(tree, node) ? read_ocpp_tariff(tree, node) : read_ocpi_tariff(tree, node);
}

hal::Result<Tariff> read_tariff(std::string_view text, std::string_view name) {
  const auto tree = JsonTree::parse(text, name);
  if (!tree) return tl::make_unexpected(tree.error());
  return read_tariff_at(*tree, tree->root());
}

hal::Result<std::vector<std::uint32_t>> tariff_nodes(const JsonTree& tree) {
  std::uint32_t node = tree.root();
  if (const std::uint32_t inner = tree.member(node, "data"); inner != 0) node = inner;
  if (tree[node].kind != JsonKind::array || tree.count(node) == 0) {
    return std::vector<std::uint32_t>{node};
  }
  if (tree.count(node) > kMostTariffs) {
    return hal::failure("tariff.too_large", "reading " + tree.name() + ": too many tariffs",
                        "at most 100 in one list");
  }
  std::vector<std::uint32_t> nodes;
  for (auto at = JsonTree::first(node); at != tree.end(node); at = tree.next(at)) {
    nodes.push_back(at);
  }
  return nodes;
}

hal::Result<std::vector<Tariff>> read_tariffs(std::string_view text, std::string_view name) {
  const auto tree = JsonTree::parse(text, name);
  if (!tree) return tl::make_unexpected(tree.error());
  const auto nodes = tariff_nodes(*tree);
  if (!nodes) return tl::make_unexpected(nodes.error());
  std::vector<Tariff> tariffs;
  for (const std::uint32_t node : *nodes) {
    auto tariff = read_tariff_at(*tree, node);
    if (!tariff) return tl::make_unexpected(tariff.error());
    tariffs.push_back(std::move(*tariff));
  }
  return tariffs;
}

const Tariff* choose_tariff(const std::vector<Tariff>& tariffs, std::string_view id,
                            std::int64_t utc) {
  const bool named = std::any_of(tariffs.begin(), tariffs.end(),
                                 [&](const Tariff& tariff) { return tariff.id == id; });
  const Tariff* first = nullptr;
  for (const Tariff& tariff : tariffs) {
    if (named && tariff.id != id) continue;
    if (tariff.valid_at(utc)) return &tariff;
    if (first == nullptr) first = &tariff;
  }
  return first;
}

}  // namespace kerb::payment::tariff
