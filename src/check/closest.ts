/** How many letters must be inserted, dropped, replaced or swapped with their neighbour to turn one word into the other. */
const distance = (from: string, to: string): number => {
  const first = Array.from({ length: to.length + 1 }, (_, column) => column);
  let [before, above] = [first, first];
  for (let row = 1; row <= from.length; row += 1) {
    const line = [row];
    for (let column = 1; column <= to.length; column += 1) {
      const replaced = (above[column - 1] ?? 0) + (from[row - 1] === to[column - 1] ? 0 : 1);
      const swapped = row > 1 && from[row - 1] === to[column - 2] && from[row - 2] === to[column - 1];
      const swap = swapped ? (before[column - 2] ?? 0) + 1 : Infinity;
      line.push(Math.min(replaced, swap, (above[column] ?? 0) + 1, (line[column - 1] ?? 0) + 1));
    }
    [before, above] = [above, line];
  }
  return above[to.length] ?? 0;
};

const folded = (word: string) =>
  word
    .slice(0, 80)
    .toLowerCase()
    .replaceAll(/[-_. ]/g, "");

/** The known word that was probably meant: at most a third of its letters differ. */
export const closest = (word: string, known: Iterable<string>): string | undefined => {
  const meant = folded(word);
  let nearest: string | undefined;
  let least = Math.max(1, Math.floor(meant.length / 3)) + 1;
  for (const candidate of known) {
    const far = distance(meant, folded(candidate));
    if (far >= least) continue;
    nearest = candidate;
    least = far;
  }
  return nearest;
};

/** A guess at what was meant, or else the choice there is. */
export const choice = (word: string, known: readonly string[]): string => {
  const nearest = closest(word, known);
  if (nearest !== undefined) return `did you mean ${JSON.stringify(nearest)}?`;
  const some = known.slice(0, 12).map((name) => JSON.stringify(name));
  if (known.length === 0) return "there is none to choose from: remove it";
  return `use one of ${some.join(", ")}${known.length > some.length ? ` and ${known.length - some.length} more` : ""}`;
};
