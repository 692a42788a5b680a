/** The hub: Traefik and AdGuard Home, through which all traffic goes, and the resolvers that AdGuard Home asks. */
import type { Box, CanvasConnection, CanvasElement } from "../../grafana/index.js";
import { colors } from "../tokens.js";
import { caption, healthMark, hubElement, label, textSize, value } from "./elements.js";
import { restOfHub } from "./layout.js";

export interface Hub {
  readonly box: Box;
  /** How many parts of the infrastructure are in it. */
  readonly parts: number;
  readonly resolvers: readonly { readonly name: string; readonly title: string }[];
  readonly connections: readonly CanvasConnection[];
}

const resolverWidth = { narrowest: 124, widest: 210, gap: 8 } as const;
const rateWidth = 52;
const markWidth = 18;
const wordsWidth = 74;

export function hubElements(hub: Hub): readonly CanvasElement[] {
  const { box, connections } = hub;
  const words = { left: box.left + 8, top: box.top + box.height / 2 - 14, width: wordsWidth, height: 14 };
  return [
    {
      name: hubElement,
      box,
      background: `${colors.neutral}1a`,
      border: { color: colors.neutral, width: 1, radius: 6 },
      connections,
    },
    caption("first words of the hub", words, "all traffic"),
    caption("second words of the hub", { ...words, top: words.top + 14 }, "goes through"),
    ...resolverElements(hub),
  ];
}

/** Each resolver with its queries per second, as many as have room. */
function resolverElements({ box, parts, resolvers }: Hub): readonly CanvasElement[] {
  const rest = restOfHub(box, parts);
  const words: Box = { ...rest, top: rest.top + rest.height / 2 - 14, width: wordsWidth, height: 14 };
  const room = Math.max(0, Math.floor((rest.width - wordsWidth) / (resolverWidth.narrowest + resolverWidth.gap)));
  const shown = resolvers.length <= room ? resolvers : resolvers.slice(0, Math.max(0, room - 1));
  const places = shown.length + (shown.length === resolvers.length ? 0 : 1);
  const each = Math.min(resolverWidth.widest, (rest.width - wordsWidth) / Math.max(1, places));
  const place = (index: number): Box => ({
    ...rest,
    left: rest.left + wordsWidth + index * each,
    width: each - resolverWidth.gap,
  });
  if (resolvers.length === 0 || room === 0) return [];
  return [
    caption("first words of resolvers", words, "AdGuard asks"),
    caption("second words of resolvers", { ...words, top: words.top + 14 }, "→ resolvers"),
    ...shown.flatMap(({ name, title }, index) => {
      const { left, top, width, height } = place(index);
      const first = { left, top: top + height / 2 - 16, width: width - markWidth, height: 16 };
      return [
        label(`title of resolver ${name}`, first, title),
        healthMark("resolver", name, { ...first, left: left + width - markWidth, width: markWidth }),
        value(
          ["resolver", name],
          { ...first, top: first.top + 16, width: rateWidth },
          {
            otherwise: "none",
            size: textSize.rate,
          },
        ),
      ];
    }),
    ...(shown.length === resolvers.length
      ? []
      : [label("more resolvers", place(shown.length), `and ${String(resolvers.length - shown.length)} more`)]),
  ];
}
