/** How many nodes of each kind the network's graphs have: as many as find room in a panel of 40 lines. */

/** The most nodes of a column on the left and of those on the right: a panel of 40 lines. */
export const most = { left: 14, right: 21 } as const;

/** What the layout reads of a lab. */
export interface LayoutLab {
  readonly zones: readonly unknown[];
  readonly services: readonly unknown[];
  readonly resolvers: readonly unknown[];
  readonly infrastructure: readonly Part[];
}

interface Part {
  readonly name: string;
  readonly kind: string;
}

/** The most nodes of each kind. Of a larger lab the busiest are drawn. */
export interface Limits {
  readonly zones: number;
  readonly services: number;
  readonly resolvers: number;
  /** Infrastructure apart from the first proxy, DNS server and Prometheus. */
  readonly parts: number;
  readonly clients: number;
  /** Whether the other clients of each zone have a node. */
  readonly hasOtherClients: boolean;
}

const hubKinds = ["proxy", "dns", "metrics"] as const;
export type HubKind = (typeof hubKinds)[number];

/** The first proxy, DNS server and Prometheus: the nodes at which lines begin or end. */
export const hubsOf = ({ infrastructure }: { readonly infrastructure: readonly Part[] }) =>
  hubKinds.flatMap((kind) => {
    const part = infrastructure.find((one) => one.kind === kind);
    return part === undefined ? [] : [{ name: part.name, kind }];
  });

export function limitsOf(lab: LayoutLab, { hasClients }: { readonly hasClients: boolean }): Limits {
  const parts = lab.infrastructure.length - hubsOf(lab).length;
  const resolvers = within(lab.resolvers.length + 1, 3, 4);
  const mostZones = hasClients ? 8 : most.left;
  const zones = Math.min(lab.zones.length + 3, mostZones);
  const hasOtherClients = lab.zones.length <= 4;
  return {
    zones,
    resolvers,
    parts,
    services: within(lab.services.length + 2, 6, Math.max(6, most.right - parts - resolvers)),
    clients: hasOtherClients ? most.left - lab.zones.length - 1 : most.left,
    hasOtherClients,
  };
}

/** @internal */
export const within = (value: number, least: number, highest: number) => Math.min(Math.max(value, least), highest);

/** What a graph leaves out of a large lab, as a sentence with a space behind it. */
export function limitsNote(lab: LayoutLab, limits: Limits): string {
  const kinds = (["zones", "services", "resolvers"] as const).filter((kind) => lab[kind].length > limits[kind]);
  if (kinds.length === 0) return "";
  const parts = kinds.map((kind) => `${String(limits[kind])} ${kind}`);
  return `Of this lab only the busiest have a node: ${parts.join(", ")}. `;
}
