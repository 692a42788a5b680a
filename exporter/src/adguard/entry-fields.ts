import { canonicalAddress } from "../network/address.js";

/** The fields of an entry of the API, as they are kept until the entry is counted. */
export type EntryFields = Readonly<Partial<Record<string, unknown>>>;

/** Fields with a text, a number or a boolean. The last two are those of AdGuard Home before version 0.105. */
const scalars: ReadonlySet<string> = new Set([
  "time",
  "client",
  "client_id",
  "client_proto",
  "reason",
  "service_name",
  "cached",
  "upstream",
  "elapsedMs",
  "status",
  "rule",
  "filterId",
]);

const questionFields: ReadonlySet<string> = new Set(["class", "name", "type", "unicode_name"]);
const ruleFields: ReadonlySet<string> = new Set(["filter_list_id", "text"]);

/** A text may have 1,024 characters. A longer one is rejected, however long it is. */
const maxTextLength = 1025;

/** As many as are parsed. */
const maxRules = 64;

/** Of a domain, four addresses are exposed. Answers of content networks have up to some hundred. */
const maxAddresses = 256;

/**
 * The fields of an entry that are counted or identify it, without `client_info`, which changes while the entry doesn't. A
 * page of them is bounded, and a value of a wrong form is still one that the parser rejects for the same reason.
 */
export function entryFields(entry: object): EntryFields {
  const fields = Object.entries(entry).flatMap(([name, value]: [string, unknown]) => {
    const kept = scalars.has(name) ? scalarOf(value) : partOf(name, value);
    return kept === undefined ? [] : [[name, kept] as const];
  });
  return Object.fromEntries(fields);
}

function partOf(name: string, value: unknown): unknown {
  switch (name) {
    case "question":
      return pick(value, questionFields);
    case "rules":
      return Array.isArray(value)
        ? value.slice(0, maxRules).map((rule: unknown) => pick(rule, ruleFields))
        : scalarOf(value);
    case "answer":
      return Array.isArray(value) ? addressRecords(value) : scalarOf(value);
    default:
      return undefined;
  }
}

const isObject = (value: unknown): value is object => typeof value === "object" && value !== null;

/** The scalar fields of an object with these names. */
const pick = (value: unknown, names: ReadonlySet<string>): unknown =>
  isObject(value)
    ? Object.fromEntries(
        Object.entries(value).flatMap(([name, field]: [string, unknown]) =>
          names.has(name) ? [[name, scalarOf(field)] as const] : [],
        ),
      )
    : scalarOf(value);

/** An empty object in place of any other, and a long text cut off. */
function scalarOf(value: unknown): unknown {
  if (typeof value === "string" && value.length > maxTextLength)
    // A substring would keep the whole text in memory.
    return Buffer.from(value.slice(0, maxTextLength)).toString();
  return isObject(value) ? {} : value;
}

/** The distinct records with an address, without their lifetime; null for what is no record. */
function addressRecords(records: readonly unknown[]): readonly unknown[] {
  const found = new Map<string, { readonly type: string; readonly value: string } | null>();
  for (const record of records) {
    if (found.size >= maxAddresses) break;
    if (!isObject(record)) found.set("", null);
    else {
      const { type, value }: { readonly type?: unknown; readonly value?: unknown } = record;
      const address = (type === "A" || type === "AAAA") && typeof value === "string" ? canonicalAddress(value) : "";
      if (address !== "" && typeof type === "string") found.set(address, { type, value: address });
    }
  }
  return [...found.values()];
}
