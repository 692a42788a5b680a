/** Rectangles in pixels, for the geometry of panels. */
export interface Size {
  readonly width: number;
  readonly height: number;
}

export interface Rectangle extends Size {
  readonly left: number;
  readonly top: number;
}

/** What doesn't count as an overlap. */
export const slack = 0.05;

const right = ({ left, width }: Rectangle) => left + width;
const bottom = ({ top, height }: Rectangle) => top + height;

export const overlap = (a: Rectangle, b: Rectangle): boolean =>
  a.left < right(b) - slack && b.left < right(a) - slack && a.top < bottom(b) - slack && b.top < bottom(a) - slack;

export const inside = (a: Rectangle, b: Rectangle): boolean =>
  a.left >= b.left - slack && a.top >= b.top - slack && right(a) <= right(b) + slack && bottom(a) <= bottom(b) + slack;

export const pairs = <T>(all: readonly T[]) =>
  all.flatMap((a, index) => all.slice(index + 1).map((b) => [a, b] as const));
