import { describe, expect, it } from "vitest";
import { parseLab } from "../../src/lab/index.js";
import { messagesFor } from "./issues.js";

describe("invalid YAML", () => {
  it.each([
    [
      "an open list",
      "retention: 7d\nzones: [",
      /^lab\.yml:2: is not YAML: .+ \(correct this line, or the one before it\)$/,
    ],
    [
      "a key twice",
      "retention: 7d\nretention: 8d",
      /^lab\.yml:2: is not YAML: Map keys must be unique \(drop or rename/,
    ],
    ["a tab", "zones:\n\t- name: a", /^lab\.yml:2: is not YAML: .+ \(indent with spaces\)$/],
    [
      "two documents",
      "---\n{}\n---\n{}",
      /^lab\.yml:3: is not YAML: Source contains multiple documents \(write one lab/,
    ],
    ["a tag", "datasource:\n  url: !vault x", /^lab\.yml:2: is not YAML: Unresolved tag: !vault \(drop the tag\)$/],
    [
      "an alias of nothing",
      "retention: 7d\nzones: *home",
      /^lab\.yml:2: is not YAML: there is no anchor &home above this alias \(add the anchor or drop the alias\)$/,
    ],
    ["a merge with itself", "zones: &a\n  <<: *a", /^lab\.yml/],
  ])("%s", (_, text, message) => {
    const [first = "", ...rest] = messagesFor(text);
    expect(first).toMatch(message);
    expect([first, ...rest].join("\n")).not.toMatch(/\n\s+at /);
  });

  it("with aliases that expand without end is rejected", () => {
    const levels = Array.from({ length: 12 }, (_, level) =>
      level === 0
        ? "l0: &l0 [x, x, x, x, x, x, x, x, x]"
        : `l${level}: &l${level} [${Array(9)
            .fill(`*l${level - 1}`)
            .join(", ")}]`,
    );
    expect(messagesFor(levels.join("\n"))[0]).toMatch(
      /^lab\.yml: is not YAML: .*alias.* \(write it without this alias\)$/i,
    );
  });
});

describe("valid YAML", () => {
  it("may use anchors, aliases and merge keys", () => {
    const text = [
      "infrastructure:",
      "  - &box {name: traefik, host: gateway.lab, address: 192.168.1.77, zone: &home underlay_network}",
      "  - <<: *box",
      "    name: adguard",
      "  - <<: [*box, {kind: metrics}]",
      "    name: prometheus",
      "services:",
      "  - {name: a, zone: *home}",
    ].join("\n");
    const lab = parseLab(text, "lab.yml");
    expect(lab.infrastructure.map(({ name, host, kind }) => [name, host, kind])).toEqual([
      ["traefik", "gateway.lab", "other"],
      ["adguard", "gateway.lab", "other"],
      ["prometheus", "gateway.lab", "metrics"],
    ]);
    expect(lab.services[0]?.zone).toBe("underlay_network");
  });

  it("has the position of an issue at the anchor", () => {
    const text = [
      "infrastructure:",
      "  - &box",
      "    name: traefik",
      "    host: gateway.lab",
      "    address: nowhere",
      "  - <<: *box",
      "    name: adguard",
    ].join("\n");
    expect(messagesFor(text).map((message) => message.split(" ", 2).join(" "))).toEqual([
      "lab.yml:5: infrastructure[0].address:",
      "lab.yml:5: infrastructure[1].address:",
    ]);
    expect(messagesFor("services:\n- &a {name: 1}\n- *a").map((message) => message.split(" ", 1)[0])).toEqual([
      "lab.yml:2:",
      "lab.yml:2:",
    ]);
  });

  it("may have Windows line ends and a byte order mark", () => {
    expect(parseLab("\uFEFFretention: 7d\r\nzones:\r\n- {name: a, cidrs: []}\r\n", "lab.yml").retention).toBe("7d");
    expect(messagesFor("\r\n\r\nretention: soon\r\n")[0]).toMatch(/^lab\.yml:3: /);
  });

  it("may have names that YAML or JavaScript could take for something else", () => {
    expect(messagesFor("__proto__: {zones: []}")[0]).toMatch(/^lab\.yml:1: __proto__: is not a known key/);
    expect(messagesFor("1: 2\n? [a]\n: b")).toHaveLength(2);
  });
});
