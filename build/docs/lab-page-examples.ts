/** Examples on the page about the lab: a valid one for each section, and an invalid one for each rule. */

/** A complete lab.yml for each section. */
export const sectionExamples: Readonly<Record<string, string>> = {
  zones: `zones:
  - name: home
    title: Home
    cidrs: [192.168.1.0/24, fd12:3456:789a:1::/64]
    capacity: 1000000000
  - name: guests
    title: Guests
    type: guest
    cidrs: [192.168.2.0/24]
    colour: "#CC79A7"
  - name: internet
    title: Internet
    type: external # its clients are counted as one
    cidrs: [0.0.0.0/0, "::/0"]
    latitude: 52.52
    longitude: 13.405
`,
  services: `services:
  - name: photos@docker
    title: Photos
    kind: photos
    icon: camera
    host: photos.lab
    dependencies: [adguard] # infrastructure, or another service
    backends: # only if the servers' weights differ, or backends have names of their own
      - name: photos@docker
        servers:
          - { url: "http://10.0.3.7:8080", weight: 3 }
          - { url: "http://10.0.3.8:8080", weight: 1 }
`,
  infrastructure: `infrastructure:
  - name: traefik
    title: Traefik
    kind: proxy
    host: gateway.lab
    address: 192.168.1.77
    job: traefik
    scrape_interval: 15s
  - name: grafana
    title: Grafana
    kind: dashboards
    host: grafana.lab
    address: 192.168.1.77
    service: grafana@docker # routed by Traefik, not scraped
`,
  clients: `clients:
  - address: 192.168.1.100
    title: Desktop
    device_type: desktop
  - address: 192.168.1.110-192.168.1.119
    title: Televisions
    device_type: tv
`,
  resolvers: `resolvers:
  - name: quad9
    title: Quad9
    addresses: [9.9.9.9, "tls://dns.quad9.net"]
`,
  filter_lists: `filter_lists:
  - { list: 1, category: advertising }
  - { list: Threats, category: malware }
`,
  retention: `retention: 90d
`,
  rules: `rules: false
`,
  certificates: `certificates:
  ca: /run/secrets/root-ca.crt
  certificate: /run/secrets/grafana.crt
  key: /run/secrets/grafana.key
`,
  datasource: `datasource:
  name: Prometheus
  uid: homelab-prometheus
  url: https://prometheus.lab:9090
  server_name: prometheus.lab
  credentials: environment
`,
  sources: `sources:
  traefik: copies # two Traefiks that see the same requests
  adguard: siblings # two AdGuard Homes, each with clients of its own
`,
  dashboards: `dashboards:
  folder: Network
  refresh: 30s
  range: 24h
  top: 15
`,
  exporter: `exporter:
  adguard:
    url: https://dns.lab
    username: admin
    password_file: /run/secrets/adguard_password
    ca: /etc/homelab-exporter/certs/root-ca.crt
  traefik:
    access_log: /var/log/traefik/access.log
  tls:
    allowed_names: [prometheus.lab]
  limits:
    clients: 50
`,
};

const place = "zones: [{ name: home, cidrs: [10.0.0.0/24] }]";
const part = "kind: other, host: host.lab, address: 10.0.0.2";

/** Rules across keys, each with a lab that breaks it. */
export const rules: readonly { readonly rule: string; readonly invalid: string }[] = [
  { rule: "The lab has at least one zone.", invalid: "zones: []" },
  {
    rule: "Names of zones are unique.",
    invalid: "zones: [{ name: home, cidrs: [10.0.0.0/24] }, { name: home, cidrs: [10.0.1.0/24] }]",
  },
  {
    rule: "A block is in one zone. Another zone may have a narrower block: the longest prefix decides.",
    invalid: "zones: [{ name: home, cidrs: [10.0.0.0/24] }, { name: guests, cidrs: [10.0.0.0/24] }]",
  },
  {
    rule: "Latitude and longitude are given together.",
    invalid: "zones: [{ name: home, cidrs: [10.0.0.0/24], latitude: 52.5 }]",
  },
  {
    rule: "Every zone that a key names exists.",
    invalid: `{ ${place}, services: [{ name: photos@docker, zone: hom }] }`,
  },
  {
    rule: "Names of services, of infrastructure, and of services that route infrastructure are unique together.",
    invalid: `{ services: [{ name: grafana@docker }] }`,
  },
  {
    rule: "A job belongs to one entry of the infrastructure.",
    invalid: `infrastructure: [{ name: one, job: node, ${part} }, { name: two, job: node, ${part} }]`,
  },
  {
    rule: "An address or range of clients is unique.",
    invalid: "clients: [{ address: 10.0.0.7, title: One }, { address: 10.0.0.7/32, title: Two }]",
  },
  {
    rule: "An address belongs to one resolver.",
    invalid: "resolvers: [{ name: one, addresses: [9.9.9.9] }, { name: two, addresses: [9.9.9.9] }]",
  },
  {
    rule: "A filter list has one category.",
    invalid: "filter_lists: [{ list: 1, category: malware }, { list: 1, category: tracking }]",
  },
  {
    rule: "A dependency is the name of another service or of infrastructure.",
    invalid: "services: [{ name: photos@docker, dependencies: [adgard] }]",
  },
  {
    rule: "Backends of a service and servers of a backend are unique.",
    invalid: "services: [{ name: photos@docker, backends: [{ name: a }, { name: a }] }]",
  },
  {
    rule: "At least one weight is above 0.",
    invalid: "services: [{ name: photos@docker, backends: [{ name: a, weight: 0 }] }]",
  },
  {
    rule: "A user of AdGuard Home has a password, and a certificate its key.",
    invalid: "exporter: { adguard: { url: https://dns.lab, username: admin } }",
  },
  {
    rule: "AdGuard Home's queries have a source: a URL or a file.",
    invalid: "exporter: { adguard: { poll_interval: 30s } }",
  },
];
