/** The types of a lab, generated from its schemas, so that their users needn't load zod. */
import { format } from "prettier";
import * as z from "zod";
import * as exporter from "../src/lab/exporter-schemas.js";
import { inputSchema } from "../src/lab/input-schema.js";
import * as section from "../src/lab/section-schemas.js";
import { isSecondSpelling, spellings } from "../src/lab/spellings.js";
import { deviceTypes, filterCategories, infrastructureKinds, logLevels, zoneTypes } from "../src/lab/vocabulary.js";
import type { CommittedFile } from "./committed-files.js";

/** A mapping of the lab that has its own type. */
interface NamedObject {
  readonly schema: z.ZodObject;
  /** Name of the complete type; that of the input is the same with `Input` behind it, where the two differ. */
  readonly name: string;
  readonly about: string;
  /** Keys that are optional in the input and that `applyDefaults` always fills in. */
  readonly filled: readonly string[];
}

const named = (name: string, schema: z.ZodObject, about: string, filled: readonly string[] = []): NamedObject => ({
  name,
  schema,
  about,
  filled,
});

const objects: readonly NamedObject[] = [
  named("Zone", section.zoneSchema, "A part of the network, distinguished by address.", ["title", "icon", "anonymous"]),
  named("Server", section.serverSchema, "A server of a backend."),
  named("Backend", section.backendSchema, "A backend of a weighted or mirrored service."),
  named("Service", section.serviceSchema, "A service that Traefik routes.", ["title", "zone"]),
  named("Infrastructure", section.infrastructureSchema, "A host or program on which services depend.", [
    "title",
    "zone",
  ]),
  named("Client", section.clientSchema, "One or more clients with a name."),
  named("Resolver", section.resolverSchema, "A DNS resolver that AdGuard Home asks.", ["title", "zone"]),
  named("FilterList", section.filterListSchema, "A filter list of AdGuard Home."),
  named("Certificates", section.certificatesSchema, "Files for mutual TLS to Prometheus, as Grafana sees them."),
  named("Datasource", section.datasourceSchema, "The Prometheus that Grafana queries."),
  named("Sources", section.sourcesSchema, "Relation between several instances of each source."),
  named("Dashboards", section.dashboardsSchema, "Folder, uids and opening range of the dashboards."),
  named("ExporterTls", exporter.exporterTlsSchema, "Files for mutual TLS to the exporter, as the exporter sees them."),
  named("AdguardSource", exporter.adguardSourceSchema, "AdGuard Home as the exporter reaches it."),
  named("TraefikSource", exporter.traefikSourceSchema, "Traefik's access log."),
  named("DnsProbeTarget", exporter.dnsProbeTargetSchema, "A DNS server that the exporter probes.", [
    "port",
    "server_name",
  ]),
  named("DnsProbe", exporter.dnsProbeSchema, "Probing of AdGuard Home's answers.", ["targets", "name"]),
  named("ExporterProbe", exporter.exporterProbeSchema, "Probing of certificates and of AdGuard Home's answers."),
  named("ExporterMetrics", exporter.exporterMetricsSchema, "Groups of metrics that the exporter exposes.", [
    "behavior",
  ]),
  named("ExporterLimits", exporter.exporterLimitsSchema, "Limits of the clients, domains and series of the exporter."),
  named("Exporter", exporter.exporterSchema, "The exporter: its sources, its metrics and its listener."),
  named("Lab", inputSchema, "A lab: the content of a lab.yml, and the argument of `defineLab`.", [
    "zones",
    "services",
    "infrastructure",
    "clients",
    "resolvers",
  ]),
];

/** Enums with their own type. */
const enums: readonly { readonly values: readonly string[]; readonly name: string; readonly about: string }[] = [
  { values: zoneTypes, name: "ZoneType", about: "Type of a zone." },
  { values: deviceTypes, name: "DeviceType", about: "Type of a client's device." },
  { values: infrastructureKinds, name: "InfrastructureKind", about: "Kind of a part of the infrastructure." },
  { values: filterCategories, name: "FilterCategory", about: "Category of a filter list." },
  { values: section.multiplicities, name: "Multiplicity", about: "Relation between several instances of a source." },
  { values: logLevels, name: "LogLevel", about: "Lowest level that is written to the log of the exporter." },
];

type Side = "input" | "output";

