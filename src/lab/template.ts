import { Document, isScalar, visit } from "yaml";
import * as z from "zod";
import { defaultLab } from "./parse.js";
import * as section from "./section-schemas.js";
import { isSecondSpelling, spellings } from "./spellings.js";
import { inputSchema } from "./input-schema.js";

type Fields = Readonly<Record<string, { readonly description?: string | undefined }>>;

const width = 100;

const wrap = (text: string, available: number): string[] => {
  const lines: string[] = [];
  for (const word of text.split(" ")) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + 1 + word.length <= available) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines;
};

const comment = (lines: readonly string[]) => lines.map((line) => `# ${line}`.trimEnd());
const indent = (lines: readonly string[]) => lines.map((line) => (line === "" ? line : `  ${line}`));

/** Keys and their descriptions in two columns. */
const legend = (fields: Fields, available = width): string[] => {
  const keyWidth = Math.max(...Object.keys(fields).map((key) => key.length));
  return Object.entries(fields).flatMap(([key, { description = "" }]) =>
    wrap(description, available - keyWidth - 6).map(
      (line, index) => `  ${(index === 0 ? key : "").padEnd(keyWidth)}  ${line}`,
    ),
  );
};

const yaml = (value: unknown): string[] => {
  const document = new Document(value);
  visit(document, {
    Seq: (_, list) => {
      if (list.items.every(isScalar)) list.flow = true;
    },
  });
  return document.toString({ lineWidth: 0, flowCollectionPadding: false }).trimEnd().split("\n");
};

const isShown = (value: unknown) => value !== false && !(Array.isArray(value) && value.length === 0);

/**
 * An entry with its keys in the order of the schema. Empty lists, `false` and the zone are omitted: the zone of each
 * entry is the default one.
 */
const entryOf = (entry: object, fields: Fields) => {
  const keys = Object.keys(fields);
  const shown = Object.entries(entry).filter(([key, value]) => key !== "zone" && isShown(value));
  return Object.fromEntries(shown.sort(([left], [right]) => keys.indexOf(left) - keys.indexOf(right)));
};

/** Commented examples of list entries. Each is valid once it is uncommented. */
const examples = {
  zones: {
    name: "guest",
    title: "Guests",
    type: "guest",
    cidrs: ["192.168.2.0/24", "fd12:3456:789a:2::/64"],
    colour: "#CC79A7",
    capacity: 100_000_000,
    latitude: 52.52,
    longitude: 13.405,
  },
  services: {
    name: "photos@docker",
    title: "Photos",
    host: "photos.lab",
    backends: [
      {
        name: "photos@docker",
        servers: [
          { url: "http://10.0.3.7:8080", weight: 3 },
          { url: "http://10.0.3.8:8080", weight: 1 },
        ],
      },
    ],
    dependencies: ["adguard"],
  },
  infrastructure: {
    name: "nas-exporter",
    title: "NAS",
    kind: "exporter",
    host: "nas.lab",
    address: "192.168.1.78",
    job: "nas",
    scrape_interval: "30s",
  },
  clients: { address: "192.168.1.110-192.168.1.119", title: "Televisions", device_type: "tv" },
  resolvers: { name: "quad9", title: "Quad9", addresses: ["9.9.9.9", "tls://dns.quad9.net"] },
  filter_lists: { list: 1, category: "advertising" },
} as const;

const listSection = (name: keyof typeof examples, element: Fields, nested: readonly string[] = []) => {
  const entries = defaultLab[name].map((entry) => entryOf(entry, element));
  const heading = entries.length === 0 ? "For example, in place of []:" : "For example:";
  return [
    ...comment(wrap(inputSchema.shape[name].description ?? "", width)),
    ...comment([...legend(element), ...nested]),
    ...yaml({ [name]: entries }),
    ...indent(comment([heading, ...yaml([examples[name]])])),
  ];
};

/** Commented examples of mappings that the default lab lacks. */
const mappingExamples: Readonly<Record<string, object>> = {
  adguard: {
    url: "https://dns.lab",
    username: "admin",
    password_file: "/run/secrets/adguard_password",
    ca: "/etc/homelab-exporter/certs/root-ca.crt",
    query_log: "api",
  },
  traefik: { access_log: "/var/log/traefik/access.log", trusted_proxies: [] },
};

const fieldsOf = (field: z.core.$ZodType): Readonly<Record<string, z.ZodType>> | undefined => {
  if (field instanceof z.ZodPrefault || field instanceof z.ZodExactOptional) return fieldsOf(field.unwrap());
  return field instanceof z.ZodObject ? Object.fromEntries(Object.entries<z.ZodType>(field.shape)) : undefined;
};

/** A key with its description and its value; a commented example for a mapping that the default lab lacks. */
const keyOf = (key: string, field: z.ZodType, value: unknown, available = width): string[] => {
  const description = comment(wrap(field.description ?? "", available));
  const fields = fieldsOf(field);
  if (fields === undefined) return [...description, ...yaml({ [key]: value })];
  if (isMapping(value)) return [...description, `${key}:`, ...indent(keysOf(fields, value, available - 2))];
  const example = yaml({ [key]: mappingExamples[key] });
  return [...description, ...comment(legend(fields, available)), ...comment(["For example:", ...example]), ""];
};

const isMapping = (value: unknown): value is object => typeof value === "object" && value !== null;

const keysOf = (fields: Readonly<Record<string, z.ZodType>>, values: object, available: number): string[] => {
  const given = new Map<string, unknown>(
    Object.entries(values).map(([key, value]) => [isSecondSpelling(key) ? spellings[key] : key, value]),
  );
  return Object.entries(fields)
    .filter(([key]) => !isSecondSpelling(key))
    .flatMap(([key, field]) => keyOf(key, field, given.get(key), available));
};

type Mapping = "certificates" | "datasource" | "sources" | "dashboards" | "exporter";

const mappingSection = (name: Mapping) => keyOf(name, inputSchema.shape[name], defaultLab[name]);

const backendLegend = [
  "  Each backend:",
  ...legend(section.backendSchema.shape).map((line) => `  ${line}`),
  "  Each of its servers:",
  ...legend(section.serverSchema.shape).map((line) => `  ${line}`),
];

/** The text of a lab.yml of the default lab, with a comment on each key. */
export const labTemplate = (): string => {
  const blocks = [
    comment([
      "The lab: your network as homelab-dashboards knows it, filled with the default lab.",
      "Each key may be left out and has a default; a list replaces its default wholly.",
      "Names are the exact values of labels of the metrics; titles are shown to people.",
    ]),
    listSection("zones", section.zoneSchema.shape),
    listSection("services", section.serviceSchema.shape, backendLegend),
    listSection("infrastructure", section.infrastructureSchema.shape),
    listSection("clients", section.clientSchema.shape),
    listSection("resolvers", section.resolverSchema.shape),
    listSection("filter_lists", section.filterListSchema.shape),
    [
      ...comment(wrap(inputSchema.shape.retention.description ?? "", width)),
      ...yaml({ retention: defaultLab.retention }),
    ],
    mappingSection("certificates"),
    mappingSection("datasource"),
    [...comment(wrap(inputSchema.shape.rules.description ?? "", width)), ...yaml({ rules: defaultLab.rules })],
    mappingSection("sources"),
    mappingSection("dashboards"),
    mappingSection("exporter"),
  ];
  return `${blocks.map((block) => block.join("\n")).join("\n\n")}\n`;
};
