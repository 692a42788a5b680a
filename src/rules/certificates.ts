/** The certificates in use, by the exporter's probe and by Traefik's own metric. */
import type { Lab } from "../lab/index.js";
import {
  namedLifetimes,
  namedProbedExpiries,
  traefikExpiries,
  traefikExpiriesByName,
  unprobedExpiries,
  type Scope,
} from "../queries/index.js";
import { recording, ruleTests, seriesText, type NamedRules } from "./model.js";

const name = "certificates";
const expiry = "host_name_sans:certificate_expiry:max";
const lifetime = "host_name_sans:certificate_lifetime:max";

/** What the panels of certificates read. Rules read what those above them have recorded. */
export const certificateRules = (lab: Lab): NamedRules => {
  const scope: Scope = { filters: [], window: "2m", shift: {}, sources: lab.sources };
  const rules = [
    recording("cn_name_sans:traefik_certificate_expiry:max", traefikExpiries(scope)),
    recording("name:traefik_certificate_expiry:max", traefikExpiriesByName(scope)),
    recording(expiry, namedProbedExpiries(scope)),
    recording(expiry, unprobedExpiries(scope, lab)),
    recording(lifetime, namedLifetimes(scope)),
  ];
  return { name, rules: { groups: [{ name, interval: "30s", rules }] }, tests };
};

type Labels = Readonly<Record<string, string>>;

const day = 86_400;

const gauge = (metric: string, labels: Labels, value: number) => ({
  series: seriesText(metric, { job: "tested", instance: "tested", ...labels }),
  values: `${String(value * day)}x40`,
});

const sample = (record: string, labels: Labels, value: number) => ({
  labels: seriesText(record, labels),
  value: value * day,
});

/** A renewed certificate at Traefik, one without names, and one that the probe sees and another exporter saw before. */
const tests = ruleTests(
  name,
  [
    gauge("traefik_tls_certs_not_after", { cn: "a.example", sans: "a.example", serial: "1" }, 10),
    gauge("traefik_tls_certs_not_after", { sans: "b.example,a.example", serial: "2" }, 90),
    gauge("traefik_tls_certs_not_after", { serial: "3" }, 50),
    gauge("tls_certificate_not_after", { host: "c.example:853", sans: "d.example,c.example" }, 80),
    gauge("tls_certificate_not_before", { host: "c.example:853", sans: "d.example,c.example" }, 20),
    gauge("tls_certificate_not_after", { host: "c.example:853", cn: "c.example", instance: "other" }, 30),
  ],
  [
    {
      expr: expiry,
      exp_samples: [
        sample(expiry, { host: "Traefik", name: "b.example", sans: "b.example,a.example" }, 90),
        sample(expiry, { host: "Traefik", name: "no name" }, 50),
        sample(expiry, { host: "c.example:853", name: "d.example", sans: "d.example,c.example" }, 80),
      ],
    },
    {
      expr: lifetime,
      exp_samples: [sample(lifetime, { host: "c.example:853", name: "d.example", sans: "d.example,c.example" }, 60)],
    },
  ],
);
