import { createCardinality, type Cardinality } from "../../src/aggregator/cardinality.js";
import type { ClientSeriesListener } from "../../src/aggregator/client-series.js";
import { counterOf } from "../../src/aggregator/families.js";
import { allGroups, type Limits, type MetricGroups } from "../../src/aggregator/limits.js";
import type { Client, ClientLookup } from "../../src/network/clients.js";
import { Registry } from "../../src/registry/registry.js";
import { unlimited } from "./samples.js";

const home = { name: "home", type: "trusted", isAnonymous: false } as const;
const guests = { name: "guests", type: "guest", isAnonymous: false } as const;

export const zones = { home, guests };

export const clientAt = (address: string, changes: Partial<Client> = {}): Client => ({
  label: address,
  zone: home,
  deviceType: "other",
  title: address,
  isOther: false,
  ...changes,
});

export const clients: ClientLookup = {
  find: (address) => clientAt(address),
  findSender: ({ client }) => clientAt(client),
  otherIn: (zone) => clientAt(`other@${zone.name}`, { zone, isOther: true }),
};

export interface CardinalityFixture {
  readonly state: Cardinality;
  readonly registry: Registry;
  /** Counts events of a series for a domain label, in one counter. */
  readonly count: (label: number, domain: number, zone: number) => void;
  /** Texts of `client_ip` and `domain` of all counters in use. */
  readonly pairs: () => readonly string[];
}

/** Cardinality limits over a registry with one counter that carries client and domain. */
export function cardinalityFixture(
  changes: Partial<Limits> = {},
  listeners: readonly ClientSeriesListener[] = [],
  groups: MetricGroups = allGroups,
): CardinalityFixture {
  const limits = { ...unlimited, ...changes };
  const registry = new Registry(limits.budget);
  registry.now = 60_000;
  const counter = counterOf(registry, "adguard_client_domain_frequency", limits.clientExpiry);
  const state = createCardinality(registry, limits, groups, listeners);
  const [family] = registry.families;
  return {
    state,
    registry,
    count: (label, domain, zone) => {
      counter.add(1, label, domain, zone);
    },
    pairs: () =>
      family === undefined
        ? []
        : [...family.slots()].map(
            (slot) => `${family.labelValue(slot, "client_ip")} ${family.labelValue(slot, "domain")}`,
          ),
  };
}
