import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { defaultLab } from "../../src/lab/index.js";
import { datasourceFile } from "../../src/provisioning/datasource.js";
import { createAuthority, type Authority, type Credentials } from "../certificates/authority.js";
import { readDatasource, type Datasource } from "../grafana-client/datasource.js";
import { startPrometheus, type RunningPrometheus } from "./server.js";

/*
 * Mutual TLS, as Grafana would do it with the emitted datasource file, its paths and names, and nothing else.
 */
const file = datasourceFile(defaultLab);

describe("the emitted datasource shakes hands", () => {
  let authority: Authority;
  let stranger: Authority;
  let server: RunningPrometheus;
  let impostor: RunningPrometheus;
  let grafana: Credentials;

  beforeAll(async () => {
    authority = await createAuthority();
    stranger = await createAuthority("Another Root CA");
    grafana = await authority.client("grafana");
    const probe = (serverName: string) => ({
      ca: authority.certificate,
      certificate: grafana.certificate,
      key: grafana.key,
      serverName,
    });
    const start = async (name: string) => {
      const { certificateFile: certificate, keyFile: key } = await authority.server(name, [name]);
      const tls = { certificate, key, clientAuthority: authority.certificateFile };
      return startPrometheus({ tls, probe: probe(name) });
    };
    server = await start("prometheus.lab");
    impostor = await start("elsewhere.lab");
  });

  afterAll(async () => {
    await server?.stop();
    await impostor?.stop();
    await authority?.remove();
    await stranger?.remove();
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
        if (text === undefined) throw new Error(`The file names ${path}, which the lab doesn't.`);
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

  it("the right certificate is answered", async () => {
    const { series } = await ask(connect(grafana));
    expect(series[0]?.points[0]?.[1]).toBe(42);
  });

  it("no certificate is refused", async () => {
    const text = file.replace("tlsAuth: true", "tlsAuth: false");
    expect(text).not.toBe(file);
    expect(await refused(connect(grafana, { text }))).toMatch(/certificate required|bad certificate|ECONNRESET|EPIPE/);
  });

  it("a certificate of another authority is refused", async () => {
    const other = await stranger.client("grafana");
    expect(await refused(connect(other))).toMatch(/unknown ca|bad certificate|ECONNRESET|EPIPE/);
  });

  it("an expired certificate is refused", async () => {
    const old = await authority.expiredClient("grafana-old");
    expect(await refused(connect(old))).toMatch(/expired|bad certificate|ECONNRESET|EPIPE/);
  });

  it("a certificate that is only for servers is refused", async () => {
    const wrong = await authority.server("grafana-server", ["grafana.lab"]);
    expect(await refused(connect(wrong))).toMatch(/bad certificate|unsupported certificate|ECONNRESET|EPIPE/);
  });

  it("a server of another name is refused", async () => {
    expect(await refused(connect(grafana, { to: impostor }))).toMatch(/altname|prometheus\.lab/);
  });

  it("a server of another authority is refused", async () => {
    expect(await refused(connect(grafana, { trusting: stranger.certificate }))).toMatch(
      /unable to verify|self.signed|issuer/,
    );
  });
});
