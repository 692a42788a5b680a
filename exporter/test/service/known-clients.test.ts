import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { defineLab, type LabInput } from "homelab-dashboards/lab";
import { testCertificates } from "../../../test/certificates/test-certificates.js";
import { createReplay } from "../../src/service/replay.js";
import { startFakeAdguard } from "../adguard/fake-adguard.js";
import { query, request } from "../aggregator/sample-events.js";
import { samplesOf } from "../aggregator/samples.js";
import { ensureBundled } from "../command.js";
import { accessLine } from "../logs/access-line.js";
import { queryLine } from "../logs/query-line.js";
import { scratchDirectory } from "../scratch-directory.js";
import { createSetup, startExporter } from "./exporter-process.js";

const zones = [
  { name: "home", cidrs: ["192.168.1.0/24", "fd12:3456:789a:1::/64"] },
  { name: "internet", type: "external", cidrs: ["0.0.0.0/0", "::/0"] },
] as const;

const time = Date.now() - 3_600_000;

/** A temporary address of the phone, and another one of an unknown device. */
const temporary = "2001:db8:1:50:a1b2:c3d4:e5f6:7";

/** Queries by DNS over HTTPS from outside, with a ClientID, and plain ones from home. */
const queryLines = [
  query({ time, client: "203.0.113.5", clientId: "Anna" }),
  query({ time, client: "203.0.113.5", clientId: "ben" }),
  query({ time, client: "203.0.113.6", clientId: "annas-phone" }),
  query({ time, client: "203.0.113.7", clientId: "stranger" }),
  query({ time, client: "192.168.1.50" }),
  query({ time, client: "fd12:3456:789a:1::50" }),
  query({ time, client: temporary }),
  query({ time, client: "192.168.178.23" }),
].map((event) => `${queryLine(event)}\n`);

const accessLines = [
  accessLine(request({ time, client: "192.168.1.50" })),
  accessLine(request({ time, client: temporary })),
  accessLine(request({ time, client: "203.0.113.5" })),
  // Whatever a client sends, the access log has addresses only.
  accessLine(request({ time, client: "203.0.113.5" })).replaceAll("203.0.113.5", "id:Anna"),
  JSON.stringify({
    ...JSON.parse(accessLine(request({ time, client: "192.168.1.50" }))),
    ClientAddr: "[fe80::21%br-lan]:50000",
    ClientHost: "fe80::21%br-lan",
  }),
].map((line) => `${line}\n`);

const adguardClients = [
  { name: "Anna", ids: ["anna"], tags: [] },
  { name: "Ben", ids: ["ben"], tags: ["device_laptop"] },
  {
    name: "Anna's phone",
    ids: ["192.168.1.50", "fd12:3456:789a:1::50", "2001:db8:1:50::/64", "annas-phone"],
    tags: [],
  },
];

/** The clients with their zones, by query and by request. */
function countsIn(text: string): Readonly<Record<string, number>> {
  // What the lab names is 0 without an event.
  const counts = samplesOf(text)
    .filter(({ value }) => value !== 0)
    .filter(({ name }) => name === "adguard_client_requests_total" || name === "traefik_requests_total")
    .map(({ name, labels, value }): [string, number] => {
      const zone = labels["network_zone"] ?? labels["client_zone"];
      return [`${name === "traefik_requests_total" ? "http" : "dns"} ${labels["client_ip"]} ${zone}`, value];
    });
  return Object.fromEntries(counts);
}

const expected = {
  "dns id:Anna unknown": 1,
  "dns id:Ben unknown": 1,
  "dns 192.168.1.50 home": 4,
  "dns other@internet internet": 1,
  "dns 192.168.178.23 unknown": 1,
  "http 192.168.1.50 home": 2,
  "http other@internet internet": 1,
  "http fe80::21 unknown": 1,
};

