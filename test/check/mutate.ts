/** Spots inside of a value: objects and lists with one of their keys. */
const spots = (value: unknown): readonly { readonly parent: object; readonly key: string }[] => {
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, child]) => [{ parent: value, key }, ...spots(child)]);
};

/** A change of one spot of a file. */
export type Change =
  | { readonly kind: "replace"; readonly value: unknown }
  | { readonly kind: "drop" }
  | { readonly kind: "add"; readonly key: string; readonly value: unknown };

/** A copy of a value, changed in one place that a number chooses. */
export const mutate = (value: unknown, spot: number, change: Change): unknown => {
  const copy: unknown = structuredClone(value);
  const all = spots(copy);
  const chosen = all[spot % Math.max(1, all.length)];
  if (chosen === undefined) return copy;
  const { parent, key } = chosen;
  if (change.kind === "replace") Reflect.set(parent, key, change.value);
  if (change.kind === "add") Reflect.set(parent, change.key, change.value);
  if (change.kind === "drop") {
    if (Array.isArray(parent)) parent.splice(Number(key), 1);
    else Reflect.deleteProperty(parent, key);
  }
  return copy;
};
