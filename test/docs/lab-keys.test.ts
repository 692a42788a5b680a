import { describe, expect, it } from "vitest";
import { exporterOnlyKeys, unusedKeys } from "../../build/docs/unused-lab-keys.js";
import { buildTree } from "../../src/index.js";
import { parseLab } from "../../src/lab/index.js";
import { inputSchema } from "../../src/lab/input-schema.js";

/** A lab with every key. */
const base = {
  zones: [
    {
      name: "home",
      title: "Home",
      type: "internal",
      cidrs: ["10.0.0.0/24"],
      colour: "#0072B2",
      icon: "home-alt",
      ipv6_clients: "address",
      anonymous: false,
      capacity: 1e8,
      latitude: 1,
      longitude: 2,
      firewalld_zone: "a",
      interfaces: ["eth0"],
      services: ["dns"],
      masquerading: false,
    },
    { name: "net", type: "external", cidrs: ["0.0.0.0/0"] },
  ],
  services: [
    {
      name: "a@docker",
      title: "A",
      zone: "home",
      kind: "x",
      icon: "apps",
      host: "a.lab",
      backends: [
        {
          name: "b@docker",
          weight: 1,
          servers: [
            { url: "http://10.0.0.5:1", weight: 1 },
            { url: "http://10.0.0.6:1", weight: 2 },
          ],
        },
        { name: "c@docker", weight: 2 },
      ],
      dependencies: ["dns"],
    },
    { name: "z@docker" },
  ],
  infrastructure: [
    {
      name: "dns",
      title: "D",
      kind: "dns",
      host: "d.lab",
      address: "10.0.0.1",
      zone: "home",
      job: "homelab-exporter",
      service: "s@docker",
      scrape_interval: "15s",
      tls_port: 443,
    },
    { name: "traefik", kind: "proxy", host: "g.lab" },
  ],
  clients: [
    {
      address: "10.0.0.9",
      addresses: ["10.0.0.8"],
      client_ids: ["c"],
      title: "C",
      device_type: "tv",
      zone: "home",
    },
  ],
  resolvers: [{ name: "r", title: "R", addresses: ["1.1.1.1"], zone: "net" }],
  filter_lists: [{ list: 1, category: "adult" }],
  retention: "10d",
  rules: true,
  certificates: { ca: "/a", certificate: "/b", key: "/c" },
  datasource: { name: "P", uid: "u", url: "https://p:9090", server_name: "p", credentials: "files" },
  sources: { traefik: "siblings", adguard: "siblings", zone: "siblings", domain: "siblings" },
  dashboards: {
    folder: "F",
    folder_uid: "f",
    uid_prefix: "p",
    refresh: "1m",
    range: "6h",
    top: 10,
    graph_nodes: 100,
    path: "/x",
  },
  exporter: {
    listen: ":9617",
    tls: { certificate: "/a", key: "/b", client_ca: "/c", allowed_names: [] },
    state_file: "/d",
    adguard: {
      url: "https://dns.lab",
      username: "u",
      password_file: "/e",
      ca: "/f",
      certificate: "/g",
      key: "/h",
      server_name: "dns.lab",
      query_log: "api",
      poll_interval: "10s",
    },
    traefik: { access_log: "/i", trusted_proxies: [] },
    probe: {
      interval: "1h",
      timeout: "5s",
      dns: { targets: [], name: "nas.lab", outside_domain: "example.com" },
    },
    metrics: {
      client_tracking: true,
      domain_mapping: true,
      zone_analysis: true,
      device_types: true,
      behaviour: true,
      domains: "registered",
    },
    limits: {
      clients: 200,
      domains: 200,
      domains_per_client: 20,
      series: 20_000,
      client_expiry: "1h",
      domain_expiry: "24h",
    },
    log_level: "info",
  },
};

