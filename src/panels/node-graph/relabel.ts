import type { DrawableQuery } from "../../grafana/index.js";
import { copyLabel, max, type InstantVector } from "../../promql/index.js";
import { asVector } from "./vector.js";

type Unnamed<L extends string, N extends Readonly<Record<string, string>>> = Exclude<L, N[keyof N]>;

/**
 * The query with other names for its labels: `relabel(queries, { zone: "network_zone", ip: "client_ip" })`. Each label
 * must get a new name, so that no two series become one; a missing one doesn't compile.
 */
export function relabel<L extends string, const N extends Readonly<Record<string, L>>>(
  query: DrawableQuery<L>,
  names: N,
  ..._complete: [Unnamed<L, N>] extends [never] ? [] : [error: `the label "${Unnamed<L, N>}" gets no name`]
): DrawableQuery<Extract<keyof N, string>> {
  const pairs = Object.entries<string>(names).filter(([to, from]) => to !== from);
  const vector = asVector(query.expression);
  // If a new name is an old one too, copying directly could overwrite a label before it is copied.
  const overlaps = pairs.some(([to]) => vector.labels.includes(to));
  const copied = overlaps
    ? pairs.reduce(
        (done, [to]) => copyLabel(done, to, `new_${to}`),
        pairs.reduce((done, [to, from]) => copyLabel(done, `new_${to}`, from), vector),
      )
    : pairs.reduce((done, [to, from]) => copyLabel(done, to, from), vector);
  const { node } = max.by(Object.keys(names), copied);
  const expression: InstantVector<Extract<keyof N, string>> = { kind: "instant vector", node, labels: namesOf(names) };
  return { expression };
}

function namesOf<N extends object>(names: N): readonly Extract<keyof N, string>[] {
  const isName = (key: string): key is Extract<keyof N, string> => key in names;
  return Object.keys(names).filter(isName);
}
