import { createAuthority, type Authority } from "../certificates/authority.js";
import { issueCertificates } from "../certificates/certificates.js";
import type { PrometheusOptions } from "./server.js";

/** An authority, and the certificates of Prometheus and Grafana at the paths that a datasource file names. */
export interface MutualTls extends AsyncDisposable {
  readonly authority: Authority;
  /** For `startPrometheus` or `serveHistory({ server })`. */
  readonly server: Required<Pick<PrometheusOptions, "tls" | "probe">>;
  /** For `readDatasource`: the content of the paths. */
  readonly readFile: (path: string) => string;
  readonly remove: () => Promise<void>;
}

/**
 * @param paths as the lab gives them to Grafana (`lab.certificates`)
 * @param serverName the name of Prometheus' certificate (`lab.datasource.server_name`)
 */
export async function mutualTls(
  paths: { readonly ca: string; readonly certificate: string; readonly key: string },
  serverName: string,
): Promise<MutualTls> {
  const authority = await createAuthority();
  const { server, client: grafana } = await issueCertificates(authority, { server: [serverName], client: "grafana" });
  const files = new Map([
    [paths.ca, authority.certificate],
    [paths.certificate, grafana.certificate],
    [paths.key, grafana.key],
  ]);
  return {
    authority,
    server: {
      tls: {
        certificate: server.certificateFile,
        key: server.keyFile,
        clientAuthority: authority.certificateFile,
      },
      probe: { ca: authority.certificate, certificate: grafana.certificate, key: grafana.key, serverName },
    },
    readFile: (path) => {
      const text = files.get(path);
      if (text === undefined) throw new Error(`The datasource names ${path}, which the lab doesn't.`);
      return text;
    },
    remove: authority.remove,
    [Symbol.asyncDispose]: authority.remove,
  };
}
