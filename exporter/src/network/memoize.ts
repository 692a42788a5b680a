/**
 * The same function, which remembers what it found. What it found for long unused keys is forgotten: at most twice the
 * limit is kept, in two generations, of which the older is dropped whenever the younger is full.
 *
 * @param find depends on its key alone, so that forgetting changes nothing but the time it takes
 */
export function memoize<Value extends NonNullable<unknown>>(
  limit: number,
  find: (key: string) => Value,
): (key: string) => Value {
  let young = new Map<string, Value>();
  let old = new Map<string, Value>();
  return (key) => {
    const known = young.get(key);
    if (known !== undefined) return known;
    const value = old.get(key) ?? find(key);
    if (young.size >= limit) {
      old = young;
      young = new Map();
    }
    young.set(key, value);
    return value;
  };
}
