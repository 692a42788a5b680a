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

/** Names of home networks and unusual names: on the wire, and normalized (`""` if equal). */
const special: readonly (readonly [wire: string, spelled: string])[] = [
  ["xn--mnchen-3ya.de", "münchen.de"],
  ["www.xn--bcher-kva.example.com", "www.bücher.example.com"],
  ["xn--80ak6aa92e.com", "аррӏе.com"],
  // Punycode that doesn't decode.
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

/** The nth synthetic name. */
function syntheticName(index: number): string {
  const word = [0, 4, 8, 12].map((shift) => syllables[((index * 7919) >> shift) & 15]).join("");
  return `${hosts[index % hosts.length] ?? ""}${word}${index}.${suffixes[index % suffixes.length] ?? "com"}`;
}

/** The form of a name on the wire. */
export const wireName = (spelled: string): string =>
  special.find(([, name]) => name !== "" && name === spelled)?.[0] ?? spelled;

/** AdGuard Home's treatment of a name, constant per name. */
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
  /** Normalized form, as in metrics. */
  readonly spelled: string;
  readonly treatment: Treatment;
  /** Its addresses by record type. */
  readonly addresses: { readonly A: readonly string[]; readonly AAAA: readonly string[] };
  /** Its CNAME chain. */
  readonly chain: readonly string[];
}

/** Assigns each treatment to one of the popular names. */
const fixedTreatment = (index: number): Treatment | undefined =>
  index % 4 === 0 ? treatments[index / 4 - 3]?.[0] : undefined;

/** Synthetic names, the most popular first. */
export function namesOf(count: number, random: Random): readonly Name[] {
  const every = Math.max(1, Math.floor(count / special.length));
  const half = Math.floor(every / 2);
  return Array.from({ length: count }, (_, index): Name => {
    const odd = index % every === half ? special[(index - half) / every] : undefined;
    const spelled = odd ? odd[1] || odd[0] : syntheticName(index);
    const byte = () => Math.floor(random.unit() * 256);
    const group = () => (0x1000 + Math.floor(random.unit() * 0xefff)).toString(16);
    const several = Array.from({ length: 1 + Math.floor(random.unit() * 3) });
    return {
      spelled,
      treatment: fixedTreatment(index) ?? random.weighted(treatments),
      addresses: {
        A: [...new Set(several.map(() => `203.0.${byte()}.${byte()}`))],
        AAAA: [...new Set(several.map(() => `2001:db8:${group()}::${group()}`))],
      },
      chain: random.unit() < 0.3 ? [`edge-${index}.cdn.example.net`, `e${index}.g.example.org`] : [],
    };
  });
}

/** A random index below the count, with a skewed distribution: small ones are frequent. */
export function popularIndex(count: number, random: Random): number {
  const skewed = Math.exp(random.unit() * Math.log(count + 1)) - 1;
  return Math.min(count - 1, Math.floor(skewed));
}

/** Addresses of clients in three zones, some of them IPv6. */
export function clientAddresses(count: number): readonly string[] {
  return Array.from({ length: count }, (_, index) => {
    if (index % 7 === 6) return `fd12:3456:789a:1::${(index + 1).toString(16)}`;
    const place = (index % 250) + 2;
    return [`192.168.1.${place}`, `192.168.30.${place}`, `192.168.1.${place}`, `192.168.20.${place}`][index % 4] ?? "";
  });
}
