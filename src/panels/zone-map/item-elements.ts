/** The boxes of services and infrastructure, and the lines to their dependencies. */
import type { CanvasConnection, CanvasElement } from "../../grafana/index.js";
import { colors } from "../tokens.js";
import { columnName } from "./columns.js";
import type { Dependency } from "./connections.js";
import { healthText, itemElement } from "./elements.js";
import type { LinkedItem } from "./items.js";
import type { PlacedItem } from "./layout.js";
import { truncate } from "./truncate.js";

type Placed = PlacedItem<LinkedItem>;

/** Width of the mark of health at the right edge of a box. */
const markWidth = 18;

/** Corners of a service are round, those of infrastructure square. */
const radius = { service: 10, infrastructure: 0 } as const;

export function itemElements(placed: Placed, needs: readonly Dependency[], items: readonly Placed[]): CanvasElement[] {
  const { item, box } = placed;
  const elements: CanvasElement[] = [
    {
      name: itemElement(item),
      box,
      background: "panel-bg",
      border: {
        color: { column: columnName("health", item.kind, item.name), otherwise: colors.neutral },
        width: 1,
        radius: radius[item.kind],
      },
      text: { value: truncate(item.title, box.width - 2 * markWidth, 12), size: 12 },
      connections: connectionsOf(placed, needs, items),
    },
    {
      name: `health of ${itemElement(item)}`,
      box: { ...box, left: box.left + box.width - markWidth, width: markWidth },
      text: healthText(item.kind, item.name, 12),
    },
  ];
  const { link } = item;
  return link === undefined ? elements : elements.map((element) => ({ ...element, link }));
}

/** A dotted line to each item that is needed, in the color of its health. */
function connectionsOf(
  { item, box }: Placed,
  needs: readonly Dependency[],
  items: readonly Placed[],
): readonly CanvasConnection[] {
  return needs
    .filter(({ from }) => from === item.name)
    .flatMap(({ to, mutual }): CanvasConnection[] => {
      const needed = items.find((one) => one.item.name === to);
      if (needed === undefined) return [];
      return [
        {
          to: itemElement(needed.item),
          ...facingSides(box, needed.box),
          color: { column: columnName("health", needed.item.kind, to), otherwise: colors.neutral },
          width: 1,
          direction: mutual ? "both" : "forward",
          style: "dotted",
        },
      ];
    });
}

/** The sides by which two boxes face each other: left and right within a row, else above and below. */
function facingSides(from: Placed["box"], to: Placed["box"]): Pick<CanvasConnection, "from" | "at"> {
  const right = to.left + to.width / 2 - (from.left + from.width / 2);
  const down = to.top + to.height / 2 - (from.top + from.height / 2);
  const side = down === 0 ? { x: Math.sign(right), y: 0 } : { x: 0, y: -Math.sign(down) };
  return { from: side, at: { x: 0 - side.x, y: 0 - side.y } };
}
