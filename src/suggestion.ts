import damerauLevenshtein from "damerau-levenshtein";

/** A word without case and separators: `scrapeInterval`, `scrape-interval` and `Scrape_Interval` are equal. */
const normalize = (word: string): string =>
  word
    .slice(0, 100)
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]/gu, "");

/**
 * The known word that was most likely meant: at most a third of its letters are missing, added, replaced or swapped with
 * their neighbor. Of equally near words, the first.
 */
export function suggest(word: string, known: Iterable<string>): string | undefined {
  const wanted = normalize(word);
  const maxDistance = Math.max(1, Math.floor(wanted.length / 3));
  let closest: { readonly word?: string; readonly distance: number } = { distance: maxDistance + 1 };
  for (const candidate of known) {
    const distance = damerauLevenshtein(wanted, normalize(candidate)).steps;
    if (distance < closest.distance) closest = { word: candidate, distance };
  }
  return wanted === "" ? undefined : closest.word;
}
