import { readFileSync } from "node:fs";
import { parse } from "yaml";
import { z } from "zod";
import { prometheusClient, type Endpoint, type PrometheusClient } from "../prometheus/client.js";

/*
 * A Prometheus datasource as Grafana provisions it, from the text of its file alone.
 */

interface DatasourceEnvironment {
  /** Values of `${NAME}`, `$NAME` and `$__env{NAME}`; an unset variable is empty, as in Grafana. */
  readonly variables?: Readonly<Record<string, string>>;
  /** Reads `$__file{/path}`; by default from the disk. A missing file is an error, as in Grafana. */
  readonly readFile?: (path: string) => string;
  /** Addresses of the lab's hosts during a test: `prometheus:9090` to `127.0.0.1:40123`. */
  readonly hosts?: Readonly<Record<string, string>>;
}

export interface Datasource {
  readonly name: string;
  readonly uid: string;
  readonly type: string;
  readonly isDefault: boolean;
  readonly editable: boolean;
  /** Grafana's "scrape interval" of the datasource; default `15s`. */
  readonly timeInterval: string;
  /** The endpoint after the hosts are replaced. */
  readonly endpoint: Endpoint;
  readonly client: PrometheusClient;
}

const fileSchema = z.object({
  apiVersion: z.literal(1),
  datasources: z
    .array(
      z.object({
        name: z.string().min(1),
        type: z.string(),
        uid: z.string(),
        access: z.literal("proxy"),
        url: z.url(),
        isDefault: z.boolean().default(false),
        editable: z.boolean().default(false),
        jsonData: z
          .looseObject({
            httpMethod: z.enum(["GET", "POST"]).default("POST"),
            timeInterval: z.string().default("15s"),
            tlsAuth: z.boolean().default(false),
            tlsAuthWithCACert: z.boolean().default(false),
            tlsSkipVerify: z.boolean().default(false),
            serverName: z.string().optional(),
          })
          .prefault({}),
        secureJsonData: z.record(z.string(), z.string()).default({}),
      }),
    )
    .min(1),
});

/**
 * The datasources of a provisioning file, in its order.
 *
 * @throws Error for an invalid file, a missing file that it names, and contradicting TLS settings
 */
function readDatasources(text: string, environment: DatasourceEnvironment = {}): readonly Datasource[] {
  const document: unknown = parse(text);
  const expanded = expandValues(document, environment);
  return fileSchema.parse(expanded).datasources.map((one): Datasource => {
    const { jsonData, secureJsonData } = one;
    const secret = (name: string, needed: boolean) => {
      const value = secureJsonData[name];
      if (needed && !value) throw new Error(`Datasource "${one.name}": secureJsonData.${name} is empty.`);
      return needed ? value : undefined;
    };
    if (jsonData.tlsSkipVerify) throw new Error(`Datasource "${one.name}" doesn't verify the server (tlsSkipVerify).`);
    const ca = secret("tlsCACert", jsonData.tlsAuthWithCACert);
    const certificate = secret("tlsClientCert", jsonData.tlsAuth);
    const key = secret("tlsClientKey", jsonData.tlsAuth);
    const asked = new URL(one.url);
    const host = `${asked.hostname}:${asked.port || (asked.protocol === "https:" ? "443" : "80")}`;
    const there = environment.hosts?.[host];
    // The expected server name comes from the file, also where the host is replaced.
    const serverName = jsonData.serverName ?? asked.hostname;
    const endpoint: Endpoint = {
      url: there === undefined ? one.url : `${asked.protocol}//${there}${asked.pathname.replace(/\/$/, "")}`,
      method: jsonData.httpMethod,
      ...(asked.protocol === "https:" ? { serverName } : {}),
      ...(ca === undefined ? {} : { ca }),
      ...(certificate === undefined ? {} : { certificate }),
      ...(key === undefined ? {} : { key }),
    };
    return {
      name: one.name,
      uid: one.uid,
      type: one.type,
      isDefault: one.isDefault,
      editable: one.editable,
      timeInterval: jsonData.timeInterval,
      endpoint,
      client: prometheusClient(endpoint),
    };
  });
}

/** The default datasource of a file, or the only one. */
export function readDatasource(text: string, environment: DatasourceEnvironment = {}): Datasource {
  const all = readDatasources(text, environment);
  const chosen = all.find(({ isDefault }) => isDefault) ?? all[0];
  if (chosen === undefined) throw new Error("The file has no datasource.");
  return chosen;
}

/** Interpolates every string value, but no key, as Grafana does in provisioning files. */
function expandValues(value: unknown, environment: DatasourceEnvironment): unknown {
  if (typeof value === "string") return expand(value, environment);
  if (Array.isArray(value)) return value.map((entry: unknown) => expandValues(entry, environment));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, entry]) => [name, expandValues(entry, environment)]));
}

/**
 * Replaces `$__file{}`, `$__env{}` and `${}`, and then, like a shell, every remaining `$NAME` and `${NAME}`, also in the
 * content of files. `$$` is a dollar sign.
 */
export function expand(text: string, environment: DatasourceEnvironment): string {
  return text
    .split("$$")
    .map((part) => expandShell(expandOwn(part, environment), environment))
    .join("$");
}

function expandOwn(text: string, environment: DatasourceEnvironment): string {
  return text.replace(/\$(|__\w+)\{([^}]+)\}/g, (whole, kind: string, name: string) => {
    switch (kind) {
      case "":
      case "__env":
        return environment.variables?.[name] ?? "";
      case "__file":
        return (environment.readFile ?? readText)(name).trim();
      default:
        return whole;
    }
  });
}

function expandShell(text: string, environment: DatasourceEnvironment): string {
  const named = (name: string) => environment.variables?.[name] ?? "";
  return text.replace(/\$\{(\w*)\}|\$(\w+)/g, (_, braced: string | undefined, bare: string | undefined) =>
    named(braced ?? bare ?? ""),
  );
}

function readText(path: string): string {
  return readFileSync(path, "utf8");
}
