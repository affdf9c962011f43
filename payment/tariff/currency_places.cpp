#include <array>

#include "payment/tariff/tariff.hpp"

namespace kerb::payment::tariff {
namespace {

// ISO 4217, the codes that money can be asked for in; HRK is kept for records from before 2023.
constexpr std::string_view kTwoPlaces =
    "AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BMD BND BOB BRL BSD BTN BWP BYN BZD "
    "CAD CDF CHF CNY COP CRC CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD "
    "GTQ GYD HKD HNL HRK HTG HUF IDR ILS INR IRR JMD KES KGS KHR KPW KYD KZT LAK LBP LKR LRD LSL "
    "MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD PAB PEN PGK "
    "PHP PKR PLN QAR RON RSD RUB SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB "
    "TJS TMT TOP TRY TTD TWD TZS UAH USD UYU UZS VED VES WST XCD YER ZAR ZMW ZWL";
constexpr std::string_view kNoPlaces =
    "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX VND VUV XAF XOF XPF";
constexpr std::string_view kThreePlaces = "BHD IQD JOD KWD LYD OMR TND";

}  // namespace

std::optional<int> currency_places(std::string_view code) {
  if (code.size() != 3 || code.find(' ') != std::string_view::npos) return std::nullopt;
  const auto listed = [&](std::string_view codes) {
    return codes.find(code) != std::string_view::npos;
  };
  if (listed(kTwoPlaces)) return 2;
  if (listed(kNoPlaces)) return 0;
  if (listed(kThreePlaces)) return 3;
  return std::nullopt;
}

std::string_view name_of(Dimension dimension) {
  static constexpr std::array<std::string_view, 4> kNames{"ENERGY", "TIME", "PARKING_TIME", "FLAT"};
  return kNames[static_cast<std::size_t>(dimension)];
}

}  // namespace kerb::payment::tariff
