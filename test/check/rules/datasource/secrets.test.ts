import { describe, expect, it } from "vitest";
import { checkFiles } from "../../../../src/check/index.js";
import { datasourceFile, datasourceYaml, file, findingsOf, foreignYaml } from "../../samples.js";

const secret = "hunter2";
const pem = "-----BEGIN PRIVATE KEY-----\nMIIsecret\n-----END PRIVATE KEY-----";

const withKey = (value: string) => datasourceFile(datasourceYaml.replace("$TLS_KEY", JSON.stringify(value)));

describe("datasource/secrets", () => {
  it.each([secret, pem, "", "$__file{relative}", "$__file{/a}x", "${TLS_KEY}x", "$"])(
    "finds %j in place of a reference",
    (value) => {
      expect(findingsOf("datasource/secrets", withKey(value))).toMatchObject([
        {
          path: 'grafana/datasources/prometheus.yml: datasources[0] "Prometheus": secureJsonData.tlsClientKey',
          severity: "error",
        },
      ]);
    },
  );

  it.each([
    "$__file{/etc/grafana/certs/grafana.key}",
    "$__file{/a{b/$c.key}",
    "$__file{C:\\certs\\a.key}",
    "${TLS_KEY}",
    "$TLS_KEY",
    "$__env{TLS_KEY}",
  ])("lets %s be", (value) => {
    expect(checkFiles([withKey(value)])).toEqual([]);
  });

  it("finds a key or a certificate in any file", () => {
    expect(
      findingsOf("datasource/secrets", datasourceFile(datasourceYaml.replace("prometheus.lab", JSON.stringify(pem)))),
    ).toHaveLength(1);
    expect(findingsOf("datasource/secrets", file({ panels: [{ title: pem }] }))).toHaveLength(1);
    expect(findingsOf("datasource/secrets", file({ panels: [{ title: "-----BEGIN-----" }] }))).toEqual([]);
  });

  it("lets references inside of a text and public certificates be in foreign files", () => {
    const found = (key: string, value: string) =>
      findingsOf(
        "datasource/secrets",
        foreignYaml(
          "datasources/a.yml",
          `apiVersion: 1\ndatasources:\n  - { name: a, type: b, secureJsonData: { ${key}: ${JSON.stringify(value)} } }\n`,
        ),
      );
    expect(found("httpHeaderValue1", "Bearer $TOKEN")).toEqual([]);
    expect(found("tlsCACert", pem.replaceAll("PRIVATE KEY", "CERTIFICATE"))).toEqual([]);
    expect(found("password", secret)).toHaveLength(1);
    expect(found("password", "pa$$word")).toHaveLength(1);
    expect(found("tlsClientKey", pem)).toHaveLength(1);
    expect(found("tlsCACert", pem)).toHaveLength(1);
  });

  it("has no finding with the secret, in any rule", () => {
    for (const value of [secret, pem]) {
      const inside = datasourceYaml
        .replace("$TLS_KEY", JSON.stringify(value))
        .replace("serverName: prometheus.lab", `serverName: prometheus.lab\n      password: ${JSON.stringify(value)}`)
        .replace("httpMethod: POST", `httpMethod: ${JSON.stringify(value)}`)
        .replace("timeInterval: 30s", `timeInterval: ${JSON.stringify(value)}`);
      const text = JSON.stringify(checkFiles([datasourceFile(inside)]));
      expect(text).not.toContain("hunter2");
      expect(text).not.toContain("MIIsecret");
    }
    expect(JSON.stringify(checkFiles([file({ panels: [{ type: pem }], uid: pem })]))).not.toContain("MIIsecret");
  });
});
