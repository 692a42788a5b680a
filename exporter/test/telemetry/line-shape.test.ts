import { describe, expect, it } from "vitest";
import { createLineShape } from "../../src/telemetry/line-shape.js";

const minute = 60_000;

/** A watch with a clock that only the test moves. */
function createTestShape() {
  let time = 1_000_000_000_000;
  const shape = createLineShape(() => time);
  const repeat = (count: number, act: () => void) => {
    for (let index = 0; index < count; index++) act();
  };
  return {
    shape,
    advance: (milliseconds: number) => void (time += milliseconds),
    accept: (count: number) => {
      repeat(count, () => {
        shape.accepted();
      });
    },
    reject: (count: number, explanation = "they aren't JSON") => {
      repeat(count, () => {
        shape.rejected(explanation);
      });
    },
  };
}

const notJson = "most of its lines can't be used: they aren't JSON";

describe("the form of lines", () => {
  it("is a problem once more than half of the last hundred have been wrong for five minutes", () => {
    const { shape, advance, accept, reject } = createTestShape();
    accept(100);
    reject(51);
    advance(5 * minute - 1);
    expect(shape.problem).toBeUndefined();
    advance(1);
    expect(shape.problem).toBe(notJson);
  });

  it("is no problem if half of the lines are wrong, however long", () => {
    const { shape, advance, accept, reject } = createTestShape();
    for (let line = 0; line < 500; line++) {
      accept(1);
      reject(1);
      advance(minute);
      expect(shape.problem).toBeUndefined();
    }
  });

  it("is no problem for single wrong lines, even without others", () => {
    const { shape, advance, reject } = createTestShape();
    reject(9);
    advance(1000 * minute);
    expect(shape.problem).toBeUndefined();
    reject(1);
    advance(5 * minute);
    expect(shape.problem).toBe(notJson);
  });

  it("is judged from the beginning after most lines were right", () => {
    const { shape, advance, accept, reject } = createTestShape();
    reject(100);
    advance(4 * minute);
    accept(50);
    reject(100);
    advance(4 * minute);
    expect(shape.problem).toBeUndefined();
    advance(minute);
    expect(shape.problem).toBe(notJson);
  });

  it("is right again after ten right lines in a row", () => {
    const { shape, advance, accept, reject } = createTestShape();
    reject(100);
    advance(5 * minute);
    expect(shape.problem).toBe(notJson);
    accept(9);
    expect(shape.problem).toBe(notJson);
    reject(1);
    accept(9);
    expect(shape.problem).toBe(notJson);
    accept(1);
    expect(shape.problem).toBeUndefined();
    reject(9);
    advance(60 * minute);
    expect(shape.problem).toBeUndefined();
  });

  it("is right again once most lines are right, in any order", () => {
    const { shape, advance, accept, reject } = createTestShape();
    reject(100);
    advance(5 * minute);
    expect(shape.problem).toBe(notJson);
    const acceptTwoOfThree = () => {
      accept(2);
      reject(1);
    };
    for (let group = 0; group < 24; group++) acceptTwoOfThree();
    expect(shape.problem).toBe(notJson);
    acceptTwoOfThree();
    expect(shape.problem).toBeUndefined();
  });

  it("is explained by what most of the wrong lines have in common, in the same words while it lasts", () => {
    const { shape, advance, reject } = createTestShape();
    reject(20, "rare");
    reject(30, "frequent");
    advance(5 * minute);
    expect(shape.problem).toBe("most of its lines can't be used: frequent");
    reject(100, "later");
    expect(shape.problem).toBe("most of its lines can't be used: frequent");
  });

  it("is reported after five minutes, too, if the clock was set back", () => {
    const { shape, advance, reject } = createTestShape();
    reject(100);
    advance(-1000 * minute);
    expect(shape.problem).toBeUndefined();
    advance(5 * minute);
    expect(shape.problem).toBe(notJson);
  });
});
