/** The bars of Traefik and of AdGuard Home with the resolvers that it asks, and the legend. */
import type { Box, CanvasConnection, CanvasElement } from "../../grafana/index.js";
import { colors } from "../tokens.js";
import { caption, itemElement, label, textSize, titleWidth, titleWithHealth, value } from "./elements.js";
import { itemBox } from "./item-elements.js";
import type { LinkedItem } from "./items.js";
import type { Bar, BarKind } from "./layout.js";
import { textWidth } from "./text-width.js";

export type MapBar = Bar<LinkedItem>;

export interface BarContent {
  readonly bar: MapBar;
  readonly zoneTitle: (zone: string) => string;
  readonly resolvers: readonly { readonly name: string; readonly title: string }[];
  readonly connections: readonly CanvasConnection[];
}

const suffixOf = ({ repeated }: MapBar): string => (repeated ? " below" : "");

/** The element at which lines end: the only part, or the bar around several. */
export function barElement(bar: MapBar): string {
  const [only, ...others] = bar.parts;
  return `${only === undefined || others.length > 0 ? `bar of ${bar.kind}` : itemElement(only.item)}${suffixOf(bar)}`;
}

const words: { readonly [K in BarKind]: Record<"one" | "several" | "none", string> } = {
  proxy: { one: "answers all HTTP requests", several: "HTTP proxies", none: "HTTP (no proxy in the lab)" },
  dns: { one: "answers all DNS queries", several: "DNS servers", none: "DNS (no server in the lab)" },
};

const padding = 10;
const gap = 12;
const background = `${colors.neutral}1a`;
const widest = { part: 260, resolver: 170, rate: 76, more: 84 } as const;

export function barElements(content: BarContent): readonly CanvasElement[] {
  const { bar } = content;
  return bar.parts.length === 1 ? singlePart(content) : frameOfParts(content);
}

/** One part is the whole bar. */
function singlePart(content: BarContent): readonly CanvasElement[] {
  const { bar, zoneTitle, connections } = content;
  return bar.parts.flatMap(({ item, box }) => {
    const suffix = suffixOf(bar);
    const text = `in ${zoneTitle(item.zone)}, ${words[bar.kind].one}`;
    const inside = within(box);
    const title = { ...inside, width: titleWidth(item.title, widest.part) };
    const about = fitting(after(title, gap, right(inside)), text);
    return [
      ...titleWithHealth(item, title, { suffix }),
      caption(`words of ${barElement(bar)}`, about, text),
      ...askedResolvers(content, after(about, 2 * gap, right(inside))),
      itemBox({ item, box }, { name: barElement(bar), background, connections }),
    ];
  });
}

/** Several parts are boxes in the bar. */
function frameOfParts(content: BarContent): readonly CanvasElement[] {
  const { bar, zoneTitle, connections } = content;
  const { box, parts, rest, kind } = bar;
  const inside = within(box);
  const text = parts.length === 0 ? words[kind].none : words[kind].several;
  const about = fitting(inside, text);
  const resolversAt = parts.length === 0 ? after(about, 2 * gap, right(inside)) : within(rest);
  return [
    {
      name: barElement(bar),
      box,
      background,
      border: { color: colors.neutral, width: 1, radius: 0 },
      connections,
    },
    caption(`words of ${barElement(bar)}`, about, text),
    ...parts.flatMap((part) => {
      const line = within(part.box);
      const title = { ...line, width: titleWidth(part.item.title, line.width) };
      const place = after(title, gap / 2, right(line));
      const name = `${itemElement(part.item)}${suffixOf(bar)}`;
      return [
        ...titleWithHealth(part.item, title, { suffix: suffixOf(bar) }),
        caption(`words of ${name}`, place, `in ${zoneTitle(part.item.zone)}`),
        itemBox(part, { name }),
      ];
    }),
    ...askedResolvers(content, resolversAt),
  ];
}

/** The resolvers of the lab that have room, each with its queries per minute. */
function askedResolvers({ bar, resolvers }: BarContent, place: Box): readonly CanvasElement[] {
  if (bar.kind !== "dns" || bar.repeated || resolvers.length === 0) return [];
  const words = fitting(place, "asks resolvers");
  const placed: { readonly name: string; readonly title: string; readonly box: Box }[] = [];
  let next = after(words, gap, right(place));
  for (const resolver of resolvers) {
    const box = { ...next, width: titleWidth(resolver.title, widest.resolver) + widest.rate };
    const isLast = placed.length === resolvers.length - 1;
    if (right(box) + (isLast ? 0 : widest.more) > right(place)) break;
    placed.push({ ...resolver, box });
    next = after(box, gap, right(place));
  }
  const left = resolvers.length - placed.length;
  return [
    caption("words of resolvers", words, "asks resolvers"),
    ...placed.flatMap(({ name, title, box }) => [
      ...titleWithHealth({ kind: "resolver", name, title }, { ...box, width: box.width - widest.rate }),
      value(
        ["resolver", name],
        { ...box, left: right(box) - widest.rate + gap / 2, width: widest.rate - gap / 2 },
        { otherwise: "none" },
      ),
    ]),
    ...(left === 0 ? [] : [label("more resolvers", { ...next, width: widest.more - gap }, `and ${String(left)} more`)]),
  ];
}

const right = ({ left, width }: Box): number => left + width;

const within = (box: Box): Box => ({ ...box, left: box.left + padding, width: box.width - 2 * padding });

/** The box from the end of another to this place. */
const after = (previous: Box, distance: number, end: number): Box => {
  const left = right(previous) + distance;
  return { ...previous, left, width: Math.max(0, end - left) };
};

/** The part of a box that a text needs. */
const fitting = (box: Box, text: string): Box => ({
  ...box,
  width: Math.min(box.width, textWidth(text, textSize.usual) + 2),
});
