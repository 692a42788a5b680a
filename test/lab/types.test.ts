import { readFile } from "node:fs/promises";
import { describe, expect, expectTypeOf, it } from "vitest";
import type * as z from "zod";
import { labTypesFile } from "../../build/lab-types.js";
import type { Lab, LabInput } from "../../src/lab/index.js";
import type { labSchema } from "../../src/lab/schema.js";

/** All properties read-only, and those that may be missing without `undefined` as a value. */
type Plain<T> = T extends readonly (infer Item)[]
  ? readonly Plain<Item>[]
  : T extends object
    ? { readonly [Key in keyof T]: Plain<Exclude<T[Key], undefined>> }
    : T;

describe("the types of a lab", () => {
  it("are those of the schema", () => {
    expectTypeOf<Plain<Lab>>().toEqualTypeOf<Plain<z.output<typeof labSchema>>>();
    expectTypeOf<Plain<LabInput>>().toEqualTypeOf<Plain<z.input<typeof labSchema>>>();
  });

  it("are generated from it", async () => {
    const { path, content } = await labTypesFile();
    expect(await readFile(path, "utf8")).toBe(content);
  });

  it("take a lab that is already complete", () => {
    expectTypeOf<Lab>().toExtend<LabInput>();
  });
});
