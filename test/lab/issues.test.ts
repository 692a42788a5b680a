import { describe, expect, it } from "vitest";
import { defineLab, LabError, parseLab } from "../../src/lab/index.js";
import { labSchema } from "../../src/lab/schema.js";
import { issuesOf, messagesFor } from "./issues.js";

describe("a single wrong value", () => {
  it.each([
    [
      "a block with a prefix too long",
      "zones:\n  - name: a\n    cidrs: [192.168.1.0/33]",
      'lab.yml:3: zones[0].cidrs[0]: "192.168.1.0/33" is not a CIDR block (prefix must be 0–32)',
    ],
    [
      "a block with host bits",
      "zones:\n  - name: a\n    cidrs:\n      - 192.168.1.7/24",
      'lab.yml:4: zones[0].cidrs[0]: "192.168.1.7/24" has bits set right of its prefix /24 ' +
        '(for the block write "192.168.1.0/24", for the one address "192.168.1.7/32")',
    ],
    [
      "a colour that is none",
      "zones:\n- name: a\n  cidrs: []\n  colour: red",
      'lab.yml:4: zones[0].colour: "red" is not a colour (write #rrggbb in quotes: "#0072B2")',
    ],
    [
      "a colour that became a comment",
      "zones:\n- name: a\n  cidrs: []\n  colour: #0072B2",
      'lab.yml:4: zones[0].colour: is empty (in YAML # starts a comment; write the colour in quotes: "#0072B2")',
    ],
    [
      "a choice misspelt",
      "zones: [{name: a, cidrs: [], type: guests}]",
      'lab.yml:1: zones[0].type: "guests" is not one of internal, iot, guest, external, trusted, infrastructure ' +
        '(did you mean "guest"?)',
    ],
    [
      "a choice far off",
      "datasource:\n  credentials: vault",
      'lab.yml:2: datasource.credentials: "vault" is not one of files, environment (write one of them)',
    ],
    [
      "a source that is neither",
      "sources:\n  zone: copy",
      'lab.yml:2: sources.zone: "copy" is not one of siblings, copies (write one of them)',
    ],
    [
      "a DNS server that isn't in the lab",
      "exporter: {probe: {dns: {targets: [{name: dns, address: 10.0.0.1}]}}}",
      'lab.yml:1: exporter.probe.dns.targets[0].name: "dns" is not the name of an infrastructure of kind dns ' +
        '(write one of "adguard")',
    ],
    [
      "a DNS server in a lab without one",
      "infrastructure: []\nexporter: {probe: {dns: {targets: [{name: dns, address: 10.0.0.1}]}}}",
      'lab.yml:2: exporter.probe.dns.targets[0].name: "dns" is not the name of an infrastructure of kind dns ' +
        "(add it under infrastructure)",
    ],
    [
      "a DNS server that is probed by its name",
      "exporter: {probe: {dns: {targets: [{name: adguard, address: dns.lab}]}}}",
      'lab.yml:1: exporter.probe.dns.targets[0].address: "dns.lab" is not an address ' +
        "(write an IPv4 or IPv6 address: 192.168.1.77)",
    ],
    [
      "a domain name with a space",
      "exporter: {probe: {dns: {outside_domain: my domain}}}",
      'lab.yml:1: exporter.probe.dns.outside_domain: "my domain" is not a domain name ' +
        "(write labels of letters, digits and hyphens with dots between them: nas.home.example, xn--bcher-kva.example)",
    ],
    [
      "a DNS server listed twice",
      "exporter: {probe: {dns: {targets: [{name: adguard, address: 10.0.0.1}, {name: adguard, address: 10.0.0.2}]}}}",
      'lab.yml:1: exporter.probe.dns.targets[1].name: "adguard" is already used by exporter.probe.dns.targets[0].name ' +
        "(list each DNS server once)",
    ],
    [
      "a key misspelt",
      "zones:\n- name: a\n  cidrs: []\n  colur: '#000000'",
      'lab.yml:4: zones[0].colur: is not a known key (did you mean "colour"?)',
    ],
    [
      "a key in camel case",
      "datasource: {serverName: x}",
      'lab.yml:1: datasource.serverName: is not a known key (did you mean "server_name"?)',
    ],
    ["a section misspelt", "\n\nservises: []", 'lab.yml:3: servises: is not a known key (did you mean "services"?)'],
    [
      "a key from nowhere, whose value may be secret",
      "datasource: {password: hunter2}",
      "lab.yml:1: datasource.password: is not a known key (known keys: name, uid, url, server_name, credentials)",
    ],
    [
      "a key in need of quotes",
      'sources: {"odd key": 1}',
      'lab.yml:1: sources["odd key"]: is not a known key (known keys: traefik, adguard, zone, domain)',
    ],
    [
      "no zones",
      "zones: []",
      "lab.yml:1: zones: there are no zones (add at least one, or leave the key out for the default lab's)",
    ],
    [
      "an address to listen at without a port",
      "exporter:\n  listen: 127.0.0.1",
      'lab.yml:2: exporter.listen: "127.0.0.1" is not an address with a port ' +
        "(write an address and a port: 127.0.0.1:9617, [::1]:9617, :9617)",
    ],
    [
      "a query log that is neither",
      "exporter:\n  adguard:\n    query_log: querylog.json",
      'lab.yml:3: exporter.adguard.query_log: "querylog.json" is neither api nor an absolute path ' +
        "(write api or a path that starts with /)",
    ],
    [
      "a password in place of its file",
      "exporter:\n  adguard: {url: https://dns.lab, username: admin, password: hunter2, password_file: /run/password}",
      "lab.yml:2: exporter.adguard.password: is not a known key " +
        "(known keys: url, username, password_file, ca, certificate, key, server_name, query_log, poll_interval)",
    ],
    [
      "a user without a password",
      "exporter:\n  adguard:\n    url: https://dns.lab\n    username: admin",
      "lab.yml:4: exporter.adguard.username: has no password_file beside it (add password_file or drop username)",
    ],
    [
      "a key without its certificate",
      "exporter:\n  adguard:\n    url: https://dns.lab\n    key: /etc/exporter.key",
      "lab.yml:4: exporter.adguard.key: has no certificate beside it (add certificate or drop key)",
    ],
    [
      "AdGuard Home nowhere",
      "exporter:\n  adguard: {poll_interval: 30s}",
      "lab.yml:2: exporter.adguard: has neither a url nor a file to read queries from " +
        "(add the url, write the path of querylog.json as query_log, or leave adguard out)",
    ],
    [
      "a log that isn't named",
      "exporter:\n  traefik: {}",
      "lab.yml:2: exporter.traefik.access_log: is missing (add the key access_log)",
    ],
    [
      "no room for anything",
      "exporter: {limits: {series: 10}}",
      "lab.yml:1: exporter.limits.series: 10 is too small (at least 1000)",
    ],
    ["an empty section", "clients:", "lab.yml:1: clients: is empty (give it a value or leave the key out)"],
    [
      "a missing key",
      "retention: 7d\nservices:\n- title: A",
      "lab.yml:3: services[0].name: is missing (add the key name)",
    ],
    [
      "a missing choice",
      "filter_lists:\n- list: 3",
      "lab.yml:2: filter_lists[0].category: is missing " +
        "(add it: advertising, tracking, malware, phishing, adult, service, other)",
    ],
    [
      "a missing id",
      "filter_lists:\n- category: adult",
      "lab.yml:2: filter_lists[0].list: is missing (add the key list)",
    ],
    [
      "an id that is none",
      "filter_lists:\n- {list: 1.5, category: adult}",
      "lab.yml:2: filter_lists[0].list: 1.5 is not a name or a whole number (write the id or the name)",
    ],
    [
      "a resolver without addresses",
      "resolvers:\n- {name: a, addresses: []}",
      "lab.yml:2: resolvers[0].addresses: is an empty list (add at least one entry)",
    ],
    [
      "a text for a list",
      "zones:\n- {name: a, cidrs: 10.0.0.0/8}",
      'lab.yml:2: zones[0].cidrs: "10.0.0.0/8" is not a list (write a list: ["10.0.0.0/8"])',
    ],
    [
      "a number for a text",
      "zones: [{name: 30, cidrs: []}]",
      "lab.yml:1: zones[0].name: 30 is not a text (write a text; put numbers, true and false in quotes)",
    ],
    [
      "a service without its provider",
      "services: [{name: auth@docker, dependencies: []}, {name: b@docker, dependencies: [auth]}]",
      'lab.yml:1: services[1].dependencies[0]: "auth" is not a service or part of the infrastructure of the lab (did you mean "auth@docker"?)',
    ],
    [
      "a name that only looks like another",
      `zones: [{name: "caf\u00e9", cidrs: []}]\nservices: [{name: b@docker, zone: "cafe\u0301"}]`,
      'lab.yml:2: services[0].zone: "cafe\u0301" is not a zone of the lab (did you mean "caf\u00e9"? It looks alike, but is made of other characters: copy it)',
    ],
    [
      "a number without its unit",
      "retention: 30",
      "lab.yml:1: retention: 30 is not a duration (write a number and its unit, longest unit first: 15s, 1h30m, 30d)",
    ],
    [
      "a text for a number",
      "dashboards: {top: ten}",
      'lab.yml:1: dashboards.top: "ten" is not a number (write a number without quotes or units)',
    ],
    [
      "half a number",
      "dashboards: {top: 2.5}",
      "lab.yml:1: dashboards.top: 2.5 is not a whole number (write a whole number)",
    ],
    ["a number too small", "dashboards: {top: 0}", "lab.yml:1: dashboards.top: 0 is too small (at least 1)"],
    ["a number too big", "dashboards: {top: 1000}", "lab.yml:1: dashboards.top: 1000 is too big (at most 100)"],
    [
      "no capacity",
      "zones: [{name: a, cidrs: [], capacity: 0}]",
      "lab.yml:1: zones[0].capacity: 0 is too small (more than 0)",
    ],
    [
      "a text for true",
      "zones: [{name: a, cidrs: [], anonymous: yes}]",
      'lab.yml:1: zones[0].anonymous: "yes" is not true or false (write true or false, without quotes)',
    ],
    [
      "a text for a section",
      "certificates: /etc/certs",
      'lab.yml:1: certificates: "/etc/certs" is not a mapping (write keys and values: one line for each, key: value)',
    ],
    ["a list for a lab", "- 1", "lab.yml:1: is not a mapping (write keys and values: one line for each, key: value)"],
    [
      "a latitude alone",
      "zones:\n- name: a\n  cidrs: []\n  latitude: 52",
      "lab.yml:4: zones[0].latitude: has no longitude beside it (add the longitude or drop the latitude)",
    ],
    [
      "a longitude alone",
      "zones:\n- name: a\n  cidrs: []\n  longitude: 13",
      "lab.yml:4: zones[0].longitude: has no latitude beside it (add the latitude or drop the longitude)",
    ],
    [
      "an address that is none",
      "infrastructure: [{name: a, host: a, address: a.lab}]",
      'lab.yml:1: infrastructure[0].address: "a.lab" is not an address (write an IPv4 or IPv6 address: 192.168.1.77)',
    ],
    [
      "a backward range",
      "clients: [{title: a, address: 10.0.0.9-10.0.0.1}]",
      'lab.yml:1: clients[0].address: "10.0.0.9-10.0.0.1" ends before it begins (write 10.0.0.1-10.0.0.9)',
    ],
    [
      "an icon that is none",
      "services: [{name: a, icon: My Icon}]",
      'lab.yml:1: services[0].icon: "My Icon" is not the name of an icon ' +
        "(write one of Grafana's icon names: home-alt, globe, shield)",
    ],
    [
      "a uid that is none",
      "datasource: {uid: a b}",
      'lab.yml:1: datasource.uid: "a b" is not a uid (write 1 to 40 lower-case letters, digits or -)',
    ],
    [
      "Prometheus without certificates",
      "datasource: {url: 'http://prometheus:9090'}",
      'lab.yml:1: datasource.url: "http://prometheus:9090" is not a URL of https (write https://host:port)',
    ],
    [
      "a URL that is none",
      "datasource: {url: prometheus}",
      'lab.yml:1: datasource.url: "prometheus" is not a URL (write https://host:port)',
    ],
    [
      "a relative path",
      "certificates: {ca: certs/ca.crt}",
      'lab.yml:1: certificates.ca: "certs/ca.crt" is not an absolute path (start it with /)',
    ],
    [
      "a path that Grafana would cut off",
      "certificates: {ca: '/a}b'}",
      'lab.yml:1: certificates.ca: "/a}b" holds a closing brace (rename the file: Grafana reads a path up to the first })',
    ],
    [
      "a path in which Grafana would replace something",
      "certificates: {ca: '/a${b'}",
      'lab.yml:1: certificates.ca: "/a${b" holds a variable (rename the file: Grafana replaces $$ and ${ in a path)',
    ],
    [
      "a path that is no file",
      "certificates: {ca: /}",
      'lab.yml:1: certificates.ca: "/" is the root (write the path of what is below it)',
    ],
  ])("%s", (_, text, message) => {
    expect(messagesFor(text)).toEqual([message]);
  });

  it.each(["retention", "scrape_interval"])("rejects a %s that is no duration", (key) => {
    const messageFor = (value: string) =>
      messagesFor(
        key === "retention"
          ? `retention: ${value}`
          : `infrastructure: [{name: a, host: a, address: 10.0.0.1, scrape_interval: ${value}}]`,
      );
    for (const wrong of ["soon", "30", "15 s", "0s", "1s1m", "1.5h", "-1s", "1M", '""'])
      expect(messageFor(wrong), wrong).toHaveLength(1);
    for (const right of ["15s", "1h30m", "30d", "1y2w3d", "500ms", "90m"]) expect(messageFor(right), right).toEqual([]);
    expect(messageFor("soon")[0]).toMatch(
      /"soon" is not a duration \(write a number and its unit, longest unit first: 15s, 1h30m, 30d\)$/,
    );
  });

  it("rejects a time span that Grafana's picker doesn't know", () => {
    for (const wrong of ["1h30m", "0h", "h", "now-6h"]) {
      expect(messagesFor(`dashboards: {range: ${wrong}}`)).toHaveLength(1);
      expect(messagesFor(`dashboards: {refresh: ${wrong}}`)).toHaveLength(1);
    }
    expect(parseLab('dashboards: {range: 7d, refresh: ""}', "lab.yml").dashboards).toMatchObject({
      range: "7d",
      refresh: "",
    });
  });

  it("doesn't show a value that may be a secret", () => {
    const texts = [
      "datasource: {url: 'https://me:hunter2@prometheus:9090'}",
      "datasource: {url: 'http://me:hunter2@prometheus:9090'}",
      "datasource: {url: 'https://me:hunter2@:::'}",
      "services: [{name: a, backends: [{name: a, servers: [{url: 'http://me:hunter2@a'}]}]}]",
      "resolvers: [{name: a, addresses: ['https://me:hunter2@dns/query']}]",
      'certificates: {key: "-----BEGIN PRIVATE KEY-----\\nhunter2"}',
      "datasource: {password: hunter2}",
      "passwort: hunter2",
    ];
    for (const text of texts) {
      expect(messagesFor(text), text).toHaveLength(1);
      expect(messagesFor(text)[0], text).not.toContain("hunter2");
      expect(JSON.stringify(issuesOf(() => parseLab(text, "lab.yml"))), text).not.toContain("hunter2");
    }
  });

  it("has no control characters in its line", () => {
    for (const odd of ["\u2028", "\u009b31m", "\u202e", "\n", "\ud800"]) {
      const [issue] = issuesOf(() => defineLab({ retention: `a${odd}b` }));
      expect(issue?.value).toBe(`a${odd}b`);
      expect(new LabError(issue ? [issue] : []).message).toMatch(/^lab: retention: "a\\[un][^\p{C}\p{Zl}]+$/u);
    }
  });

  it("shows the start of a long value", () => {
    const [message = ""] = messagesFor(`retention: ${"x".repeat(1000)}`);
    expect(message.length).toBeLessThan(250);
    expect(message).toContain("xxx…");
  });
});

describe("contradicting places", () => {
  it.each([
    [
      "equal blocks in two zones",
      "zones:\n- name: a\n  cidrs: [10.0.0.0/8]\n- name: b\n  cidrs: [10.0.0.0/8]",
      'lab.yml:5: zones[1].cidrs[0]: "10.0.0.0/8" is already zones[0].cidrs[0] ' +
        "(an address has one zone: drop it from one of them or narrow it)",
    ],
    [
      "equal blocks in two spellings",
      "zones:\n- name: a\n  cidrs: [10.0.0.0/8]\n- name: b\n  cidrs: ['::ffff:10.0.0.0/104']",
      'lab.yml:5: zones[1].cidrs[0]: "::ffff:10.0.0.0/104" is the same block as "10.0.0.0/8", zones[0].cidrs[0] ' +
        "(an address has one zone: drop it from one of them or narrow it)",
    ],
    [
      "a block twice in one zone",
      "zones:\n- name: a\n  cidrs:\n  - fd00::/8\n  - FD00::/8",
      'lab.yml:5: zones[0].cidrs[1]: "FD00::/8" is the same block as "fd00::/8", zones[0].cidrs[0] (drop one of them)',
    ],
    [
      "two zones of one name",
      "zones:\n- {name: a, cidrs: []}\n- {name: a, cidrs: []}",
      'lab.yml:3: zones[1].name: "a" is already used by zones[0].name (give each zone a name of its own)',
    ],
    [
      "a service in an unknown zone",
      "services:\n- name: memos@docker\n  zone: underlay-network",
      'lab.yml:3: services[0].zone: "underlay-network" is not a zone of the lab (did you mean "underlay_network"?)',
    ],
    [
      "infrastructure in an unknown zone",
      "infrastructure:\n- {name: a, host: a, address: 10.0.0.1, zone: cellar}",
      'lab.yml:2: infrastructure[0].zone: "cellar" is not a zone of the lab ' +
        '(its zones: "underlay_network", "trusted", "external")',
    ],
    [
      "a resolver in an unknown zone",
      "resolvers:\n- {name: a, addresses: [1.1.1.1], zone: unknown}",
      'lab.yml:2: resolvers[0].zone: "unknown" is not a zone of the lab ' +
        '(its zones: "underlay_network", "trusted", "external")',
    ],
    [
      "a dependency on an unknown service",
      "services:\n- name: a\n  dependencies: [adgaurd]",
      'lab.yml:3: services[0].dependencies[0]: "adgaurd" is not a service or part of the infrastructure of the lab ' +
        '(did you mean "adguard"?)',
    ],
    [
      "a dependency by the name of a route",
      "services:\n- name: a\n  dependencies: [grafana@docker]",
      'lab.yml:3: services[0].dependencies[0]: "grafana@docker" is not a service or part of the infrastructure of the lab ' +
        '(write the name that it has under infrastructure: "grafana")',
    ],
    [
      "a dependency on itself",
      "services:\n- name: a\n  dependencies: [a]",
      'lab.yml:3: services[0].dependencies[0]: "a" is the service itself (drop it)',
    ],
    [
      "two services of one name",
      "services:\n- name: a\n- name: a",
      'lab.yml:3: services[1].name: "a" is already used by services[0].name (give each a name of its own)',
    ],
    [
      "two parts of the infrastructure of one name",
      "infrastructure:\n- {name: a, host: a, address: 10.0.0.1}\n- {name: a, host: a, address: 10.0.0.1}",
      'lab.yml:3: infrastructure[1].name: "a" is already used by infrastructure[0].name (give each a name of its own)',
    ],
    [
      "a name of a service and of the infrastructure",
      "services:\n- name: a\ninfrastructure:\n- {name: a, host: a, address: 10.0.0.1}",
      'lab.yml:2: services[0].name: "a" is already used by infrastructure[0].name ' +
        "(list it once: either under services or under infrastructure)",
    ],
    [
      "a name of the default infrastructure",
      "services:\n- name: traefik",
      'lab.yml:2: services[0].name: "traefik" is part of the default infrastructure ' +
        "(drop it here, or list the infrastructure yourself)",
    ],
    [
      "a route of the default infrastructure",
      "zones: [{name: a, cidrs: []}]\nservices:\n- name: grafana@docker",
      'lab.yml:3: services[0].name: "grafana@docker" is part of the default infrastructure ' +
        "(drop it here, or list the infrastructure yourself)",
    ],
    [
      "two parts of one job",
      "infrastructure:\n- {name: a, host: a, address: 10.0.0.1, job: node}\n- {name: b, host: b, address: 10.0.0.2, job: node}",
      'lab.yml:3: infrastructure[1].job: "node" is already used by infrastructure[0].job ' +
        "(list one part for each job; its instances are distinguished by address)",
    ],
    [
      "a client twice",
      "clients:\n- {address: 10.0.0.0/30, title: a}\n- {address: 10.0.0.0-10.0.0.3, title: b}",
      'lab.yml:3: clients[1].address: "10.0.0.0-10.0.0.3" is already used by clients[0].address ' +
        "(list each address or range once)",
    ],
    [
      "two resolvers of one name",
      "resolvers:\n- {name: a, addresses: [1.1.1.1]}\n- {name: a, addresses: [8.8.8.8]}",
      'lab.yml:3: resolvers[1].name: "a" is already used by resolvers[0].name (give each resolver a name of its own)',
    ],
    [
      "an address of two resolvers",
      "resolvers:\n- {name: a, addresses: ['2606:4700::1111']}\n- {name: b, addresses: ['2606:4700:0::1111']}",
      'lab.yml:3: resolvers[1].addresses[0]: "2606:4700:0::1111" is already used by resolvers[0].addresses[0] ' +
        "(an address belongs to one resolver: drop it from one of them)",
    ],
    [
      "a filter list of two categories",
      "filter_lists:\n- {list: 1, category: adult}\n- {list: 1, category: malware}",
      "lab.yml:3: filter_lists[1].list: 1 is already used by filter_lists[0].list (give each filter list one category)",
    ],
    [
      "a backend twice",
      "services:\n- name: a\n  backends:\n  - name: b\n  - name: b",
      'lab.yml:5: services[0].backends[1].name: "b" is already used by services[0].backends[0].name ' +
        "(list each backend once)",
    ],
    [
      "a server twice",
      "services:\n- name: a\n  backends:\n  - name: b\n    servers:\n    - url: http://c\n    - url: http://c",
      'lab.yml:7: services[0].backends[0].servers[1].url: "http://c" is already used by ' +
        "services[0].backends[0].servers[0].url (list each server once)",
    ],
    [
      "weights that send nothing anywhere",
      "services:\n- name: a\n  backends:\n  - {name: b, weight: 0}",
      "lab.yml:4: services[0].backends: all weights are 0, so nothing gets a request (give one a weight of 1)",
    ],
  ])("%s", (_, text, message) => {
    expect(messagesFor(text)).toEqual([message]);
  });

  it("are none: nested blocks, cycles of dependencies, a route of the infrastructure's own name, a weight of 0", () => {
    const lab = defineLab({
      zones: [
        { name: "a", cidrs: ["10.0.0.0/8"] },
        { name: "b", cidrs: ["10.0.0.0/16"] },
      ],
      services: [
        { name: "x", dependencies: ["y", "grafana"] },
        { name: "y", dependencies: ["x"], backends: [{ name: "y", weight: 0 }, { name: "z" }] },
      ],
      infrastructure: [{ name: "grafana", service: "grafana", host: "grafana.lab", address: "10.0.0.1" }],
      clients: [
        { address: "10.0.0.0/24", title: "Phones" },
        { address: "10.0.0.7", title: "Phones" },
      ],
    });
    expect(lab.services.map(({ dependencies }) => dependencies)).toEqual([["y", "grafana"], ["x"]]);
  });
});

describe("the issues of a lab", () => {
  const text = [
    "zones:",
    "  - name: home",
    "    cidrs: [10.0.0.0/8]",
    "    colour: red",
    "  - name: guests",
    "    cidr: [10.0.0.0/8]",
    "    cidrs: [10.0.0.0/8, 10.0.0.0/40]",
    "services:",
    "  - name: memos@docker",
    "    zone: hom",
    "    dependencies: [traefic]",
    "    port: 80",
    "retention: soon",
  ].join("\n");
  const lines = [
    'lab.yml:4: zones[0].colour: "red" is not a colour (write #rrggbb in quotes: "#0072B2")',
    'lab.yml:6: zones[1].cidr: is not a known key (did you mean "cidrs"?)',
    'lab.yml:7: zones[1].cidrs[0]: "10.0.0.0/8" is already zones[0].cidrs[0] ' +
      "(an address has one zone: drop it from one of them or narrow it)",
    'lab.yml:7: zones[1].cidrs[1]: "10.0.0.0/40" is not a CIDR block (prefix must be 0–32)',
    'lab.yml:10: services[0].zone: "hom" is not a zone of the lab (did you mean "home"?)',
    'lab.yml:11: services[0].dependencies[0]: "traefic" is not a service or part of the infrastructure of the lab ' +
      '(did you mean "traefik"?)',
    "lab.yml:12: services[0].port: is not a known key " +
      "(known keys: name, title, zone, kind, icon, host, backends, dependencies)",
    'lab.yml:13: retention: "soon" is not a duration (write a number and its unit, longest unit first: 15s, 1h30m, 30d)',
  ];

  it("are sorted by line, wrong values and wrong references together", () => {
    expect(messagesFor(text)).toEqual(lines);
  });

  it("are data as well", () => {
    const [colour, key] = issuesOf(() => parseLab(text, "lab.yml"));
    expect(colour).toEqual({
      file: "lab.yml",
      line: 4,
      column: 13,
      path: "zones[0].colour",
      value: "red",
      reason: "is not a colour",
      fix: 'write #rrggbb in quotes: "#0072B2"',
    });
    expect(key).toEqual({
      file: "lab.yml",
      line: 6,
      column: 5,
      path: "zones[1].cidr",
      reason: "is not a known key",
      fix: 'did you mean "cidrs"?',
    });
  });

  it("have no line for a lab in TypeScript", () => {
    const define = () =>
      defineLab({ zones: [{ name: "a", cidrs: ["10.0.0.0/33"] }], services: [{ name: "b", zone: "c" }] });
    expect(define).toThrow(LabError);
    expect(define).toThrow(new LabError(issuesOf(define)));
    expect(issuesOf(define).map(({ file, line, path }) => [file, line, path])).toEqual([
      ["lab", undefined, "zones[0].cidrs[0]"],
      ["lab", undefined, "services[0].zone"],
    ]);
    expect(() => define()).toThrow(/^lab: zones\[0\]\.cidrs\[0\]: "10\.0\.0\.0\/33" is not a CIDR block \(/);
  });

  it("are reported by the schema alone, references included", () => {
    const result = labSchema.safeParse({ services: [{ name: "a", zone: "b" }], retention: "soon" });
    expect(result.error?.issues.map(({ path }) => path.join("."))).toEqual(["retention", "services.0.zone"]);
  });

  it("cause no further issues", () => {
    // A zone with an invalid name and invalid blocks cause no issue elsewhere.
    expect(
      messagesFor("zones: [{name: 1, cidrs: [x, x]}, {name: a, cidrs: []}]\nservices: [{name: s, zone: a}]"),
    ).toEqual([
      "lab.yml:1: zones[0].name: 1 is not a text (write a text; put numbers, true and false in quotes)",
      'lab.yml:1: zones[0].cidrs[0]: "x" is not a CIDR block (write an address and a prefix: 192.168.1.0/24)',
      'lab.yml:1: zones[0].cidrs[1]: "x" is not a CIDR block (write an address and a prefix: 192.168.1.0/24)',
    ]);
    expect(messagesFor("zones: 7\nservices: [{name: s, zone: a}]")).toEqual([
      "lab.yml:1: zones: 7 is not a list (write a list: one line for each entry, starting with -)",
    ]);
  });
});

describe("a listen address", () => {
  const said = (listen: string) => issuesOf(() => defineLab({ exporter: { listen } })).map(({ path }) => path);

  it.each([":1", "127.0.0.1:9617", "0.0.0.0:65535", "[::]:9617", "[fd00::1]:9617"])("may be %s", (listen) => {
    expect(said(listen)).toEqual([]);
  });

  it.each([
    ...["", ":", ":0", ":65536", ":9617x", "9617", "localhost:9617", "::1:9617", "[127.0.0.1]:9617", "[]:9617"],
    ...["127.0.0.1:", "127.0.0.1:123456", "[::1]", "::1", "127.0.0.256:1", " :9617"],
  ])("can't be %j", (listen) => {
    expect(said(listen)).toEqual(["exporter.listen"]);
  });
});
