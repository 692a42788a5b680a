import { describe, expect, it } from "vitest";
import { fc } from "../properties.js";
import { pack, type Position } from "../../src/grafana/layout.js";

const overlap = (a: Position, b: Position) => a.x < b.x + b.w && b.x < a.x + a.w && a.y < b.y + b.h && b.y < a.y + a.h;

describe("pack", () => {
  it("starts a new line where a panel doesn't fit", () => {
    expect(
      pack(
        [
          { w: 16, h: 8 },
          { w: 12, h: 4 },
          { w: 12, h: 6 },
        ],
        1,
      ),
    ).toEqual({
      positions: [
        { x: 0, y: 1, w: 16, h: 8 },
        { x: 0, y: 9, w: 12, h: 6 },
        { x: 12, y: 9, w: 12, h: 6 },
      ],
      bottom: 15,
    });
  });

  it("places no panels", () => {
    expect(pack([], 3)).toEqual({ positions: [], bottom: 3 });
  });

  it("keeps any panels inside the grid, in their order and with their width, without overlap", () => {
    const size = fc.record({ w: fc.integer({ min: 1, max: 24 }), h: fc.integer({ min: 1, max: 30 }) });
    fc.assert(
      fc.property(fc.array(size, { maxLength: 30 }), fc.nat(100), (sizes, top) => {
        const { positions, bottom } = pack(sizes, top);
        expect(positions.map(({ w }) => w)).toEqual(sizes.map(({ w }) => w));
        positions.forEach((a, index) => {
          expect(a.x).toBeGreaterThanOrEqual(0);
          expect(a.x + a.w).toBeLessThanOrEqual(24);
          expect(a.y).toBeGreaterThanOrEqual(top);
          expect(a.y + a.h).toBeLessThanOrEqual(bottom);
          expect(a.h).toBeGreaterThanOrEqual(sizes[index]?.h ?? 0);
          for (const b of positions.slice(index + 1)) {
            expect(overlap(a, b)).toBe(false);
            expect(b.y > a.y || b.x > a.x).toBe(true);
          }
        });
      }),
    );
  });

  it.each([
    [{ w: 0, h: 1 }, "a span of 0 is not a whole number from 1 to 24"],
    [{ w: 25, h: 1 }, "a span of 25 is not a whole number from 1 to 24"],
    [{ w: 1.5, h: 1 }, "a span of 1.5 is not a whole number from 1 to 24"],
    [{ w: 1, h: 0 }, "a height of 0 is not a whole number from 1 up"],
  ])("refuses %o", (size, message) => {
    expect(() => pack([size], 0)).toThrow(message);
  });
});
