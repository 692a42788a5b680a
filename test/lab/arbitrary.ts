import { printable } from "../../src/printable.js";
import { fc } from "../properties.js";
import { canonicalAddress, canonicalCidr, spanOf } from "../../src/lab/address.js";
import { defaultInfrastructure } from "../../src/lab/default-lab.js";
import type { LabInput } from "../../src/lab/index.js";
import { deviceTypes, filterCategories, infrastructureKinds, logLevels, zoneTypes } from "../../src/lab/vocabulary.js";

type Entry<List extends keyof LabInput> = Extract<LabInput[List], readonly unknown[]>[number];
type Zone = Entry<"zones">;
type Service = Entry<"services">;
type Part = Entry<"infrastructure">;
type Resolver = Entry<"resolvers">;
type Backend = NonNullable<Service["backends"]>[number];

/** Names that a program could take for syntax or for another name. */
export const oddNames = [
  ...["gäste-wlan", "客厅", "שלום", "مرحبا", "Ёлка", "emoji 🏠", "e\u0301", "שלום world", "zwnj می\u200cخواهم"],
  ...[
    `it's "odd"\\x@docker`,
    "  spaces  ",
    "a: b # c",
    "- x",
    "*",
    "null",
    "1e3",
    "0x1",
    "yes",
    "~",
    "{a}",
    "[a]",
    "---",
  ],
  ...[
    "${service}",
    "$HOME ${PATH}",
    "$zone",
    "[[zone]]",
    "{{service}}",
    "$__all",
    "$$",
    "$1",
    "`backtick`",
    "\\",
    '"',
    "'",
    "%",
    "<b>&amp;",
  ],
  ...[
    "__proto__",
    "constructor",
    "unknown zone",
    "All",
    ".*",
    "a|b",
    "(",
    "a/b",
    "other",
    "internal",
    "\uFFFD",
    "می‌خواهم",
    "👩‍👧 ❤️",
  ],
];

/** Any text of one line, as names and titles of a lab. */
export const line: fc.Arbitrary<string> = fc
  .oneof(
    { weight: 3, arbitrary: fc.stringMatching(/^[a-z][a-z0-9_-]{0,10}(@docker)?$/) },
    { weight: 2, arbitrary: fc.constantFrom(...oddNames) },
    {
      weight: 1,
      arbitrary: fc
        .string({ unit: "binary", minLength: 1, maxLength: 12 })
        .map((text) => text.replaceAll(/[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\uFFFE\uFFFF]/gu, "·"))
        .map((text) => printable(text)),
    },
  )
  .filter((text) => text.trim() !== "");

const ipv4 = fc.ipV4();
const ipv6 = fc
  .array(fc.integer({ min: 0, max: 0xffff }), { minLength: 8, maxLength: 8 })
  .map((groups) => groups.map((group) => group.toString(16)).join(":"));
const address = fc.oneof({ weight: 3, arbitrary: ipv4 }, ipv6);
const cidr = fc
  .oneof(fc.tuple(ipv4, fc.integer({ min: 0, max: 32 })), fc.tuple(ipv6, fc.integer({ min: 0, max: 128 })))
  .map(([host, bits]) => canonicalCidr(`${host}/${bits}`) ?? "");
const range = fc.tuple(fc.integer({ min: 0, max: 255 }), fc.nat(127), fc.nat(127)).map(([net, first, more]) => {
  return `10.1.${net}.${first}-10.1.${net}.${first + more}`;
});
const host = fc.stringMatching(/^[a-z][a-z0-9]{0,7}(\.[a-z][a-z0-9]{0,7}){0,2}$/);
const server = fc
  .tuple(
    fc.constantFrom("http", "https", "h2c"),
    fc.oneof(
      host,
      ipv4,
      ipv6.map((text) => `[${text}]`),
    ),
    fc.nat(65_535),
  )
  .map(([protocol, name, port]) => `${protocol}://${name}:${port}`);
