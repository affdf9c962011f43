// English, which every other language falls back to, and German.
#include "payment/receipt/words/languages.hpp"

namespace kerb::payment::receipt_languages {

ReceiptWords english() {
  return {.locale = "en",
          .decimal_mark = '.',
          .currency_first = true,
          .title = "Receipt",
          .number = "Receipt number",
          .vat_number = "VAT number",
          .site = "Place",
          .evse = "Charging point",
          .started = "Start",
          .ended = "End",
          .meter_start = "Meter at start",
          .meter_stop = "Meter at end",
          .energy = "Energy",
          .price = "Price per kWh",
          .waived = "Not charged",
          .net = "Net",
          .vat = "VAT",
          .total = "Total",
          .time = "Charging time",
          .parking = "Idle time",
          .fee = "Session fee",
          .reservation = "Reservation",
          .minimum = "Up to the minimum price",
          .maximum = "Above the maximum price",
          .told = "As billed by the operator",
          .paid_with = "Paid with",
          .charging_card = "Charging card",
          .phone = "Phone",
          .approval = "Approval code",
          .held = "Held",
          .released = "Given back",
          .captured = "Paid. Thank you.",
          .not_captured =
              "Your bank has not confirmed the payment yet. It will take the total and no more.",
          .free = "Charging was free.",
          .on_account = "The bill comes from the company that gave you the charging card.",
          .copy = "For a copy of this receipt call {helpline} and give the number {number}."};
}

ReceiptWords german() {
  return {.locale = "de",
          .decimal_mark = ',',
          .currency_first = false,
          .title = "Beleg",
          .number = "Belegnummer",
          .vat_number = "USt-IdNr.",
          .site = "Ort",
          .evse = "Ladepunkt",
          .started = "Beginn",
          .ended = "Ende",
          .meter_start = "Zähler zu Beginn",
          .meter_stop = "Zähler am Ende",
          .energy = "Energie",
          .price = "Preis pro kWh",
          .waived = "Nicht berechnet",
          .net = "Netto",
          .vat = "MwSt.",
          .total = "Gesamt",
          .time = "Ladezeit",
          .parking = "Standzeit",
          .fee = "Startgebühr",
          .reservation = "Reservierung",
          .minimum = "Bis zum Mindestpreis",
          .maximum = "Über dem Höchstpreis",
          .told = "Wie vom Betreiber abgerechnet",
          .paid_with = "Bezahlt mit",
          .charging_card = "Ladekarte",
          .phone = "Handy",
          .approval = "Genehmigung",
          .held = "Reserviert",
          .released = "Wieder frei",
          .captured = "Bezahlt. Vielen Dank.",
          .not_captured =
              "Ihre Bank hat die Zahlung noch nicht bestätigt. "
              "Abgebucht wird der Gesamtbetrag, nicht mehr.",
          .free = "Das Laden war kostenlos.",
          .on_account = "Die Rechnung kommt vom Anbieter Ihrer Ladekarte.",
          .copy = "Eine Kopie erhalten Sie unter {helpline} mit der Nummer {number}."};
}

}  // namespace kerb::payment::receipt_languages
