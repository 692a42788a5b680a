import {
  keyOf,
  type Connection,
  type ExpectedGraph,
  type ExpectedKind,
  type Fields,
  type Name,
  type Standing,
} from "./expected.js";

/** Rows by their ids. */
export type Rows = ReadonlyMap<string, Fields>;

/**
 * The expected rows of a graph. Where equally ranked members or connections exceed the limit, the drawn ones are chosen.
 *
 * @param drawn the ids of nodes
 * @param lines the ids of edges
 */
export function rowsOf(
  graph: ExpectedGraph,
  drawn: ReadonlySet<string>,
  lines: ReadonlySet<string>,
): { readonly nodes: Rows; readonly edges: Rows } {
  const places = new Map(
    graph.kinds.map((kind) => [kind.name, { kind, standing: standingOf(kind, endsOf(graph, kind.name), drawn) }]),
  );
  const nodes = [...places.values()].flatMap(({ kind, standing }) =>
    [...new Set(standing.values())].map((node) => [node.id, kind.fields(node)] as const),
  );
  const at = ({ kind, name }: { readonly kind: string; readonly name: Name }): Standing | undefined => {
    const place = places.get(kind);
    const node = place?.standing.get(keyOf(name));
    if (node === undefined && place?.kind.isListed !== true)
      throw new Error(`Nothing stands for ${keyOf(name)} of the kind ${kind}.`);
    return node;
  };
  const edges = graph.edges.flatMap(({ name, connections, strongest, fields }) => {
    const idOfLine = ({ from, to }: Connection) => [name, at(from)?.id, at(to)?.id].join("␟");
    const kept =
      strongest === undefined
        ? undefined
        : highest(
            connections.map((one) => [one.about, strongest.rank(one.about)]),
            strongest.limit,
            (about) => connections.some((one) => one.about === about && lines.has(idOfLine(one))),
          );
    const joined = new Map<string, { source: Standing; target: Standing; about: Name[] }>();
    for (const { from, to, about } of connections) {
      const [source, target] = [at(from), at(to)];
      if (source === undefined || target === undefined || kept?.has(keyOf(about)) === false) continue;
      const id = [name, source.id, target.id].join("␟");
      const edge = joined.get(id) ?? { source, target, about: [] };
      edge.about.push(about);
      joined.set(id, edge);
    }
    return [...joined].map(
      ([id, { source, target, about }]) =>
        [id, { source: source.id, target: target.id, ...fields(about, source, target) }] as const,
    );
  });
  return { nodes: new Map(nodes), edges: new Map(edges) };
}

function endsOf({ edges }: ExpectedGraph, kind: string): readonly Name[] {
  const ends = edges.flatMap(({ connections }) => connections.flatMap(({ from, to }) => [from, to]));
  return ends.filter((end) => end.kind === kind).map(({ name }) => name);
}

/** The node that represents each member of a kind. */
function standingOf(
  kind: ExpectedKind,
  ends: readonly Name[],
  drawn: ReadonlySet<string>,
): ReadonlyMap<string, Standing> {
  const { named = [], known = [], groups } = kind;
  const ranked = [...(kind.ranked ?? [])];
  if (kind.isListed === true) return listed(kind, named, ranked, drawn);
  const candidates = new Map<string, readonly [Name, number]>(
    [
      ...(kind.endsStand ? ends.map((name) => [name, 0] as const) : []),
      ...ranked,
      ...named.map((name) => [name, Infinity] as const),
    ].map((one) => [keyOf(one[0]), one]),
  );
  const own = highest([...candidates.values()], kind.limit, (name) => drawn.has(idOf(kind.name, name)));
  const sums = new Map<string, [Name, number]>();
  for (const [name, rank] of groups === undefined ? [] : ranked) {
    const group = groups?.of(name) ?? [];
    sums.set(keyOf(group), [group, (sums.get(keyOf(group))?.[1] ?? 0) + rank]);
  }
  const kept = highest([...sums.values()], groups?.most ?? 0, (group) => drawn.has(foldedId(kind.name, group)));
  const nodes = new Map<string, { id: string; members: Name[]; alone?: Name; group?: Name }>();
  const everybody = [...named, ...ranked.map(([name]) => name), ...known, ...ends];
  return new Map(
    [...new Map(everybody.map((name) => [keyOf(name), name]))].map(([key, name]) => {
      const group = groups?.of(name);
      const made = own.has(key)
        ? { id: idOf(kind.name, name), members: [], alone: name }
        : group !== undefined && kept.has(keyOf(group))
          ? { id: foldedId(kind.name, group), members: [], group }
          : { id: foldedId(kind.name), members: [] };
      const node = nodes.get(made.id) ?? made;
      node.members.push(name);
      nodes.set(node.id, node);
      return [key, node];
    }),
  );
}

/** The nodes of a kind that is listed. */
function listed(
  kind: ExpectedKind,
  named: readonly Name[],
  ranked: readonly (readonly [Name, number])[],
  drawn: ReadonlySet<string>,
): ReadonlyMap<string, Standing> {
  const busiest = highest(ranked, kind.limit, (name) => drawn.has(idOf(kind.name, name)));
  const own = [...named, ...ranked.map(([name]) => name).filter((name) => busiest.has(keyOf(name)))];
  const standing = new Map<string, Standing>(
    own.map((name) => [keyOf(name), { id: idOf(kind.name, name), members: [name], alone: name }]),
  );
  const others = new Map<string, { id: string; members: Name[]; group: Name }>();
  for (const [name] of ranked) {
    if (standing.has(keyOf(name)) || kind.groups === undefined) continue;
    const group = kind.groups.of(name);
    const node = others.get(keyOf(group)) ?? { id: foldedId(kind.name, group), members: [], group };
    node.members.push(name);
    others.set(keyOf(group), node);
    standing.set(keyOf(name), node);
  }
  return standing;
}

/** The keys with the highest ranks; of equal ranks at the end the preferred ones. */
function highest(
  all: readonly (readonly [Name, number])[],
  most: number,
  preferred: (name: Name) => boolean,
): ReadonlySet<string> {
  const order = (a: readonly [Name, number], b: readonly [Name, number]) =>
    a[1] === b[1] ? Number(preferred(b[0])) - Number(preferred(a[0])) : b[1] - a[1];
  return new Set(
    all
      .toSorted(order)
      .slice(0, most)
      .map(([name]) => keyOf(name)),
  );
}

const idOf = (kind: string, name: Name) => `${kind}/${keyOf(name)}`;
const foldedId = (kind: string, group: Name = []) => (group.length === 0 ? `${kind}*` : `${kind}*/${keyOf(group)}`);
