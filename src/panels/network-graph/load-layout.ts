import type { AnyNodeKind, Positions } from "../node-graph/index.js";
import { columnHeight, distanceIn, heightFor, middle, nodeSize } from "../node-size.js";
import { most, within } from "./limits.js";

/** The legend and the buttons for zooming are below all columns. */
const lowest = 85;

const columnDistance = 430;

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
  return {
    rows,
    height,
    positions: (...kinds: readonly AnyNodeKind[]): Positions => ({
      radius: nodeSize.radius,
      middle: middle(lowest),
      columns: kinds.map((kind, index) => ({
        kinds: [{ kind }],
        x: columnDistance * (index - 1),
        height: columnHeight(distanceIn(height, lowest), rows),
      })),
    }),
  };
}
