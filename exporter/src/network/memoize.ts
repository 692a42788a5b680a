/**
 * Caches the results of a function in two generations: results of unused keys are evicted when the younger generation
 * is full. The cache holds at most twice the limit.
 *
 * @param find a pure function of its key
 */
export function memoize<Value extends NonNullable<unknown>>(
  limit: number,
  find: (key: string) => Value,
): (key: string) => Value {
  let young = new Map<string, Value>();
  let old = new Map<string, Value>();
  return (key) => {
    const cached = young.get(key);
    if (cached !== undefined) return cached;
    const value = old.get(key) ?? find(key);
    if (young.size >= limit) {
      old = young;
      young = new Map();
    }
    young.set(key, value);
    return value;
  };
}
