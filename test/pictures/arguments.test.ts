import { describe, expect, it } from "vitest";
import { parseArguments, usage, UsageError } from "../../build/pictures/arguments.js";

const uids = ["homelab-topology", "homelab-dns"];
const address = "http://localhost:3000";

const parse = (words: readonly string[], environment: Readonly<Record<string, string>> = {}) =>
  parseArguments(words, environment, uids);
const withGrafana = (...words: string[]) => parse(["--grafana", address, ...words]);

describe("the arguments of npm run pictures", () => {
  it("have defaults for all but Grafana's address", () => {
    expect(withGrafana()).toEqual({
      grafana: "http://localhost:3000/",
      out: "docs/pictures",
      from: "now-6h",
      to: "now",
      dashboards: undefined,
      theme: "dark",
      width: 1366,
      height: 768,
      browser: undefined,
      timeout: 60,
      authorization: undefined,
    });
  });

  it("set every option", () => {
    const words = ["--out", "x", "--from", "now-1d", "--to", "now-1h", "--theme", "light", "--width", "1920"];
    const more = ["--height", "1080", "--browser", "/opt/chrome", "--timeout", "5", "--dashboard", "homelab-dns"];
    expect(withGrafana(...words, ...more)).toMatchObject({
      ...{ out: "x", from: "now-1d", to: "now-1h", theme: "light", width: 1920, height: 1080 },
      ...{ browser: "/opt/chrome", timeout: 5, dashboards: ["homelab-dns"] },
    });
  });

  it("ask for the usage, which names each option with its default", () => {
    expect(parse(["--help"])).toBeUndefined();
    const names = ["grafana", "out", "from", "to", "dashboard", "theme", "width", "height", "browser", "timeout"];
    for (const name of names) expect(usage).toContain(`\n  --${name} `);
    for (const value of ["docs/pictures", "now-6h", "now", "dark", "1366", "768", "60"])
      expect(usage).toContain(`(${value})`);
    for (const name of ["GRAFANA_TOKEN", "GRAFANA_USER", "GRAFANA_PASSWORD"]) expect(usage).toContain(name);
  });

  it.each([
    ["https://home.example/grafana", "https://home.example/grafana/"],
    ["https://home.example/grafana///", "https://home.example/grafana/"],
    ["http://[::1]:3000?orgId=1", "http://[::1]:3000/"],
  ])("take %s as the address %s", (text, grafana) => {
    expect(parse(["--grafana", text])).toMatchObject({ grafana });
  });

  it.each([
    [[], "npm run pictures -- --grafana http://localhost:3000"],
    [["--grafana", "localhost:3000"], "an address such as http://localhost:3000"],
    [["--grafana", ""], "an address such as http://localhost:3000"],
    [["--grafana", `${address}/d/homelab-dns/x`], "the address of Grafana's start page"],
    [["--grafana", address, "--nope"], "--help lists the options"],
    [["--grafana", address, "topology"], "--help lists the options"],
    [["--grafana", address, "--theme", "blue"], "dark or light"],
    [["--grafana", address, "--width", "12px"], "a whole number of pixels from 320 to 7680"],
    [["--grafana", address, "--height", "0"], "a whole number of pixels from 320 to 7680"],
    [["--grafana", address, "--timeout", "0"], "a whole number of seconds from 1 to 3600"],
    [["--grafana", address, "--dashboard", "dns"], "there are homelab-topology, homelab-dns"],
  ])("name the way out for %j", (words, text) => {
    expect(() => parse(words)).toThrow(UsageError);
    expect(() => parse(words)).toThrow(text);
  });
});

describe("the login", () => {
  const login = (environment: Readonly<Record<string, string>>) =>
    parse(["--grafana", address], environment)?.authorization;

  it("is a token, or a user with a password", () => {
    expect(login({ GRAFANA_TOKEN: "glsa_1" })).toBe("Bearer glsa_1");
    expect(login({ GRAFANA_USER: "ä", GRAFANA_PASSWORD: "p:w" })).toBe(
      `Basic ${Buffer.from("ä:p:w").toString("base64")}`,
    );
    expect(login({ GRAFANA_TOKEN: "", GRAFANA_USER: "" })).toBeUndefined();
  });

  it.each([
    [{ GRAFANA_TOKEN: "secret-1", GRAFANA_USER: "secret-2" }, "unset the one or the others"],
    [{ GRAFANA_TOKEN: "secret-1", GRAFANA_PASSWORD: "secret-2" }, "unset the one or the others"],
    [{ GRAFANA_USER: "secret-1" }, "belong together"],
    [{ GRAFANA_PASSWORD: "secret-1" }, "belong together"],
  ])("isn't guessed from %j, and no message holds it", (environment, text) => {
    expect(() => login(environment)).toThrow(text);
    expect(() => login(environment)).not.toThrow(/secret/);
  });

  it("isn't part of the address", () => {
    const words = ["--grafana", "http://admin:secret-1@localhost:3000"];
    expect(() => parse(words)).toThrow("set GRAFANA_USER and GRAFANA_PASSWORD instead");
    expect(() => parse(words)).not.toThrow(/secret/);
  });
});