const isOptional = (field: z.core.$ZodType, side: Side): boolean =>
  field instanceof z.ZodExactOptional ||
  (side === "input" && (field instanceof z.ZodDefault || field instanceof z.ZodPrefault));

const withoutWrapper = (field: z.core.$ZodType): z.core.$ZodType =>
  field instanceof z.ZodExactOptional || field instanceof z.ZodDefault || field instanceof z.ZodPrefault
    ? withoutWrapper(field.unwrap())
    : field;

function typeOf(field: z.core.$ZodType, side: Side): string {
  const schema = withoutWrapper(field);
  if (schema instanceof z.ZodString) return "string";
  if (schema instanceof z.ZodNumber) return "number";
  if (schema instanceof z.ZodBoolean) return "boolean";
  if (schema instanceof z.ZodEnum) return enumType(schema.options.map(String));
  if (schema instanceof z.ZodArray) return `readonly ${typeOf(schema.element, side)}[]`;
  if (schema instanceof z.ZodUnion) return schema.options.map((option) => typeOf(option, side)).join(" | ");
  const object = objects.find((each) => each.schema === schema);
  if (object === undefined) throw new Error(`the types of the lab have no name for a ${schema._zod.def.type}`);
  return nameOf(object, side);
}

const literals = (values: readonly string[]): string => values.map((value) => JSON.stringify(value)).join(" | ");

const enumType = (values: readonly string[]): string =>
  enums.find((each) => each.values.join() === values.join())?.name ?? literals(values);

const nameOf = (object: NamedObject, side: Side): string =>
  side === "output" || membersOf(object, "input") === membersOf(object, "output") ? object.name : `${object.name}Input`;

/** The keys of an interface. In the complete lab a key has its American spelling, and the description of the other. */
function membersOf({ schema, filled }: NamedObject, side: Side): string {
  const second: readonly string[] = Object.values(spellings);
  const fields = new Map(Object.entries<z.ZodType>(schema.shape));
  return [...fields]
    .filter(([key]) => side === "input" || !second.includes(key))
    .map(([key, field]) => {
      const described = side === "output" && isSecondSpelling(key) ? (fields.get(spellings[key]) ?? field) : field;
      const optional = isOptional(field, side) && !(side === "output" && filled.includes(key));
      return `${comment(z.globalRegistry.get(described)?.description)}readonly ${key}${optional ? "?" : ""}: ${typeOf(field, side)};\n`;
    })
    .join("");
}

const maxWidth = 110;

/** A documentation comment, wrapped since prettier leaves comments alone. */
function comment(text: string | undefined): string {
  if (text === undefined) throw new Error("a key of the lab has no description");
  const lines: string[] = [];
  for (const word of text.split(" ")) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + 1 + word.length <= maxWidth) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines.length === 1
    ? `/** ${lines.join("")} */\n`
    : `/**\n${lines.map((line) => ` * ${line}\n`).join("")} */\n`;
}

/** Whether the input has the same keys with the same types as the complete mapping, all of them optional. */
const isPartial = (object: NamedObject): boolean =>
  membersOf(object, "input").replaceAll("?: ", ": ") === membersOf(object, "output").replaceAll("?: ", ": ") &&
  Object.values<z.ZodType>(object.schema.shape).every((field) => isOptional(field, "input"));

function interfacesOf(object: NamedObject): string {
  const { name, about } = object;
  const interfaceOf = (side: Side, text: string) =>
    `${comment(text)}export interface ${nameOf(object, side)} {\n${membersOf(object, side)}}\n\n`;
  const input = nameOf(object, "input");
  if (input === name) return interfaceOf("output", about);
  const complete = interfaceOf("output", `${about} All defaults are filled in.`);
  return isPartial(object)
    ? `${complete}${comment(about)}export type ${input} = Partial<${name}>;\n\n`
    : `${interfaceOf("input", about)}${complete}`;
}

/** The file of the lab's types. @throws Error for a key without a description and a schema without a type */
export async function labTypesFile(): Promise<CommittedFile> {
  const text = [
    "// Generated by `npm run build` from the schemas of src/lab; don't edit.\n",
    "/* oxlint-disable max-lines -- a list of types, read by name */\n\n",
    ...enums.map(({ name, values, about }) => `${comment(about)}export type ${name} = ${literals(values)};\n\n`),
    ...objects.map(interfacesOf),
  ].join("");
  return {
    path: "src/lab/lab.generated.ts",
    content: await format(text, { parser: "typescript", printWidth: 120 }),
  };
}
