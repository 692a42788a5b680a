/**
 * Where the nodes of the network's graphs stand, and how high a panel they need. Columns from left to
 * right: clients, zones, Traefik and AdGuard Home with Prometheus between them, and what they lead to: services, what
 * Prometheus scrapes, and resolvers. Each of these stands beside the node from which its lines come.
 */
import type { Positions } from "../node-graph/index.js";
import { columnHeight, distanceIn, heightFor, middle, nodeSize } from "../node-size.js";
import { hubsOf, most, within, type HubKind, type LayoutLab, type Limits } from "./limits.js";
import type { CoreNodes } from "./nodes.js";

/** The distance of nodes on the right, of which every other one stands aside. */
const slot = 62;

/** The x of columns. In the graph with clients everything but the right side stands further to the right. */
const columns = {
  alone: { zones: -518, hubs: -220, bend: 40 },
  withClients: { clients: -518, zones: -324, hubs: -120, bend: 60 },
  right: 449,
  aside: -145,
} as const;

export interface NetworkLayout {
  /** In lines of Grafana's grid. */
  readonly height: number;
  readonly positions: (nodes: CoreNodes, clients: Pick<CoreNodes["zone"], "model"> | undefined) => Positions;
}

export function networkLayout(
  lab: LayoutLab,
  limits: Limits,
  { hasClients }: { readonly hasClients: boolean },
): NetworkLayout {
  const right = limits.services + limits.parts + limits.resolvers;
  const left = hasClients ? most.left : limits.zones;
  const height = heightFor(Math.max((left - 1) * nodeSize.row, (right - 0.6) * slot));
  const distance = distanceIn(height);
  const x = hasClients ? columns.withClients : columns.alone;
  // The first node on the right is lifted above its place.
  const rightHeight = columnHeight(distance, right) * ((right - 1) / (right - 0.6));
  const hubs = hubPositions(lab, limits, rightHeight);
  return {
    height,
    positions: ({ zone, infrastructure, service, resolver }, clients) => ({
      radius: nodeSize.radius,
      middle: middle(),
      // Clients have the name of their zone, as zones are called, and services its title.
      together: "zone",
      columns: [
        ...(clients === undefined
          ? []
          : [
              {
                kinds: [{ kind: clients }],
                x: columns.withClients.clients,
                height: columnHeight(distance, most.left),
                bend: columns.withClients.bend,
              },
            ]),
        {
          kinds: [{ kind: zone }],
          x: x.zones,
          height: columnHeight(distance, limits.zones),
          ...(hasClients ? {} : { bend: columns.alone.bend }),
        },
        {
          kinds: [
            { kind: service, hub: hubs.proxy },
            { kind: infrastructure, hub: hubs.metrics },
            { kind: resolver, hub: hubs.dns },
          ],
          x: columns.right,
          aside: columns.aside,
          hubX: x.hubs,
          height: Math.floor(rightHeight),
        },
      ],
      points: {
        kind: infrastructure,
        x: x.hubs,
        y: Object.fromEntries(hubsOf(lab).map(({ name, kind }) => [name, hubs[kind]])),
      },
    }),
  };
}

type Hubs = Readonly<Record<HubKind, number>>;

/** Two nodes of one column are at least so far apart. */
const apart = 110;

/** Each hub stands at the height of what it leads to, as the lab has it. */
function hubPositions(lab: LayoutLab, limits: Limits, height: number): Hubs {
  const groups = [
    within(lab.services.length, 1, limits.services),
    Math.max(limits.parts, 1),
    within(lab.resolvers.length, 1, limits.resolvers),
  ];
  const all = groups.reduce((sum, count) => sum + count, 0);
  const [proxy = 0, metrics = 0, dns = 0] = groups.map((count, index) => {
    const before = groups.slice(0, index).reduce((sum, one) => sum + one, 0);
    return Math.round(((2 * before + count - all) / 2) * (height / (all + 0.5)));
  });
  const between = Math.min(metrics, dns - apart);
  return { proxy: Math.min(proxy, between - apart), metrics: between, dns };
}
