import { type AddressRange, addressToBigInt, parseAddress } from "./address.js";

/** A value for a range of addresses. */
export interface RangeEntry<Value> {
  readonly range: AddressRange;
  readonly value: Value;
}

/** Creates a lookup of the narrowest range around an address; of equal ranges the first one. */
export function createRangeLookup<Value>(
  entries: readonly RangeEntry<Value>[],
): (address: string) => Value | undefined {
  const spans = entries
    .map(({ range, value }) => ({
      value,
      width: range.first.length,
      first: addressToBigInt(range.first),
      last: addressToBigInt(range.last),
    }))
    .sort((left, right) => {
      const difference = left.last - left.first - (right.last - right.first);
      return difference < 0n ? -1 : Number(difference > 0n);
    });
  return (text) => {
    if (spans.length === 0) return undefined;
    const address = parseAddress(text);
    if (address === undefined) return undefined;
    const number = addressToBigInt(address);
    return spans.find(({ width, first, last }) => width === address.length && first <= number && number <= last)?.value;
  };
}
