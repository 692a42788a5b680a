import type { AnyNodeKind, Positions } from "../node-graph/index.js";
import { columnHeight, distanceIn, heightFor, middle, nodeSize } from "../node-size.js";
import { most, within } from "./limits.js";

/** The legend and the buttons for zooming are below all columns of a panel of half the width. */
const lowest = 85;

/** More rows take a panel of the whole width: in a narrow one, lines from top to bottom would pass through nodes. */
const narrowRows = 8;

/** Services, backends and servers, each a column. */
export function loadLayout({
  services,
}: {
  readonly services: readonly { readonly backends: readonly { readonly servers: readonly unknown[] }[] }[];
}) {
  const backends = services.flatMap((service) => service.backends);
  const servers = backends.flatMap((backend) => backend.servers);
  const rows = within(servers.length + 1, 4, most.left - 1);
  const height = heightFor((rows - 1) * nodeSize.row, lowest);
  const isWide = rows > narrowRows;
  return {
    rows,
    height,
    span: isWide ? 24 : 12,
    /** Of the panel beside or below. */
    next: isWide ? { span: 24, height: 12 } : { span: 12, height },
    positions: (...kinds: readonly AnyNodeKind[]): Positions => ({
      radius: nodeSize.radius,
      middle: middle(lowest),
      columns: kinds.map((kind, index) => ({
        kinds: [{ kind }],
        x: (isWide ? 430 : 216) * (index - 1),
        height: columnHeight(distanceIn(height, lowest), rows),
      })),
    }),
  };
}
