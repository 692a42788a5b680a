/** The size of nodes in graphs with positions, and the height of their panels. */
/** Pixels. A node and its two lines of text are `row` high, and its texts at most 140 wide. */
export const nodeSize = { radius: 26, row: 92 } as const;

/** Pixels of a panel: a line of Grafana's grid, what its title and padding take, and the margins for the legend. */
const grid = { line: 38, frame: 60 } as const;
const margin = { top: 6, bottom: 57 } as const;

/** The y of the middle between the highest and the lowest node. */
export const middle = (bottom: number = margin.bottom) => (margin.top - bottom - 40) / 2;

/** The height in lines of the grid of a panel whose nodes stand so far from one another, and the other way round. */
export const heightFor = (distance: number, bottom: number = margin.bottom): number =>
  Math.ceil((distance + nodeSize.row + margin.top + bottom + grid.frame) / grid.line);
export const distanceIn = (height: number, bottom: number = margin.bottom): number =>
  height * grid.line - grid.frame - margin.top - bottom - nodeSize.row;

/** The height of a column in which the first and the last of so many nodes are `distance` apart. */
export const columnHeight = (distance: number, nodes: number): number =>
  Math.round((distance * (nodes + 0.5)) / Math.max(nodes - 1, 1));
