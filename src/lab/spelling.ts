/** How many letters must be inserted, dropped or replaced to turn one word into the other. */
const distance = (from: string, to: string): number => {
  let row = Array.from({ length: to.length + 1 }, (_, index) => index);
  for (const [index, letter] of [...from].entries()) {
    let left = index + 1;
    const next = [left];
    for (let column = 1; column <= to.length; column += 1) {
      const diagonal = (row[column - 1] ?? 0) + (letter === to[column - 1] ? 0 : 1);
      left = Math.min(diagonal, left + 1, (row[column] ?? 0) + 1);
      next.push(left);
    }
    row = next;
  }
  return row[to.length] ?? 0;
};

/** scrapeInterval, scrape-interval and Scrape_Interval are meant as scrape_interval. */
const plain = (word: string) => word.toLowerCase().replaceAll(/[^\p{L}\p{N}]/gu, "");

/** The one of the known words that was probably meant, if any is near enough. Of several, the first. */
export const guess = (word: string, known: readonly string[]): string | undefined => {
  const meant = plain(word.slice(0, 100));
  let best: { word: string | undefined; distance: number } = { word: undefined, distance: Infinity };
  for (const candidate of known) {
    const far = distance(meant, plain(candidate));
    if (far < best.distance) best = { word: candidate, distance: far };
  }
  const allowed = Math.max(1, Math.floor(meant.length / 3));
  return meant !== "" && best.distance <= allowed ? best.word : undefined;
};

/** The way out for a word that isn't one of the known ones: a guess, else what there is to choose from. */
export const choose = (word: string, known: readonly string[], otherwise: string): string => {
  const meant = guess(word, known);
  if (meant === undefined) return otherwise;
  const isTwin = meant !== word && meant.normalize("NFKC") === word.normalize("NFKC");
  return `did you mean ${JSON.stringify(meant)}?${isTwin ? " It looks alike, but is made of other characters: copy it" : ""}`;
};
