import { createServer } from "node:https";
import type { Authority } from "../certificates/authority.js";
import { issueCertificates } from "../certificates/certificates.js";
import { labelText, valueText } from "./openmetrics.js";
import type { ScrapeTarget } from "./scrape.js";
import type { Source } from "./source.js";

interface LiveTarget {
  readonly job: string;
  readonly instance: string;
  /** 127.0.0.1:port */
  readonly address: string;
  /** Results of rules: Prometheus drops job and instance. */
  readonly withoutIdentity: boolean;
}

export interface LiveTargets extends AsyncDisposable {
  readonly targets: readonly LiveTarget[];
  /** The text of a prometheus.yml that scrapes all targets with the scraper's certificate. */
  readonly config: (options: { readonly interval: string; readonly ruleFiles?: readonly string[] }) => string;
  readonly stop: () => Promise<void>;
}

/**
 * Serves the text format over HTTPS on 127.0.0.1, one endpoint for each target; clients need a certificate of the
 * authority. `now` gives the time of the simulation in unix seconds; default: real time.
 */
export async function serveTargets(
  targets: readonly ScrapeTarget[],
  authority: Authority,
  now: () => number = () => Date.now() / 1000,
): Promise<LiveTargets> {
  const serverName = "exporter.lab";
  const names = { server: [serverName], client: "prometheus-scraper" } as const;
  const { server: credentials, client: scraper } = await issueCertificates(authority, names);
  const started = await Promise.all(
    targets.map(async (target): Promise<{ live: LiveTarget; close: () => Promise<void> }> => {
      // The first collection counts all earlier events, which takes longer than the timeout of a scrape.
      target.source.collect(now(), () => undefined);
      const server = createServer(
        {
          cert: credentials.certificate,
          key: credentials.key,
          ca: authority.certificate,
          requestCert: true,
          rejectUnauthorized: true,
        },
        (request, response) => {
          if (request.url?.split("?")[0] !== "/metrics") {
            response.writeHead(404).end();
            return;
          }
          response.writeHead(200, { "content-type": "text/plain; version=0.0.4; charset=utf-8" });
          response.end(textFormat(target.source, now()));
        },
      );
      await new Promise<void>((resolve, reject) => {
        server.once("error", reject);
        server.listen(0, "127.0.0.1", resolve);
      });
      const bound = server.address();
      if (bound === null || typeof bound === "string") throw new Error("The system gave no port.");
      return {
        live: {
          job: target.job ?? "rules",
          instance: target.instance ?? "rules",
          address: `127.0.0.1:${bound.port}`,
          withoutIdentity: target.job === undefined,
        },
        close: () =>
          new Promise<void>((resolve) => {
            server.close(() => resolve());
            server.closeAllConnections();
          }),
      };
    }),
  );
  const lives = started.map(({ live }) => live);
  const stop = async () => {
    await Promise.all(started.map(({ close }) => close()));
  };
  return {
    targets: lives,
    config: ({ interval, ruleFiles = [] }) =>
      configText(lives, {
        interval,
        ruleFiles,
        serverName,
        ca: authority.certificateFile,
        certificate: scraper.certificateFile,
        key: scraper.keyFile,
      }),
    stop,
    [Symbol.asyncDispose]: stop,
  };
}

/** The text format: samples grouped by family, with types. */
function textFormat(source: Source, at: number): string {
  const families = new Map<string, { type: string; lines: string[] }>();
  source.collect(at, ({ family, type, name, labels, value }) => {
    const known = families.get(family) ?? { type, lines: [] };
    known.lines.push(`${name}${labelText(labels)} ${valueText(value)}`);
    families.set(family, known);
  });
  return [...families].map(([family, { type, lines }]) => `# TYPE ${family} ${type}\n${lines.join("\n")}\n`).join("");
}

interface ScrapeConfig {
  readonly interval: string;
  readonly ruleFiles: readonly string[];
  readonly serverName: string;
  readonly ca: string;
  readonly certificate: string;
  readonly key: string;
}

// JSON is YAML with correct quoting.
function configText(targets: readonly LiveTarget[], config: ScrapeConfig) {
  const { interval, ruleFiles, serverName, ca, certificate, key } = config;
  const jobs = [...new Set(targets.map(({ job }) => job))];
  return JSON.stringify(
    {
      global: { scrape_interval: interval, scrape_timeout: interval, evaluation_interval: interval },
      rule_files: ruleFiles,
      scrape_configs: jobs.map((job) => {
        const own = targets.filter((target) => target.job === job);
        return {
          job_name: job,
          scheme: "https",
          tls_config: { ca_file: ca, cert_file: certificate, key_file: key, server_name: serverName },
          static_configs: own.map(({ address, instance }) => ({ targets: [address], labels: { instance } })),
          ...(own.some(({ withoutIdentity }) => withoutIdentity)
            ? { metric_relabel_configs: [{ action: "labeldrop", regex: "job|instance" }] }
            : {}),
        };
      }),
    },
    undefined,
    2,
  );
}
