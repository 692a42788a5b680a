/** Panels about the network as a whole: numbers of services and clients, health of everything. */
import { mapGaps, mapValues, stat, stateTimeline, table, target } from "../grafana/index.js";
import type { Lab } from "../lab/index.js";
import {
  activeClients,
  dnsQueryRate,
  foldedZones,
  healthOfAll,
  servicesInState,
  type Filter,
  type Scope,
} from "../queries/index.js";
import { withDashboard, type HealthTargets } from "./health-links.js";
import { colors, healthMarks, healthWords } from "./tokens.js";

/** Number of services in each state of health, as four figures of a stat; without services that have neither requests nor a health check. */
export const servicesByHealth = (scope: Scope<Filter>, lab: Lab) =>
  stat(
    "Services by health",
    target(servicesInState(scope, lab, 2), "● healthy"),
    target(servicesInState(scope, lab, 1), "◐ degraded"),
    target(servicesInState(scope, lab, 0), "✖ unhealthy"),
    target(servicesInState(scope, lab, 3), "○ quiet"),
  )
    .about({ normal: "all healthy", otherwise: "click the service with a red ring in “Network by zones”" })
    .decimals(0)
    .span(6);

/** Number of active clients, and of zones with folded ones beside them, as two figures of a stat. */
export const clientsNow = (scope: Scope<Filter>) =>
  stat(
    "Active clients",
    target(activeClients(scope), "clients"),
    target(foldedZones(scope), "zones also count others together"),
  )
    .about({
      note: "The internet and zones with very many clients have further ones, which count as one for each zone",
      normal: "the number of your devices",
      otherwise: "look for the stranger in “Zone Traffic”",
    })
    .named()
    .decimals(0)
    .span(4);

/** DNS queries per second of the chosen zones and clients, as a narrow stat. */
export const dnsQueriesNow = (scope: Scope<Filter>) =>
  stat("DNS queries", dnsQueryRate(scope, []))
    .about({
      normal: "follows the day",
      otherwise: "at 0, nobody queries AdGuard Home or it is down: look at “Sources up”",
    })
    .decimals(2)
    .span(4);

/** How the rows follow the choice of zones and services, and what is left out without rules. */
const listed = ({ rules }: Lab) =>
  rules
    ? "Recorded by rules, of all zones and clients; of services and zones the chosen ones are listed"
    : "Only services, by their requests: the health of the others is recorded by rules, and the lab says `rules: false`";

/** Table of the health of services, infrastructure, resolvers and zones; unhealthy first. A name links to its dashboard. */
export const healthTable = (scope: Scope<Filter>, lab: Lab, to: HealthTargets) =>
  table("Health of everything", {
    rows: ["kind", "name", "dashboard"],
    labels: {
      kind: { title: "Kind", width: 110 },
      name: { title: "Name", link: { title: "Open its dashboard", uid: "dashboard", variable: "kind", value: "name" } },
      dashboard: { hidden: true },
    },
    columns: {
      Health: {
        query: withDashboard(healthOfAll(scope, lab), lab, to),
        mappings: [mapValues(healthWords)],
        cell: "colored text",
        width: 190,
      },
    },
    sort: { column: "Health" },
  })
    .about({
      note: listed(lab),
      normal: "all healthy",
      otherwise: "look at the first rows: the unhealthy ones come first",
    })
    .span(9)
    .height(10);

/** What the marks mean, which have room in short states, where words would be cut. */
const key = Object.values(healthWords)
  .map(({ text }) => text)
  .join(", ");

/** Health of infrastructure, resolvers, services and zones as a state timeline, a row for each, in this order. */
export const healthOverTime = (scope: Scope<Filter>, lab: Lab) =>
  stateTimeline("Health over time", healthOfAll(scope, lab), "{name}")
    .about({
      note: `${key}; a gray gap has no data. ${listed(lab)}`,
      normal: "healthy throughout",
      otherwise:
        "several lines that turn at one moment have a common cause: the host, Traefik, the line to the internet",
    })
    .mappings([mapValues(healthMarks), mapGaps({ text: "–", color: colors.neutral })])
    .hideLegend()
    .span(15)
    .height(10);
