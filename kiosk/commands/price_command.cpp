#include <fmt/format.h>

#include <fstream>
#include <iostream>
#include <iterator>
#include <optional>
#include <utility>

#include "kiosk/commands/commands.hpp"
#include "payment/tariff/charge_record.hpp"
#include "payment/tariff/json_string.hpp"
#include "payment/tariff/lint.hpp"
#include "payment/tariff/price_report.hpp"
#include "payment/tariff/tariff_reader.hpp"

namespace kerb::kiosk {
namespace {

using namespace payment::tariff;  // NOLINT(google-build-using-namespace)

hal::Result<std::string> contents(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  std::error_code problem;
  const auto size = std::filesystem::file_size(path, problem);
  if (!file || problem) {
    return hal::failure("price.file", "opening " + path.string(), "is it there, and readable?");
  }
  if (size > JsonTree::kLongestText) {
    return hal::failure("tariff.too_large",
                        fmt::format("reading {}: {} octets", path.string(), size),
                        "a tariff or a charge detail record is far smaller");
  }
  return std::string(std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>());
}

hal::Result<Zone> zone_of(const PriceCommand& command, const ChargeRecord& record,
                          std::vector<std::string>& warnings) {
  const std::string& name = command.time_zone.empty() ? record.time_zone : command.time_zone;
  if (!name.empty()) return Zone::load(name);
  warnings.emplace_back("no time zone was given: UTC is taken (--time-zone Europe/Berlin)");
  return Zone::utc();
}

// The warning about the zone is only worth a line where the tariff looks at the clock on the wall.
void drop_idle_zone_warning(const CompiledTariff& tariff, std::vector<std::string>& warnings) {
  if ((tariff.kinds() & Restrictions::kWallClock) != 0) return;
  std::erase_if(warnings, [](const std::string& warning) {
    return warning.starts_with("no time zone was given");
  });
}

void compare_with_record(const ChargeRecord& record, const Tally& tally, const Bill& bill,
                         std::vector<std::string>& warnings) {
  const Tariff& tariff = tally.tariff().tariff();
  const auto differs = [&](const char* what, const std::optional<std::int64_t>& stated,
                           std::int64_t minor) {
    if (!stated) return;
    const std::int64_t said =
        rounded(Exact{flat_units(*stated), 0, 1}, tariff.currency_places, Rounding::half_up);
    if (said == minor) return;
    warnings.push_back(fmt::format("the record says {} {}, the tariff makes it {}",
                                   minor_text(said, tariff.currency_places), what,
                                   minor_text(minor, tariff.currency_places)));
  };
  if (bill.net_known) differs("without taxes", record.stated_net, bill.net_minor);
  if (bill.gross_known) differs("with taxes", record.stated_gross, bill.gross_minor);
  if (record.stated_energy && *record.stated_energy != tally.energy()) {
    warnings.push_back(fmt::format("the record says {} kWh, its periods add up to {}",
                                   scaled_text(*record.stated_energy, 12),
                                   scaled_text(tally.energy(), 12)));
  }
  if (record.undecided) {
    warnings.push_back(record.undecided->tried + ": the given tariff prices all of it");
  } else if (!record.tariff_id.empty() && record.tariff_id != tariff.id) {
    warnings.emplace_back("the record names another tariff than the one that prices it");
  }
  if (!record.currency.empty() && record.currency != tariff.currency) {
    warnings.push_back(
        fmt::format("the record is in {}, the tariff in {}", record.currency, tariff.currency));
  }
}

// Of its own file, or of the record's: what the record carries, or what stands beside it.
hal::Result<Tariff> tariff_of(const PriceCommand& command, ChargeRecord& record,
                              const std::string& record_text) {
  if (!command.record.empty()) {
    const auto text = contents(command.tariff);
    if (!text) return tl::make_unexpected(text.error());
    const auto tariffs = read_tariffs(*text, command.tariff.string());
    if (!tariffs) return tl::make_unexpected(tariffs.error());
    if (tariffs->size() > 1 && record.undecided) return tl::make_unexpected(*record.undecided);
    return *choose_tariff(*tariffs, record.tariff_id, record.start);
  }
  if (record.undecided) return tl::make_unexpected(*record.undecided);
  if (record.tariff) return std::move(*record.tariff);
  auto beside = read_tariff(record_text, command.tariff.string());
  if (beside) return beside;
  return hal::failure("price.no_tariff", "pricing " + command.tariff.string(),
                      "the record carries no tariff: kerb price TARIFF CDR");
}

hal::Result<std::string> priced(const PriceCommand& command, Rounding rounding) {
  const auto& path = command.record.empty() ? command.tariff : command.record;
  const auto text = contents(path);
  if (!text) return tl::make_unexpected(text.error());
  auto record = read_charge_record(*text, path.string());
  if (!record) return tl::make_unexpected(record.error());
  auto tariff = tariff_of(command, *record, *text);
  if (!tariff) return tl::make_unexpected(tariff.error());

  std::vector<std::string> warnings = tariff->warnings;
  warnings.insert(warnings.end(), record->warnings.begin(), record->warnings.end());
  if (!tariff->valid_at(record->start)) {
    warnings.emplace_back("the tariff was not valid when the charge began");
  }
  auto zone = zone_of(command, *record, warnings);
  if (!zone) return tl::make_unexpected(zone.error());
  Setting setting;
  setting.zone = std::move(*zone);
  setting.evse_kind = command.evse_kind;
  const auto compiled = CompiledTariff::compile(std::move(*tariff), std::move(setting));
  if (!compiled) return tl::make_unexpected(compiled.error());
  drop_idle_zone_warning(*compiled, warnings);

  Tally tally(*compiled);
  const auto added = add_record(*record, tally, &warnings);
  if (!added) return tl::make_unexpected(added.error());
  const Bill bill = tally.bill(rounding);
  compare_with_record(*record, tally, bill, warnings);
  warnings = warnings_of(tally, bill, std::move(warnings));
  if (command.text && !command.json) return price_text(tally, bill, warnings);
  return price_json(tally, bill, rounding, warnings) + "\n";
}

void print_finding(const Finding& finding, bool json) {
  if (json) {
    std::cout << fmt::format(R"({{"severity":"{}","code":"{}","place":{},"what":{},"article":{}}})",
                             name_of(finding.severity), finding.code, json_text(finding.place),
                             json_text(finding.what), json_text(finding.article));
    return;
  }
  std::cout << fmt::format("{}: {}{}{} [{}]\n", name_of(finding.severity), finding.place,
                           finding.place.empty() ? "" : ": ", finding.what, finding.article);
}

// 1 when something is unlawful.
hal::Result<int> linted(const PriceCommand& command) {
  const auto law = law_of(command.law);
  const auto power = read_decimal(command.power, 6, 100'000'000'000);
  if (!law || !power || power->value <= 0) {
    return hal::failure("price.lint", "reading the command line",
                        "--lint needs --law afir, de, uk, us-nevi or us-ca, and --power in kW");
  }
  const auto text = contents(command.tariff);
  if (!text) return tl::make_unexpected(text.error());
  const auto tariff = read_tariff(*text, command.tariff.string());
  if (!tariff) return tl::make_unexpected(tariff.error());
  const auto zone =
      command.time_zone.empty() ? hal::Result<Zone>(Zone::utc()) : Zone::load(command.time_zone);
  if (!zone) return tl::make_unexpected(zone.error());
  std::vector<Finding> findings = lint(*tariff, *law, power->value, *zone);
  for (const std::string& warning : tariff->warnings) {
    findings.push_back({Severity::note, "reader", "", warning, "OCPI or OCPP"});
  }
  bool unlawful = false;
  if (command.json) std::cout << fmt::format(R"({{"law":"{}","findings":[)", name_of(*law));
  for (std::size_t at = 0; at < findings.size(); ++at) {
    if (command.json && at > 0) std::cout << ',';
    print_finding(findings[at], command.json);
    unlawful = unlawful || findings[at].severity == Severity::unlawful;
  }
  if (command.json) std::cout << fmt::format(R"(],"lawful":{}}})", !unlawful) << '\n';
  if (!command.json && findings.empty()) std::cout << "nothing to complain about\n";
  return unlawful ? 1 : 0;
}

}  // namespace

int price_command(const PriceCommand& command) {
  if (command.lint) {
    const auto code = linted(command);
    if (code) return *code;
    complain(code.error());
    return code.error().code == "price.lint" ? 2 : 1;
  }
  const auto rounding = rounding_of(command.rounding);
  if (!rounding) {
    std::cerr << "kerb: --rounding is half_up, half_even, up or down\n";
    return 2;
  }
  const auto report = priced(command, *rounding);
  if (!report) return complain(report.error());
  std::cout << *report;
  return 0;
}

}  // namespace kerb::kiosk
