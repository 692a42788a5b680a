import { suggest } from "../suggestion.js";

const maxListed = 12;

/** The fix for a word that isn't one of the known ones: the one that was probably meant, or else a list of them. */
export const suggestionText = (word: string, known: readonly string[]): string => {
  const suggestion = suggest(word, known);
  if (suggestion !== undefined) return `did you mean ${JSON.stringify(suggestion)}?`;
  if (known.length === 0) return "there is none to choose from: remove it";
  const listed = known.slice(0, maxListed).map((name) => JSON.stringify(name));
  const rest = known.length > maxListed ? ` and ${known.length - maxListed} more` : "";
  return `use one of ${listed.join(", ")}${rest}`;
};
