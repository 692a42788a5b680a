import { figures } from "../../simulation/figures.js";
import { rate } from "../../simulation/expected-values.js";
import { between } from "../../simulation/source.js";
import { exactly, type Expectation, type Expectations } from "../evaluation.js";
import { healthOrNeighbour, healthWithDashboards, servicesInState } from "./health.js";
import { services } from "./services.js";
import { sourcesOfFigures } from "./sources.js";

const clientsWhere =
  (wanted: (client: string) => boolean): Expectation =>
  ({ simulation, at, window, selected }) => {
    const all = [...between(simulation.requests, at - window, at), ...between(simulation.queries, at - window, at)];
    const clients = new Set(all.flatMap(({ client, zone }) => (selected.zone(zone) && wanted(client) ? [client] : [])));
    return exactly(clients.size === 0 ? new Map() : figures([[{}, clients.size]]));
  };

const isFolded = (client: string) => client.startsWith("other@");

export const topology: Expectations = {
  "services-by-health/A": servicesInState(2),
  "services-by-health/B": servicesInState(1),
  "services-by-health/C": servicesInState(0),
  "services-by-health/D": servicesInState(3),
  "clients-now/A": clientsWhere((client) => !isFolded(client)),
  "clients-now/B": clientsWhere(isFolded),
  "dns-queries-now/A": (moment) =>
    exactly(
      rate({
        events: moment.simulation.queries,
        where: ({ zone }) => moment.selected.zone(zone),
        at: moment.at,
        window: moment.window,
      }),
    ),
  "health-table/A": healthWithDashboards,
  "health-over-time/A": healthOrNeighbour,
  ...pick(services, "request-rate-now/A", "error-share-now/A"),
  ...pick(sourcesOfFigures, "targets-up-now/A"),
};

function pick(oracles: Expectations, ...ids: readonly string[]): Expectations {
  return Object.fromEntries(Object.entries(oracles).filter(([id]) => ids.includes(id)));
}
