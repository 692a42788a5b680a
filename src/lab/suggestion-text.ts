import { suggest } from "../suggestion.js";

/** The fix for a word that isn't one of the known ones: the one that was probably meant, or else `otherwise`. */
export const suggestionText = (word: string, known: readonly string[], otherwise: string): string => {
  const suggestion = suggest(word, known);
  if (suggestion === undefined) return otherwise;
  const isLookalike = suggestion !== word && suggestion.normalize("NFKC") === word.normalize("NFKC");
  const remark = isLookalike ? " It looks alike, but is made of other characters: copy it" : "";
  return `did you mean ${JSON.stringify(suggestion)}?${remark}`;
};
