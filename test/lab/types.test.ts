/** The types of a lab are written out by hand: they say what the schema says, field by field. */
import { describe, expectTypeOf, it } from "vitest";
import type * as z from "zod";
import type { Lab, LabInput } from "../../src/lab/index.js";
import type { labSchema } from "../../src/lab/schema.js";

/** Read-only all through; `undefined` for a field that may be missing is told by its `?`. */
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

  it("take a lab that is already complete", () => {
    expectTypeOf<Lab>().toExtend<LabInput>();
  });
});
