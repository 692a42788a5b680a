import { describe, expect, test } from "vitest";
import { createDedupWindow, parseDedupWindow } from "../../src/adguard/dedup-window.js";
import type { LogEntry } from "../../src/adguard/log-entry.js";

const second = 1_000_000_000n;

const entry = (timestamp: bigint, id = "a"): LogEntry => ({ timestamp, id, fields: {} });

describe("unseen entries", () => {
  test("are those after the start that weren't added", () => {
    const window = createDedupWindow(100n);
    window.add(entry(200n));
    expect(window.unseen([entry(100n), entry(200n), entry(200n, "b"), entry(300n)])).toEqual([
      entry(200n, "b"),
      entry(300n),
    ]);
  });

  test("include equal entries beyond the number that was added", () => {
    const window = createDedupWindow(0n);
    window.add(entry(200n));
    expect(window.unseen([entry(200n), entry(200n), entry(200n)])).toHaveLength(2);
    window.add(entry(200n));
    expect(window.unseen([entry(200n), entry(200n), entry(200n)])).toHaveLength(1);
  });

  test("don't change the window", () => {
    const window = createDedupWindow(0n);
    expect(window.unseen([entry(1n)])).toHaveLength(1);
    expect(window.unseen([entry(1n)])).toHaveLength(1);
  });

  test("exclude entries more than ten seconds before the newest one", () => {
    const window = createDedupWindow(0n);
    window.add(entry(100n * second));
    expect(window.floor).toBe(90n * second);
    expect(window.unseen([entry(90n * second), entry(90n * second + 1n)])).toEqual([entry(90n * second + 1n)]);
  });
});

test("the window keeps 250 entries, and is shorter where more arrive", () => {
  const window = createDedupWindow(0n);
  for (let index = 1n; index <= 300n; index += 1n) window.add(entry(index));
  expect(window.floor).toBe(50n);
  expect(window.state.after).toHaveLength(250);
  expect(window.newest).toBe(300n);
});

test("the newest timestamp stays when an older entry is added", () => {
  const window = createDedupWindow(0n);
  expect(window.newest).toBe(0n);
  window.add(entry(7n));
  window.add(entry(5n));
  expect(window.newest).toBe(7n);
});

test("a saved window continues where it was", () => {
  const window = createDedupWindow(0n);
  window.add(entry(5n * second));
  window.add(entry(5n * second));
  window.add(entry(6n * second, "b"));
  const saved = parseDedupWindow(JSON.parse(JSON.stringify(window.state)));
  expect(saved).toEqual({
    newest: "6000000000",
    floor: "0",
    after: [
      ["5000000000", "a", 2],
      ["6000000000", "b", 1],
    ],
  });
  const restored = createDedupWindow(saved!);
  const entries = [entry(5n * second), entry(5n * second), entry(5n * second), entry(6n * second, "b")];
  expect(restored.unseen(entries)).toEqual([entry(5n * second)]);
  expect(restored.state).toEqual(window.state);
});

test.each([
  ["null", null],
  ["a number", 7],
  ["an empty object", {}],
  ["a timestamp that is a number", { newest: 1, floor: "0", after: [] }],
  ["a negative timestamp", { newest: "-1", floor: "0", after: [] }],
  ["entries that are no list", { newest: "1", floor: "0", after: {} }],
  ["an entry without a count", { newest: "1", floor: "0", after: [["1", "a"]] }],
])("a saved value is rejected: %s", (_, value) => expect(parseDedupWindow(value)).toBeUndefined());