/** Each `client_ip` of any metric has one zone, and the title of a client without address is shown. */
function expectOneZoneEach(text: string) {
  const samples = samplesOf(text);
  const mapped = samples.filter(({ name }) => name === "client_zone_mapping").map(({ labels }) => labels["client_ip"]);
  const carried = samples.flatMap(({ labels }) => labels["client_ip"] ?? []);
  expect(mapped.toSorted()).toEqual([...new Set(carried)].toSorted());
  const titles = samples
    .filter(({ name, labels }) => name === "homelab_entity_info" && labels["kind"] === "client")
    .map(({ labels }) => `${labels["name"]} ${labels["title"]} ${labels["zone"]}`);
  expect(titles.toSorted()).toEqual(["192.168.1.50 Anna's phone home", "id:Anna Anna unknown", "id:Ben Ben unknown"]);
}

describe("known clients have one client_ip in both logs", () => {
  it("as the lab knows them", async () => {
    const directory = scratchDirectory();
    const file = (name: string, lines: readonly string[]) => {
      const path = join(directory, name);
      writeFileSync(path, lines.join(""));
      return path;
    };
    const clients: LabInput["clients"] = [
      { title: "Anna", client_ids: ["anna"] },
      { title: "Ben", client_ids: ["ben"] },
      {
        title: "Anna's phone",
        addresses: ["192.168.1.50", "fd12:3456:789a:1::50", "2001:db8:1:50::/64"],
        client_ids: ["annas-phone"],
      },
    ];
    const replay = createReplay(defineLab({ zones, clients, services: [{ name: "memos@docker" }] }));
    expect(await replay.read(file("query", queryLines))).toMatchObject({ kind: "query-log", counted: 8 });
    expect(await replay.read(file("access", accessLines))).toMatchObject({
      counted: 4,
      rejected: new Map([["implausible", 1]]),
    });
    const text = [...replay.exposition()].join("");
    expect(countsIn(text)).toEqual(expected);
    expectOneZoneEach(text);
    expect(replay.unlistedNetworks()).toEqual(["192.168.178.0/24", "fe80::/10"]);
  });

  describe("as AdGuard Home knows them", () => {
    beforeAll(ensureBundled);

    const start = async (adguardUrl: string) => {
      const { authority } = await testCertificates();
      const directory = scratchDirectory();
      const path = (name: string, content: string) => {
        writeFileSync(join(directory, name), content);
        return join(directory, name);
      };
      const setup = await createSetup(
        directory,
        authority,
        { zones, services: [{ name: "memos@docker" }] },
        {
          adguard: {
            url: adguardUrl,
            username: "exporter",
            password_file: path("password", "secret"),
            query_log: path("querylog.json", queryLines.join("")),
          },
          traefik: { access_log: path("access.log", accessLines.join("")) },
        },
      );
      const exporter = await startExporter(setup);
      await expect.poll(async () => (await exporter.get("/readyz")).code, { timeout: 30_000 }).toBe(200);
      return exporter;
    };

    it("with a warning that names the networks without a zone", async () => {
      await using adguard = await startFakeAdguard({ password: "secret" });
      adguard.metadata = { clients: adguardClients, filters: null, allowing: null };
      await using exporter = await start(adguard.url);
      const { body } = await exporter.get();
      expect(countsIn(body)).toEqual(expected);
      expectOneZoneEach(body);
      await exporter.stop("SIGTERM");
      const warnings = exporter.lines.filter(({ level }) => level === "warn");
      expect(warnings).toEqual([
        expect.objectContaining({ networks: expect.stringContaining("192.168.178.0/24") as unknown }),
      ]);
      expect(warnings[0]).toMatchObject({ networks: expect.stringContaining("fe80::/10") as unknown });
    });

    it("and by zone only while it anonymizes them, with one warning", async () => {
      await using adguard = await startFakeAdguard({ password: "secret" });
      adguard.metadata = { clients: adguardClients, filters: null, allowing: null };
      adguard.anonymous = true;
      await using exporter = await start(adguard.url);
      const counts = countsIn((await exporter.get()).body);
      expect(Object.keys(counts).filter((key) => key.startsWith("dns") && !key.startsWith("dns other@"))).toEqual([]);
      expect(counts).toMatchObject({ "http 192.168.1.50 home": 2 });
      await exporter.stop("SIGTERM");
      const messages = exporter.lines.map(({ msg }) => String(msg));
      expect(messages.filter((message) => message.includes("anonymizes addresses"))).toHaveLength(1);
    });
  });
});
