import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { defaultLab } from "../../src/lab/index.js";
import { datasourceFile } from "../../src/provisioning/datasource.js";
import type { Credentials } from "../certificates/authority.js";
import { testCertificates } from "../certificates/test-certificates.js";
import { readDatasource, type Datasource } from "../grafana-client/datasource.js";
import { startPrometheus, type RunningPrometheus } from "./server.js";

/*
 * Mutual TLS as Grafana does it: with the emitted datasource file, its paths and its names.
 */
const file = datasourceFile(defaultLab);

const {
  authority,
  stranger,
  client: grafana,
} = await testCertificates({ server: ["prometheus.lab"], client: "grafana" });

describe("a connection by the emitted datasource", () => {
  let server: RunningPrometheus;
  let impostor: RunningPrometheus;

  beforeAll(async () => {
    const { certificate, key } = grafana;
    const start = async (name: string) => {
      const credentials = await authority.server(name, [name]);
      return startPrometheus({
        tls: {
          certificate: credentials.certificateFile,
          key: credentials.keyFile,
          clientAuthority: authority.certificateFile,
        },
        probe: { ca: authority.certificate, certificate, key, serverName: name },
      });
    };
    server = await start("prometheus.lab");
    impostor = await start("elsewhere.lab");
  });

  afterAll(async () => {
    await server?.stop();
    await impostor?.stop();
  });

  const connect = (
    shown: Pick<Credentials, "certificate" | "key">,
    options: { to?: RunningPrometheus; trusting?: string; text?: string } = {},
  ): Datasource => {
    const { ca, certificate, key } = defaultLab.certificates;
    const files = new Map([
      [ca, options.trusting ?? authority.certificate],
      [certificate, shown.certificate],
      [key, shown.key],
    ]);
    return readDatasource(options.text ?? file, {
      readFile: (path) => {
        const text = files.get(path);
        if (text === undefined) throw new Error(`The file names ${path}, which isn't a path of the lab.`);
        return text;
      },
      hosts: { "prometheus:9090": `127.0.0.1:${(options.to ?? server).port}` },
    });
  };
  const ask = (datasource: Datasource) => datasource.client.instant("vector(42)", 1_768_471_200);
  const refused = async (datasource: Datasource) =>
    ask(datasource).then(
      () => "answered",
      (error: unknown) => (error instanceof Error ? error.message : String(error)),
    );

  it("is accepted with the client's certificate", async () => {
    const { series } = await ask(connect(grafana));
    expect(series[0]?.points[0]?.[1]).toBe(42);
  });

  it("is refused without a certificate", async () => {
    const text = file.replace("tlsAuth: true", "tlsAuth: false");
    expect(text).not.toBe(file);
    expect(await refused(connect(grafana, { text }))).toMatch(/certificate required|bad certificate|ECONNRESET|EPIPE/);
  });

  it("is refused with a certificate of another authority", async () => {
    const other = await stranger.client("grafana");
    expect(await refused(connect(other))).toMatch(/unknown ca|bad certificate|ECONNRESET|EPIPE/);
  });

  it("is refused with an expired certificate", async () => {
    const old = await authority.expiredClient("grafana-old");
    expect(await refused(connect(old))).toMatch(/expired|bad certificate|ECONNRESET|EPIPE/);
  });

  it("is refused with a certificate for servers", async () => {
    const wrong = await authority.server("grafana-server", ["grafana.lab"]);
    expect(await refused(connect(wrong))).toMatch(/bad certificate|unsupported certificate|ECONNRESET|EPIPE/);
  });

  it("refuses a server of another name", async () => {
    expect(await refused(connect(grafana, { to: impostor }))).toMatch(/altname|prometheus\.lab/);
  });

  it("refuses a server of another authority", async () => {
    expect(await refused(connect(grafana, { trusting: stranger.certificate }))).toMatch(
      /unable to verify|self.signed|issuer/,
    );
  });
});
