/** The columns of Grafana's grid. */
export const columns = 24;

export interface Size {
  readonly w: number;
  readonly h: number;
}

export interface Position extends Size {
  readonly x: number;
  readonly y: number;
}

/**
 * Places panels from left to right, and starts a new line where one doesn't fit. All panels of a line get the height of
 * its highest one, so that nothing overlaps and no gap is left.
 * @throws if a size isn't a whole number or is wider than the grid.
 */
export function pack(sizes: readonly Size[], top: number): { readonly positions: Position[]; readonly bottom: number } {
  const positions: Position[] = [];
  let y = top;
  for (const line of lines(sizes)) {
    const h = Math.max(...line.map((size) => size.h));
    let x = 0;
    for (const { w } of line) {
      positions.push({ x, y, w, h });
      x += w;
    }
    y += h;
  }
  return { positions, bottom: y };
}

function lines(sizes: readonly Size[]): Size[][] {
  const all: Size[][] = [];
  let width = columns;
  for (const size of sizes) {
    checkSize(size);
    if (width + size.w > columns) {
      all.push([]);
      width = 0;
    }
    all.at(-1)?.push(size);
    width += size.w;
  }
  return all;
}

function checkSize({ w, h }: Size): void {
  if (!Number.isInteger(w) || w < 1 || w > columns)
    throw new Error(`a span of ${w} is not a whole number from 1 to ${columns}`);
  if (!Number.isInteger(h) || h < 1) throw new Error(`a height of ${h} is not a whole number from 1 up`);
}
