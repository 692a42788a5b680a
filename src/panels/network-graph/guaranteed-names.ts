/** The most characters of a query that the names of one kind may take: about six names of ordinary length. */
const maxCharacters = 420;

/** Characters around a name and its label in the printed query, about. */
const charactersAround = 45;

/**
 * The first names, as many as a query has room for: these are drawn in any case, the others once homelab_entity_info
 * has a series for them.
 */
export function guaranteedNames(label: string, entities: readonly { readonly name: string }[]): readonly string[] {
  const names = entities.map(({ name }) => name);
  const lengths = names.map((name) => name.length + label.length + charactersAround);
  return names.filter((_, index) => lengths.slice(0, index + 1).reduce((sum, one) => sum + one) <= maxCharacters);
}
