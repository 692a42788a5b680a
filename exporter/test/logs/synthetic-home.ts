import type { Random } from "../../../test/simulation/random.js";

const syllables = [
  "ba",
  "co",
  "di",
  "fen",
  "gra",
  "hol",
  "ix",
  "jun",
  "ka",
  "lum",
  "mer",
  "no",
  "pix",
  "qua",
  "ro",
  "sta",
];
const suffixes = ["com", "net", "org", "de", "co.uk", "io", "com.au", "github.io", "cloudfront.net"];
const hosts = ["", "www.", "api.", "cdn.", "img-7.eu.", "a1.b2.", "static."];

/** Names that only a home has, and those that break what was made for others: as asked on the wire, and as spelled. */
const special: readonly (readonly [wire: string, spelled: string])[] = [
  ["xn--mnchen-3ya.de", "münchen.de"],
  ["www.xn--bcher-kva.example.com", "www.bücher.example.com"],
  ["xn--80ak6aa92e.com", "аррӏе.com"],
  // Punycode that leads nowhere.
  ["xn--0000h.com", "xn--0000h.com"],
  ["printer.lab", "printer.lab"],
  ["nas", "nas"],
  ["wpad.home.arpa", "wpad.home.arpa"],
  ["lb._dns-sd._udp.0.1.168.192.in-addr.arpa", "lb._dns-sd._udp.0.1.168.192.in-addr.arpa"],
  ["10.1.168.192.in-addr.arpa", "10.1.168.192.in-addr.arpa"],
  ["1.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.1.0.0.0.a.9.8.7.6.5.4.3.2.1.d.f.ip6.arpa", ""],
  ["_ldap._tcp.dc._msdcs.example.org", "_ldap._tcp.dc._msdcs.example.org"],
  [".", "."],
  ["com", "com"],
];

/** The nth name of a made-up internet. */
function madeUp(index: number): string {
  const word = [0, 4, 8, 12].map((shift) => syllables[((index * 7919) >> shift) & 15]).join("");
  return `${hosts[index % hosts.length] ?? ""}${word}${index}.${suffixes[index % suffixes.length] ?? "com"}`;
}

/** A name as asked on the wire. */
export const wireName = (spelled: string): string =>
  special.find(([, name]) => name !== "" && name === spelled)?.[0] ?? spelled;

/** What AdGuard Home does about a name, always the same. */
export type Treatment =
  | "pass"
  | "advertising"
  | "tracking"
  | "threat"
  | "safebrowsing"
  | "parental"
  | "safesearch"
  | "service"
  | "custom"
  | "invalid"
  | "rewrite"
  | "own"
  | "missing"
  | "refused"
  | "failing"
  | "silent";

const treatments: readonly (readonly [Treatment, number])[] = [
  ["pass", 700],
  ["advertising", 110],
  ["tracking", 60],
  ["threat", 6],
  ["safebrowsing", 3],
  ["parental", 3],
  ["safesearch", 4],
  ["service", 8],
  ["custom", 8],
  ["invalid", 1],
  ["rewrite", 25],
  ["own", 15],
  ["missing", 35],
  ["refused", 5],
  ["failing", 8],
  ["silent", 3],
];

export interface Name {
  /** As it is spelled in metrics. */
  readonly spelled: string;
  readonly treatment: Treatment;
  /** Addresses of IPv4 and IPv6 to which it leads. */
  readonly addresses: { readonly A: readonly string[]; readonly AAAA: readonly string[] };
  /** Names through which it leads there. */
  readonly chain: readonly string[];
}

/** Among the popular names each treatment is met at least once. */
const certain = (index: number): Treatment | undefined =>
  index % 4 === 0 ? treatments[index / 4 - 3]?.[0] : undefined;

/** Names of an internet of a given size, the more popular the earlier. */
export function namesOf(count: number, random: Random): readonly Name[] {
  const every = Math.max(1, Math.floor(count / special.length));
  const half = Math.floor(every / 2);
  return Array.from({ length: count }, (_, index): Name => {
    const odd = index % every === half ? special[(index - half) / every] : undefined;
    const spelled = odd ? odd[1] || odd[0] : madeUp(index);
    const byte = () => Math.floor(random.unit() * 256);
    const group = () => (0x1000 + Math.floor(random.unit() * 0xefff)).toString(16);
    const several = Array.from({ length: 1 + Math.floor(random.unit() * 3) });
    return {
      spelled,
      treatment: certain(index) ?? random.weighted(treatments),
      addresses: {
        A: [...new Set(several.map(() => `203.0.${byte()}.${byte()}`))],
        AAAA: [...new Set(several.map(() => `2001:db8:${group()}::${group()}`))],
      },
      chain: random.unit() < 0.3 ? [`edge-${index}.cdn.example.net`, `e${index}.g.example.org`] : [],
    };
  });
}

/** An index below the count: a few come often, most hardly ever. */
export function popularIndex(count: number, random: Random): number {
  const skewed = Math.exp(random.unit() * Math.log(count + 1)) - 1;
  return Math.min(count - 1, Math.floor(skewed));
}

/** Addresses of the home's clients: of three zones, some with IPv6 too. */
export function clientAddresses(count: number): readonly string[] {
  return Array.from({ length: count }, (_, index) => {
    if (index % 7 === 6) return `fd12:3456:789a:1::${(index + 1).toString(16)}`;
    const place = (index % 250) + 2;
    return [`192.168.1.${place}`, `192.168.30.${place}`, `192.168.1.${place}`, `192.168.20.${place}`][index % 4] ?? "";
  });
}
