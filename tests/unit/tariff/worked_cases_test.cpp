// Worked cases of the OCPI specification that are kept outside of the project, where they are at
// hand: KERB_VECTORS names the folder. The project's own cases are in the other files here.
#include <cstdlib>
#include <fstream>
#include <nlohmann/json.hpp>

#include "tests/unit/tariff/charge.hpp"

namespace kerb::payment::tariff {
namespace {

void expect(const nlohmann::json& expected, const char* key, const std::string& actual,
            const std::string& id) {
  const auto value = expected.find(key);
  if (value == expected.end() || value->is_null()) return;
  EXPECT_EQ(actual, value->get<std::string>()) << id << " " << key;
}

TEST(WorkedCases, ComeOutRight) {
  const char* folder = std::getenv("KERB_VECTORS");
  const std::string path =
      std::string(folder != nullptr ? folder : "../shared/vectors") + "/tariff-examples.json";
  std::ifstream file(path);
  if (!file) GTEST_SKIP() << "no worked cases at " << path;
  const auto all = nlohmann::json::parse(file);
  for (const auto& one : all.at("cases")) {
    const std::string id = one.at("id");
    const Priced priced =
        price(one.at("tariff_2_3_0").dump(), one.at("cdr").dump(), one.at("time_zone"));
    ASSERT_EQ(priced.problem, "") << id;
    const auto& expected = one.at("expected");
    expect(expected, "total_excl", priced.net, id);
    expect(expected, "total_incl", priced.gross, id);
    expect(expected, "total_excl_unrounded", priced.exact_net, id);
  }
}

}  // namespace
}  // namespace kerb::payment::tariff
