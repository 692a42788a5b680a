import { isAnswered, type HttpRequest } from "../../../simulation/events.js";
import { loadLayout } from "../../../../src/panels/network-graph/load-layout.js";
import { distinctNames, keyOf, tally, sumOf, type ExpectedGraph, type ExpectedKind, type Name } from "./expected.js";
import { entitiesOf, linkTo, type GraphContext } from "./look.js";
import { busy, connected, partOf } from "./network-edges.js";

const pairOf = ({ service, backend }: HttpRequest): Name => [service, backend];
const serverOf = ({ backend, server }: HttpRequest): Name => [backend, server];
const backendOf = ({ backend }: HttpRequest): Name => [backend];

/** Backends with several servers, and those that services declare, with their servers and services. */
export function loadGraph(look: GraphContext): ExpectedGraph {
  const { requests, inWindow, window, moment } = look;
  const { rows: limit } = loadLayout(look.lab);
  const declared = entitiesOf(look, "backend");
  const weighted = new Set(declared.names.filter((name) => declared.text(name, "type") === "weighted"));
  const everything = moment.simulation.requests.filter(isAnswered);
  const servers = distinctNames(everything, serverOf);
  const several = (backend: string) => servers.filter(([name]) => name === backend).length;
  const distributing = (backend: string) => several(backend) > 1 || declared.names.includes(backend);
  const own = requests.filter(
    ({ service, backend }) =>
      moment.selected.service(service) && weighted.has(backend) && backend !== partOf(look, "proxy"),
  );
  const [pairs, loads, perBackend] = [
    tally(inWindow(own), pairOf),
    tally(inWindow(everything), serverOf),
    tally(inWindow(everything), backendOf),
  ];
  const pairNames = distinctNames(own, pairOf);
  const drawnServers = servers.filter(([backend = ""]) => distributing(backend));
  const titles = entitiesOf(look, "service");
  const backends = new Set([...servers.flatMap(([name = ""]) => (several(name) > 1 ? [name] : [])), ...declared.names]);
  const service: ExpectedKind = {
    name: "service",
    isListed: true,
    limit,
    ranked: distinctNames(own, ({ service: name }) => [name]).map((name) => [name, 1] as const),
    endsStand: false,
    fields: ({ alone: [name = ""] = [] }) => ({
      title: titles.title(name),
      subtitle: "service",
      mainstat:
        (60 *
          sumOf(
            pairs,
            pairNames.filter(([one]) => one === name),
          )) /
        window,
      ...linkTo("services", ["service", name]),
    }),
  };
  const backend: ExpectedKind = {
    name: "backend",
    isListed: true,
    limit,
    ranked: [...backends].filter((name) => several(name) > 0).map((name) => [[name], several(name)] as const),
    endsStand: false,
    fields: ({ alone: [name = ""] = [] }) => ({
      title: titles.title(name),
      subtitle: "backend",
      mainstat: (60 * sumOf(perBackend, [[name]])) / window,
      ...linkTo("services"),
    }),
  };
  const server: ExpectedKind = {
    name: "server",
    isListed: true,
    limit,
    ranked: drawnServers.map((name) => [name, sumOf(loads, [name])] as const),
    endsStand: false,
    fields: ({ alone: [name = "", url] = [] }) => ({
      title: url,
      subtitle: "server",
      mainstat: (60 * sumOf(loads, [[name, url ?? ""]])) / window,
      ...linkTo("services"),
    }),
  };
  return {
    kinds: [service, backend, server],
    edges: [
      {
        name: "backend",
        connections: connected(
          pairNames,
          ([name = ""]) => ["service", name],
          ([, name = ""]) => ["backend", name],
        ),
        strongest: { limit, rank: (name) => sumOf(pairs, [name]) },
        fields: (names) => busy(sumOf(pairs, names) / window),
      },
      {
        name: "load",
        connections: connected(
          drawnServers,
          ([name = ""]) => ["backend", name],
          ([name = "", url = ""]) => ["server", name, url],
        ),
        strongest: { limit, rank: (name) => loads.get(keyOf(name)) ?? 0 },
        fields: (names) => busy(sumOf(loads, names) / window),
      },
    ],
  };
}