/** Another value for each key, by its path. */
const others: Readonly<Record<string, unknown>> = {
  "zones.0.name": "heim",
  "zones.0.title": "X",
  "zones.0.type": "guest",
  "zones.0.cidrs": ["10.0.0.0/16"],
  "zones.0.colour": "#123456",
  "zones.0.icon": "globe",
  "zones.0.ipv6_clients": "prefix",
  "zones.0.anonymous": true,
  "zones.0.capacity": 2e8,
  "zones.0.latitude": 9,
  "zones.0.longitude": 9,
  "zones.0.firewalld_zone": "q",
  "zones.0.interfaces": ["q"],
  "zones.0.services": ["q"],
  "zones.0.masquerading": true,
  "services.0.name": "q@docker",
  "services.0.title": "Q",
  "services.0.zone": "net",
  "services.0.kind": "q",
  "services.0.icon": "bolt",
  "services.0.host": "q.lab",
  "services.0.backends.0.name": "q@docker",
  "services.0.backends.0.weight": 5,
  "services.0.backends.0.servers.0.url": "http://10.0.0.7:1",
  "services.0.backends.0.servers.0.weight": 7,
  "services.0.dependencies": ["traefik"],
  "infrastructure.0.name": "q",
  "infrastructure.0.title": "Q",
  "infrastructure.0.kind": "other",
  "infrastructure.0.host": "q.lab",
  "infrastructure.0.address": "10.0.0.77",
  "infrastructure.0.zone": "net",
  "infrastructure.0.job": "q",
  "infrastructure.0.service": "q@docker",
  "infrastructure.0.scrape_interval": "90s",
  "infrastructure.0.tls_port": 8443,
  "clients.0.address": "10.0.0.10",
  "clients.0.addresses": ["10.0.0.7"],
  "clients.0.client_ids": ["q"],
  "clients.0.title": "Q",
  "clients.0.zone": "net",
  "clients.0.device_type": "iot",
  "resolvers.0.name": "q",
  "resolvers.0.title": "Q",
  "resolvers.0.addresses": ["9.9.9.9"],
  "resolvers.0.zone": "home",
  "filter_lists.0.list": 2,
  "filter_lists.0.category": "malware",
  retention: "20d",
  "certificates.ca": "/q",
  "certificates.certificate": "/q",
  "certificates.key": "/q",
  "datasource.name": "Q",
  "datasource.uid": "q",
  "datasource.url": "https://q:9090",
  "datasource.server_name": "q",
  "datasource.credentials": "environment",
  rules: false,
  "sources.traefik": "copies",
  "sources.adguard": "copies",
  "sources.zone": "copies",
  "sources.domain": "copies",
  "dashboards.folder": "Q",
  "dashboards.folder_uid": "q",
  "dashboards.uid_prefix": "q",
  "dashboards.refresh": "2m",
  "dashboards.range": "12h",
  "dashboards.top": 11,
  "dashboards.graph_nodes": 12,
  "dashboards.path": "/q",
  "exporter.listen": "127.0.0.1:9618",
  "exporter.tls.certificate": "/q",
  "exporter.tls.key": "/q",
  "exporter.tls.client_ca": "/q",
  "exporter.tls.allowed_names": ["q"],
  "exporter.state_file": "/q",
  "exporter.adguard.url": "https://q.lab",
  "exporter.adguard.username": "q",
  "exporter.adguard.password_file": "/q",
  "exporter.adguard.ca": "/q",
  "exporter.adguard.certificate": "/q",
  "exporter.adguard.key": "/q",
  "exporter.adguard.server_name": "q",
  "exporter.adguard.query_log": "/q",
  "exporter.adguard.poll_interval": "1m",
  "exporter.traefik.access_log": "/q",
  "exporter.traefik.trusted_proxies": ["10.0.0.0/8"],
  "exporter.probe.interval": "2h",
  "exporter.probe.timeout": "2s",
  "exporter.probe.dns.targets": [{ name: "dns", address: "10.0.0.2", port: 853, protocol: "tls" }],
  "exporter.probe.dns.name": "q.lab",
  "exporter.probe.dns.outside_domain": "example.net",
  "exporter.metrics.client_tracking": false,
  "exporter.metrics.domain_mapping": false,
  "exporter.metrics.zone_analysis": false,
  "exporter.metrics.device_types": false,
  "exporter.metrics.behaviour": false,
  "exporter.metrics.domains": "full",
  "exporter.limits.clients": 10,
  "exporter.limits.domains": 10,
  "exporter.limits.domains_per_client": 10,
  "exporter.limits.series": 5000,
  "exporter.limits.client_expiry": "2h",
  "exporter.limits.domain_expiry": "2h",
  "exporter.log_level": "debug",
};

/** Keys that are for documentation only. */
const documentationKeys = ["zones.firewalld_zone", "zones.interfaces", "zones.services", "zones.masquerading"];

/** Paths of all keys of a mapping that aren't mappings themselves. */
const keysIn = (mapping: object): string[] =>
  Object.entries(mapping).flatMap(([key, value]) =>
    typeof value === "object" && !Array.isArray(value) ? keysIn(value).map((inner) => `${key}.${inner}`) : [key],
  );

const withoutIndexes = (path: string) => path.replaceAll(/\.\d+/g, "");

/** The lab with one key changed. References to a changed name change, too. */
function changed(path: string): object {
  const text = JSON.stringify(base);
  if (path === "zones.0.name") return JSON.parse(text.replaceAll('"home"', '"heim"'));
  if (path === "infrastructure.0.name")
    return JSON.parse(text.replaceAll(/"dns"(?!:)/g, '"q"').replace('"kind":"q"', '"kind":"dns"'));
  const lab = JSON.parse(text);
  const steps = path.split(".");
  const last = steps.pop() ?? "";
  const holder = steps.reduce((inner, step) => inner[step], lab);
  holder[last] = others[path];
  return lab;
}

const tree = (lab: object) => JSON.stringify(buildTree(parseLab(JSON.stringify(lab), "lab.yml")));

describe("marks of keys in docs/reference/lab.md", () => {
  it("are tested for every key", () => {
    const keys = Object.keys(others).map(withoutIndexes);
    expect(new Set(keys.map((key) => key.split(".")[0]))).toEqual(new Set(Object.keys(inputSchema.shape)));
    for (const [section, entries] of Object.entries(base)) {
      const [first] = Array.isArray(entries) ? entries : [entries];
      if (typeof first !== "object") continue;
      for (const key of keysIn(first).filter((each) => each !== "backends"))
        expect(keys).toContain(`${section}.${key}`);
    }
  });

  it("mark exactly the keys that change no file", () => {
    const before = tree(base);
    const withoutEffect = Object.keys(others).filter((path) => tree(changed(path)) === before);
    expect(withoutEffect.map(withoutIndexes).sort()).toEqual(
      [...exporterOnlyKeys, ...unusedKeys, ...documentationKeys].sort(),
    );
  });
});
