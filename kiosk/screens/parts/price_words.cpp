#include "kiosk/screens/parts/price_words.hpp"

namespace kerb::kiosk {
namespace {

std::string fee_words(const Page& page, const PriceFee& fee) {
  switch (fee.kind) {
    case PriceFee::Kind::session:
      return page.say("price.fee.session"_text, {{"amount", page.formats().price(fee.price)}});
    case PriceFee::Kind::time:
      return page.say("price.fee.time"_text, {{"amount", per_time(page, fee.price, fee.hourly)}});
    case PriceFee::Kind::idle:
      return page.say("price.fee.idle"_text, {{"amount", per_time(page, fee.price, fee.hourly)}});
  }
  return {};
}

PriceSentence fee_sentence(const Page& page, const PriceFee& fee) {
  const std::string amount = per_time(page, fee.price, fee.hourly);
  switch (fee.kind) {
    case PriceFee::Kind::session:
      return {"tariff.session", ui::Icon::flag,
              page.say("tariff.session"_text, {{"amount", page.formats().price(fee.price)}})};
    case PriceFee::Kind::time:
      return {"tariff.time", ui::Icon::clock, page.say("tariff.time"_text, {{"amount", amount}})};
    case PriceFee::Kind::idle:
      if (fee.after.count() == 0) {
        return {"tariff.idle", ui::Icon::parking,
                page.say("tariff.idle"_text, {{"amount", amount}})};
      }
      return {"tariff.idle", ui::Icon::parking,
              page.say("tariff.idle_after"_text,
                       {{"amount", amount}, {"duration", page.language.duration(fee.after)}})};
  }
  return {};
}

std::string quantity_of(const Page& page, const CostLine& line) {
  using Kind = payment::ReceiptLine::Kind;
  switch (line.kind) {
    case Kind::energy:
      return page.formats().exact_energy(line.energy);
    case Kind::time:
    case Kind::parking:
    case Kind::reservation:
      return page.language.duration(line.time);
    case Kind::fee:
    case Kind::minimum:
    case Kind::maximum:
    case Kind::told:
      break;
  }
  return {};
}

}  // namespace

std::string per_kwh(const Page& page, const UnitPrice& price) {
  return page.formats().price(price) + page.say("price.unit"_text);
}

std::string per_time(const Page& page, const UnitPrice& price, bool hourly) {
  return page.formats().price(price) +
         page.say(hourly ? "price.per_hour"_text : "price.per_minute"_text);
}

MainPrice main_price(const Page& page, const std::optional<PriceView>& price) {
  if (!price) return {"–", {}};
  if (price->free) return {page.say("price.free"_text), {}};
  const bool energy_costs = price->per_kwh && price->per_kwh->amount.micros != 0;
  if (energy_costs || price->fees.empty()) {
    if (!price->per_kwh) return {"–", {}};
    return {page.formats().price(*price->per_kwh), page.say("price.unit"_text)};
  }
  // Energy is not what is paid for: then time is, or the visit.
  for (const PriceFee& fee : price->fees) {
    if (fee.kind != PriceFee::Kind::time) continue;
    return {page.formats().price(fee.price),
            page.say(fee.hourly ? "price.per_hour"_text : "price.per_minute"_text)};
  }
  return {page.formats().price(price->fees.front().price), page.say("price.per_session"_text)};
}

std::string price_note(const Page& page, const PriceView& price) {
  std::string note;
  const auto add = [&](const std::string& words) {
    if (!words.empty()) note += (note.empty() ? "" : " · ") + page.language.catalogue.piece(words);
  };
  if (price.free) return page.say("price.only_energy"_text);
  if (price.vat_percent) {
    add(page.say(price.tax_on_top ? "price.plus_tax"_text : "price.vat"_text,
                 {{"percent", page.formats().percent(*price.vat_percent)}}));
  }
  for (const PriceFee& fee : price.fees) add(fee_words(page, fee));
  if (price.minimum) {
    add(page.say("price.minimum"_text, {{"amount", page.formats().money(*price.minimum)}}));
  }
  if (price.maximum) {
    add(page.say("price.maximum"_text, {{"amount", page.formats().money(*price.maximum)}}));
  }
  if (price.fees.empty() && !price.minimum) add(page.say("price.only_energy"_text));
  return note;
}

std::string turn_words(const Page& page, const PriceView& price) {
  if (!price.turn) return {};
  const std::string amount =
      price.turn->per_kwh ? per_kwh(page, *price.turn->per_kwh) : page.say("price.free"_text);
  return page.say("price.turn"_text,
                  {{"time", page.formats().time_of_day(price.turn->at)}, {"amount", amount}});
}

std::vector<PriceSentence> price_sentences(const Page& page, const PriceView& price) {
  std::vector<PriceSentence> all;
  const auto add = [&](std::string name, ui::Icon icon, std::string text) {
    all.push_back({std::move(name), icon, std::move(text)});
  };
  if (price.free) {
    add("tariff.free", ui::Icon::check_circle, page.say("tariff.free"_text));
    return all;
  }
  if (price.per_kwh) {
    add("tariff.energy", ui::Icon::bolt,
        page.say("tariff.energy"_text, {{"amount", page.formats().price(*price.per_kwh)}}));
  }
  if (price.turn) add("tariff.turn", ui::Icon::clock, turn_words(page, price));
  for (const PriceFee& fee : price.fees) all.push_back(fee_sentence(page, fee));
  if (price.minimum) {
    add("tariff.minimum", ui::Icon::payments,
        page.say("tariff.minimum"_text, {{"amount", page.formats().money(*price.minimum)}}));
  }
  if (price.maximum) {
    add("tariff.maximum", ui::Icon::payments,
        page.say("tariff.maximum"_text, {{"amount", page.formats().money(*price.maximum)}}));
  }
  if (price.vat_percent) {
    add("tariff.tax", ui::Icon::receipt,
        page.say(price.tax_on_top ? "tariff.plus_tax"_text : "frame.vat"_text,
                 {{"percent", page.formats().percent(*price.vat_percent)}}));
  }
  return all;
}

std::string line_word(const Page& page, payment::ReceiptLine::Kind kind) {
  using Kind = payment::ReceiptLine::Kind;
  switch (kind) {
    case Kind::energy:
      return page.say("receipt.energy"_text);
    case Kind::time:
      return page.say("cost.time"_text);
    case Kind::parking:
      return page.say("cost.parking"_text);
    case Kind::fee:
      return page.say("cost.fee"_text);
    case Kind::reservation:
      return page.say("cost.reservation"_text);
    case Kind::minimum:
      return page.say("cost.minimum"_text);
    case Kind::maximum:
      return page.say("cost.maximum"_text);
    case Kind::told:
      return page.say("cost.told"_text);
  }
  return {};
}

std::string line_words(const Page& page, const CostLine& line) {
  using Kind = payment::ReceiptLine::Kind;
  if (line.is_tax) return page.say("cost.tax"_text);
  std::string label = line_word(page, line.kind);
  const std::string many = quantity_of(page, line);
  if (many.empty() || !line.unit) return label;
  const std::string unit =
      line.kind == Kind::energy ? per_kwh(page, *line.unit) : per_time(page, *line.unit, true);
  return page.language.line({label, page.language.line({many, unit}, " × ")}, " · ");
}

}  // namespace kerb::kiosk
