import { expect, test } from "vitest";
import { parseQueryLogPosition, restorePosition, savePosition } from "../../src/adguard/read-position.js";

const saved = {
  journal: { file: 2, offset: 17 },
  taken: { newest: "1800000000000000000", floor: "1799999990000000000", after: [["1800000000000000000", "a", 1]] },
};

test("a position is saved with the property names of the state file, and restored from them", () => {
  const position = restorePosition(saved);
  expect(position.wal).toEqual({ file: 2, offset: 17 });
  expect(position.window?.newest).toBe(1_800_000_000_000_000_000n);
  expect(savePosition(position)).toEqual(saved);
});

test("a position is undefined until both parts are known", () => {
  const position = restorePosition(undefined);
  expect(savePosition(position)).toBeUndefined();
  position.wal = { file: 1, offset: 0 };
  expect(savePosition(position)).toBeUndefined();
});

test.each([
  ["nothing", undefined],
  ["a number", 7],
  ["only a write-ahead log", { journal: saved.journal }],
  ["only a window", { taken: saved.taken }],
  ["a damaged window", { ...saved, taken: { newest: "x" } }],
])("another value is a first start: %s", (_, value) => {
  expect(parseQueryLogPosition(value)).toBeUndefined();
  expect(restorePosition(value)).toEqual({ wal: undefined, window: undefined });
});
