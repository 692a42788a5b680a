import { beforeAll, describe, expect, it } from "vitest";
import { benchmarks } from "../../bench/benchmarks.js";
import { ensureBuilt } from "../package/build-once.js";

beforeAll(ensureBuilt);

describe("every benchmark", () => {
  it.each(Object.entries(benchmarks))("runs on small inputs and gives figures: %s", async (_, { run }) => {
    const { tables, judgements } = await run(true);
    expect(tables.length).toBeGreaterThan(0);
    for (const { columns, rows } of tables) {
      expect(rows.length).toBeGreaterThan(0);
      for (const row of rows) expect(row).toHaveLength(columns.length);
    }
    for (const text of [tables, judgements].map((part) => JSON.stringify(part)))
      expect(text).not.toMatch(/NaN|Infinity|undefined|null/);
  });
});
