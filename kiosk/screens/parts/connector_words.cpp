#include "kiosk/screens/parts/connector_words.hpp"

#include "kiosk/screens/fault_words.hpp"

namespace kerb::kiosk {

std::string kind_word(const Page& page, hal::ConnectorKind kind) {
  switch (kind) {
    case hal::ConnectorKind::ccs2:
      return page.say("connector.kind.ccs2"_text);
    case hal::ConnectorKind::type2:
      return page.say("connector.kind.type2"_text);
    case hal::ConnectorKind::chademo:
      return page.say("connector.kind.chademo"_text);
    case hal::ConnectorKind::nacs:
      return page.say("connector.kind.nacs"_text);
  }
  return {};
}

std::string kind_and_power(const Page& page, const ConnectorView& connector) {
  return page.language.line(
      {kind_word(page, connector.kind), page.formats().power(connector.max_power)}, " ");
}

std::string state_word(const Page& page, const ConnectorView& connector) {
  switch (connector.availability) {
    case Availability::free:
      return page.say("connector.state.free"_text);
    case Availability::plugged:
      return page.say("connector.state.plugged"_text);
    case Availability::untold:
      return page.say("connector.state.untold"_text);
    case Availability::reserved:
      return page.say("connector.state.reserved"_text);
    case Availability::paying_elsewhere:
    case Availability::in_use:
      return page.say("connector.state.in_use"_text);
    case Availability::finishing:
      return page.say("connector.state.finishing"_text);
    case Availability::disabled:
      return page.say(connector.maintenance ? "connector.state.updating"_text
                                            : "connector.state.disabled"_text);
    case Availability::out_of_service:
      return page.say("connector.state.out_of_service"_text);
    case Availability::unknown:
      return page.say("connector.state.unknown"_text);
  }
  return {};
}

ui::Tone state_tone(Availability availability) {
  switch (availability) {
    case Availability::free:
    case Availability::plugged:
      return ui::Tone::ok;
    case Availability::reserved:
    case Availability::paying_elsewhere:
    case Availability::in_use:
      return ui::Tone::busy;
    case Availability::finishing:
      return ui::Tone::warn;
    case Availability::out_of_service:
      return ui::Tone::bad;
    case Availability::disabled:
    case Availability::untold:
    case Availability::unknown:
      return ui::Tone::neutral;
  }
  return ui::Tone::neutral;
}

ui::Icon state_icon(const ConnectorView& connector) {
  switch (connector.availability) {
    case Availability::free:
      return ui::Icon::check_circle;
    case Availability::plugged:
      return ui::Icon::power;
    case Availability::untold:
      return ui::Icon::cable;
    case Availability::reserved:
      return ui::Icon::bookmark;
    case Availability::paying_elsewhere:
      return ui::Icon::smartphone;
    case Availability::in_use:
      return ui::Icon::bolt;
    case Availability::finishing:
      return ui::Icon::timer;
    case Availability::disabled:
      return connector.maintenance ? ui::Icon::refresh : ui::Icon::power_off;
    case Availability::out_of_service:
      return ui::Icon::block;
    case Availability::unknown:
      return ui::Icon::help;
  }
  return ui::Icon::help;
}

bool may_begin(Availability availability) {
  return availability == Availability::free || availability == Availability::plugged ||
         availability == Availability::untold;
}

std::string wait_words(const Page& page, const ConnectorView& connector) {
  switch (connector.availability) {
    case Availability::reserved:
      return page.say("idle.reserved"_text);
    case Availability::paying_elsewhere:
      return page.say("idle.paying"_text);
    case Availability::in_use:
      if (!connector.free_in) return page.say("idle.busy"_text);
      return page.say(
          "idle.until"_text,
          {{"time", page.formats().time_of_day(page.snapshot.now + *connector.free_in)}});
    case Availability::finishing:
      return page.say("idle.finishing"_text);
    case Availability::disabled:
      return page.say(connector.maintenance ? "idle.updating"_text : "idle.disabled"_text);
    case Availability::out_of_service:
      if (connector.fault == hal::ChargerFault::none) return page.say("idle.broken"_text);
      return page.say(fault_words(connector.fault).reason);
    case Availability::unknown:
      return page.say("idle.unknown"_text);
    case Availability::free:
    case Availability::plugged:
    case Availability::untold:
      break;
  }
  return {};
}

namespace {

// Where the state alone leaves open what that means for the driver.
bool needs_reason(Availability availability) {
  return availability == Availability::reserved || availability == Availability::paying_elsewhere ||
         availability == Availability::disabled || availability == Availability::out_of_service;
}

}  // namespace

std::string spoken(const Page& page, const ConnectorView& connector) {
  std::string words =
      page.say("connector.number"_text, {{"number", std::to_string(connector.evse)}}) + ", " +
      kind_and_power(page, connector) + ", " + state_word(page, connector);
  if (needs_reason(connector.availability)) words += ", " + wait_words(page, connector);
  return words;
}

}  // namespace kerb::kiosk
