// Charges in the words of the tests: a tariff and a record as JSON, and what they come to.
#pragma once

#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <vector>

#include "payment/tariff/charge_record.hpp"
#include "payment/tariff/price_report.hpp"
#include "payment/tariff/tariff_reader.hpp"

namespace kerb::payment::tariff {

// A tariff around these elements.
inline std::string tariff_json(std::string_view elements, std::string_view more = "") {
  std::string text = R"({"country_code":"DE","party_id":"ALL","id":"1","currency":"EUR",)";
  text.append(more);
  text.append(more.empty() ? "" : ",").append("\"elements\":[").append(elements).append("]}");
  return text;
}

// A record of these periods.
inline std::string record_json(std::string_view start, std::string_view end,
                               std::string_view periods) {
  std::string text = R"({"start_date_time":")";
  text.append(start).append(R"(","end_date_time":")").append(end);
  text.append(R"(","charging_periods":[)").append(periods).append("]}");
  return text;
}

struct Priced {
  std::string net;    // empty: not known
  std::string gross;  // empty: not known
  std::string exact_net;
  std::string exact_gross;
  Bill bill;
  std::vector<std::string> warnings;
  std::string json;
  std::string problem;  // when it could not be priced

  bool warns_of(std::string_view words) const {
    for (const std::string& warning : warnings) {
      if (warning.find(words) != std::string::npos) return true;
    }
    return false;
  }
};

inline Priced price(std::string_view tariff_text, std::string_view record_text,
                    const std::string& zone = "UTC", Rounding rounding = Rounding::half_up) {
  Priced priced;
  const auto tariff = read_tariff(tariff_text, "tariff.json");
  const auto record = read_charge_record(record_text, "cdr.json");
  const auto loaded = Zone::load(zone);
  if (!tariff || !record || !loaded) {
    priced.problem = (!tariff   ? tariff.error()
                      : !record ? record.error()
                                : loaded.error())
                         .sentence();
    return priced;
  }
  Setting setting;
  setting.zone = *loaded;
  const auto compiled = CompiledTariff::compile(*tariff, setting);
  if (!compiled) {
    priced.problem = compiled.error().sentence();
    return priced;
  }
  Tally tally(*compiled);
  std::vector<std::string> warnings = tariff->warnings;
  if (const auto added = add_record(*record, tally, &warnings); !added) {
    priced.problem = added.error().sentence();
    return priced;
  }
  priced.bill = tally.bill(rounding);
  const int places = tariff->currency_places;
  if (priced.bill.net_known) priced.net = minor_text(priced.bill.net_minor, places);
  if (priced.bill.gross_known) priced.gross = minor_text(priced.bill.gross_minor, places);
  priced.exact_net = text_of(priced.bill.net).digits;
  priced.exact_gross = text_of(priced.bill.gross).digits;
  priced.warnings = warnings_of(tally, priced.bill, std::move(warnings));
  priced.json = price_json(tally, priced.bill, rounding, priced.warnings);
  return priced;
}

}  // namespace kerb::payment::tariff
