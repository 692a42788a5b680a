import { describe, expect, it } from "vitest";
import { expand, readDatasource } from "./datasource.js";

const environment = {
  variables: { NAME: "value" },
  readFile: (path: string) => {
    if (path !== "/certs/key") throw new Error(`ENOENT ${path}`);
    return "PEM $NAME\n";
  },
};

describe("expand", () => {
  it.each([
    ["plain", "plain"],
    ["$__file{/certs/key}", "PEM value"],
    ["${NAME} $NAME $__env{NAME}", "value value value"],
    ["a$${NAME}b", "a${NAME}b"],
    ["cost: 5$$", "cost: 5$"],
    ["[${UNSET}]", "[]"],
  ])("%s", (text, expected) => expect(expand(text, environment)).toBe(expected));

  it("fails on a missing file", () => expect(() => expand("$__file{/none}", environment)).toThrow("ENOENT"));
});

const text = (rest: string) => `apiVersion: 1
datasources:
  - name: Prometheus
    type: prometheus
    uid: homelab-prometheus
    access: proxy
    url: https://prometheus:9090
    isDefault: true
    jsonData:
      timeInterval: 30s
      ${rest}
    secureJsonData:
      tlsCACert: ca
`;

describe("readDatasource", () => {
  it("connects to the test's server, and verifies the server name of the file", () => {
    const hosts = { "prometheus:9090": "127.0.0.1:1234" };
    expect(readDatasource(text("serverName: prometheus.lab\n      tlsAuthWithCACert: true"), { hosts })).toMatchObject({
      uid: "homelab-prometheus",
      timeInterval: "30s",
      endpoint: { url: "https://127.0.0.1:1234", serverName: "prometheus.lab", method: "POST", ca: "ca" },
    });
    expect(readDatasource(text("tlsAuthWithCACert: true"), { hosts }).endpoint.serverName).toBe("prometheus");
  });

  it("rejects insecure and incomplete files", () => {
    expect(() => readDatasource(text("tlsSkipVerify: true"))).toThrow("tlsSkipVerify");
    expect(() => readDatasource(text("tlsAuth: true"))).toThrow("tlsClientCert is empty");
    expect(() => readDatasource(text("").replace("access: proxy", "access: direct"))).toThrow();
  });
});