const upstream = fc.oneof(
  address,
  host,
  host.map((name) => `tls://${name}`),
  host.map((name) => `https://${name}/dns-query`),
);
const icon = fc.constantFrom("apps", "home-alt", "globe", "file-alt", "bolt");
const color = fc.stringMatching(/^#[0-9a-fA-F]{6}$/);
const duration = fc.constantFrom("15s", "30s", "1m", "1m30s", "5m", "1h", "500ms", "1d12h", "30d", "1y");
const path = fc.stringMatching(/^\/[A-Za-z0-9._ $äé/-]{1,20}$/).filter((text) => !text.includes("$$"));
const uid = (longest: number) => fc.stringMatching(new RegExp(`^[a-z0-9-]{1,${longest}}$`));

/** A number that is taken as an index, modulo the length of a list. */
const pick = fc.nat(1000);
const at = <T>(list: readonly T[], index: number): T | undefined => list[index % Math.max(1, list.length)];

const zone = fc.record(
  {
    name: line.filter((name) => name !== "unknown"),
    title: line,
    type: fc.constantFrom(...zoneTypes),
    color,
    icon,
    anonymous: fc.boolean(),
    capacity: fc.double({ min: 1, max: 1e12, noNaN: true }),
    place: fc.tuple(fc.double({ min: -90, max: 90, noNaN: true }), fc.double({ min: -180, max: 180, noNaN: true })),
    firewalld_zone: line,
    interfaces: fc.array(line, { maxLength: 2 }),
    services: fc.array(line, { maxLength: 2 }),
    masquerading: fc.boolean(),
  },
  { requiredKeys: ["name"] },
);

/** Weights of which at least one is above 0. */
const notIdle = <T extends { weight?: number | undefined }>(shares: readonly T[]): T[] =>
  shares.map((share, index) =>
    index === 0 && shares.every(({ weight }) => weight === 0) ? { ...share, weight: 1 } : share,
  );
const weight = fc.nat(5);
const backend: fc.Arbitrary<Backend> = fc.record(
  {
    name: line,
    weight,
    servers: fc
      .uniqueArray(fc.record({ url: server, weight }, { requiredKeys: ["url"] }), {
        selector: ({ url }) => url,
        maxLength: 3,
      })
      .map(notIdle),
  },
  { requiredKeys: ["name"] },
);
const service = fc.record(
  {
    name: line,
    title: line,
    zone: pick,
    kind: line,
    icon,
    host: line,
    backends: fc.uniqueArray(backend, { selector: ({ name }) => name, maxLength: 3 }).map(notIdle),
    dependencies: fc.array(pick, { maxLength: 4 }),
  },
  { requiredKeys: ["name"] },
);
const part = fc.record(
  {
    name: line,
    title: line,
    kind: fc.constantFrom(...infrastructureKinds),
    host: line,
    address,
    zone: pick,
    job: line,
    service: line,
    scrape_interval: duration,
    tls_port: fc.integer({ min: 1, max: 65_535 }),
  },
  { requiredKeys: ["name", "host", "address"] },
);
const clientTitle = line.filter((title) => !title.startsWith("other@"));
const clientId = fc.stringMatching(/^[a-zA-Z0-9]([a-zA-Z0-9-]{0,8}[a-zA-Z0-9])?$/);
/** A client whose zone is an index. */
type ClientDraft = Omit<Entry<"clients">, "zone"> & { readonly zone?: number };
/** Clients by one address or range each, by several addresses and ClientIDs, or by ClientIDs alone. */
const client: fc.Arbitrary<ClientDraft> = fc.oneof(
  fc.record(
    {
      address: fc.oneof(address, cidr, range),
      title: clientTitle,
      device_type: fc.constantFrom(...deviceTypes),
      zone: pick,
    },
    { requiredKeys: ["address", "title"] },
  ),
  fc.record(
    {
      address,
      addresses: fc.array(fc.oneof(address, cidr, range), { maxLength: 3 }),
      client_ids: fc.array(clientId, { maxLength: 2 }),
      title: clientTitle,
      zone: pick,
    },
    { requiredKeys: ["address", "title"] },
  ),
  fc.record({ client_ids: fc.array(clientId, { minLength: 1, maxLength: 2 }), title: clientTitle }),
);
const resolver = fc.record(
  {
    name: line.filter((name) => name !== "cache" && name !== "filter"),
    title: line,
    addresses: fc.array(upstream, { minLength: 1, maxLength: 3 }),
    zone: pick,
  },
  { requiredKeys: ["name", "addresses"] },
);
const filterList = fc.record({
  list: fc.oneof(fc.nat(), line),
  category: fc.constantFrom(...filterCategories),
});
const fold = fc.constantFrom("siblings" as const, "copies" as const);

const file = fc.stringMatching(/^\/[A-Za-z0-9._ {}äé/-]{1,20}$/);
const pair = <Left, Right>(left: fc.Arbitrary<Left>, right: fc.Arbitrary<Right>) =>
  fc.option(fc.tuple(left, right), { nil: undefined });

const adguard = fc
  .record(
    {
      url: host.map((name) => `https://${name}`),
      user: pair(line, file),
      ca: file,
      shown: pair(file, file),
      server_name: line,
      query_log: fc.oneof(fc.constant("api"), file),
      poll_interval: duration,
    },
    { requiredKeys: ["url"] },
  )
  .map(({ user, shown, ...given }) => ({
    ...given,
    ...(user && { username: user[0], password_file: user[1] }),
    ...(shown && { certificate: shown[0], key: shown[1] }),
  }));

const domainName = fc.constantFrom("dns.lab", "xn--bcher-kva.example", "a", "_x.y-z.example");

const dnsProbe = fc.record(
  {
    targets: fc.constant([]),
    name: domainName,
    outside_domain: domainName,
  },
  { requiredKeys: [] },
);

const exporter = fc.record(
  {
    listen: fc.constantFrom(":9617", "127.0.0.1:9617", "[::1]:1", "0.0.0.0:65535"),
    tls: fc.record(
      { certificate: file, key: file, client_ca: file, allowed_names: fc.array(line, { maxLength: 3 }) },
      { requiredKeys: [] },
    ),
    state_file: file,
    adguard,
    traefik: fc.record(
      { access_log: file, trusted_proxies: fc.array(cidr, { maxLength: 3 }) },
      { requiredKeys: ["access_log"] },
    ),
    probe: fc.record({ interval: duration, timeout: duration, dns: dnsProbe }, { requiredKeys: [] }),
    metrics: fc.record(
      {
        client_tracking: fc.boolean(),
        domain_mapping: fc.boolean(),
        zone_analysis: fc.boolean(),
        device_types: fc.boolean(),
        behavior: fc.boolean(),
        domains: fc.constantFrom("registered" as const, "full" as const),
      },
      { requiredKeys: [] },
    ),
    limits: fc.record(
      {
        clients: fc.integer({ min: 1, max: 10_000 }),
        domains: fc.integer({ min: 1, max: 100_000 }),
        domains_per_client: fc.nat(1000),
        series: fc.integer({ min: 1000, max: 1_000_000 }),
        client_expiry: duration,
        domain_expiry: duration,
      },
      { requiredKeys: [] },
    ),
    log_level: fc.constantFrom(...logLevels),
  },
  { requiredKeys: [] },
);

const parts = fc.record(
  {
    zones: fc.uniqueArray(zone, { selector: ({ name }) => name, minLength: 1, maxLength: 12 }),
    cidrs: fc.uniqueArray(cidr, { maxLength: 24 }),
    services: fc.array(service, { maxLength: 40 }),
    infrastructure: fc.array(part, { maxLength: 8 }),
    clients: fc.array(client, { maxLength: 10 }),
    resolvers: fc.uniqueArray(resolver, { selector: ({ name }) => name, maxLength: 4 }),
    filter_lists: fc.uniqueArray(filterList, { selector: ({ list }) => String(list), maxLength: 4 }),
    retention: duration,
    certificates: fc.record({ ca: path, certificate: path, key: path }, { requiredKeys: [] }),
    datasource: fc.record(
      {
        name: line,
        uid: uid(40),
        url: host.map((name) => `https://${name}:9090`),
        server_name: line,
        credentials: fc.constantFrom("files" as const, "environment" as const),
      },
      { requiredKeys: [] },
    ),
    sources: fc.record({ traefik: fold, adguard: fold, zone: fold, domain: fold }, { requiredKeys: [] }),
    dashboards: fc.record(
      {
        folder: line,
        folder_uid: uid(40),
        uid_prefix: uid(20),
        refresh: fc.constantFrom("", "30s", "1m"),
        range: fc.constantFrom("15m", "6h", "7d"),
        top: fc.integer({ min: 1, max: 100 }),
        graph_nodes: fc.integer({ min: 10, max: 1000 }),
        path,
      },
      { requiredKeys: [] },
    ),
    exporter,
  },
  { requiredKeys: ["zones", "cidrs"] },
);

/** Keeps the first of the entries with one key. */
const distinct = <T>(entries: readonly T[], keysOf: (entry: T) => readonly string[], taken = new Set<string>()): T[] =>
  entries.filter((entry) => {
    const keys = keysOf(entry);
    if (keys.some((key) => taken.has(key))) return false;
    for (const key of keys) taken.add(key);
    return true;
  });

const nameAndRoute = ({ name, service: route = name }: { name: string; service?: string }) => [
  ...new Set([name, route]),
];

/** Clients of which each address, range, ClientID and title occurs once. */
const distinctClients = (drafts: readonly ClientDraft[]): ClientDraft[] => {
  const keysOf = ({ address: first, addresses = [], client_ids: ids = [], title }: ClientDraft) => [
    ...(first === undefined ? [] : [first]).map((text) => spanOf(text) ?? text),
    ...addresses.map((text) => spanOf(text) ?? text),
    ...ids.map((id) => `ClientID ${id.toLowerCase()}`),
    `title ${title}`,
  ];
  return distinct(
    drafts.filter((draft) => new Set(keysOf(draft)).size === keysOf(draft).length),
    keysOf,
  );
};

/**
 * Any valid lab: names in many scripts and with characters of many syntaxes, 1 to 12 zones, up to 40 services, each key
 * given or left out.
 */
export const validLab: fc.Arbitrary<LabInput> = parts.map((drafts) => {
  const {
    zones: zoneDrafts,
    cidrs,
    services: serviceDrafts,
    infrastructure: partDrafts,
    resolvers: resolverDrafts,
    clients: clientDrafts,
    ...given
  } = drafts;
  const zones = zoneDrafts.map(({ place, ...zoneDraft }, index): Zone => ({
    ...zoneDraft,
    cidrs: cidrs.filter((_, block) => block % zoneDrafts.length === index),
    ...(place && { latitude: place[0], longitude: place[1] }),
  }));
  const inZone = (index: number | undefined) => (index === undefined ? {} : { zone: at(zones, index)?.name ?? "" });

  const known = partDrafts ?? defaultInfrastructure;
  const taken = new Set<string>();
  const distinctParts = distinct(known, nameAndRoute, taken);
  const distinctServices = distinct(serviceDrafts ?? [], ({ name }) => [name], taken);
  const needed = [...distinctParts, ...distinctServices].map(({ name }) => name);
  const services = distinctServices.map(({ zone: index, dependencies, ...draft }): Service => ({
    ...draft,
    ...inZone(index),
    ...(dependencies && {
      dependencies: dependencies.flatMap((dependency) => {
        const name = at(needed, dependency);
        return name === undefined || name === draft.name ? [] : [name];
      }),
    }),
  }));
  const jobs = new Set<string>();
  const infrastructure =
    partDrafts &&
    distinct(partDrafts, nameAndRoute).map(({ zone: index, job, ...draft }): Part => {
      const isFree = job !== undefined && !jobs.has(job);
      if (isFree) jobs.add(job);
      return { ...draft, ...inZone(index), ...(isFree && { job }) };
    });
  const asked = new Set<string>();
  const resolvers = resolverDrafts?.flatMap(({ zone: index, addresses, ...draft }): Resolver[] => {
    const own = distinct(addresses, (text) => [canonicalAddress(text) ?? text], asked);
    return own.length === 0 ? [] : [{ ...draft, addresses: own, ...inZone(index) }];
  });
  const clients =
    clientDrafts &&
    distinctClients(clientDrafts).map(({ zone: index, ...draft }): Entry<"clients"> => ({
      ...draft,
      ...inZone(index),
    }));
  return {
    ...given,
    zones,
    ...(clients && { clients }),
    ...(serviceDrafts && { services }),
    ...(infrastructure && { infrastructure }),
    ...(resolvers && { resolvers }),
  };
});
