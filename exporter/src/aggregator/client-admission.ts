import type { Client, ClientLookup } from "../network/clients.js";
import { evictClient } from "./client-eviction.js";
import type { Cardinality } from "./cardinality.js";
import type { ClientSeries } from "./client-series.js";
import { watermarks } from "./watermarks.js";

/** Stops the admission of new clients and domains while the counters use too much of their budget. */
export function updateAdmission(state: Cardinality): void {
  const { used, budget } = state.registry;
  state.isAdmitting = used.counters < watermarks.admission * budget.counters;
}

/**
 * Counts an event of a client and returns the series that it belongs to: those of the client if it is among the most
 * frequent ones, else those of `other@zone`.
 */
export function seriesFor(state: Cardinality, client: Client, clients: ClientLookup): ClientSeries {
  const series = findOrAdmit(state, client, clients);
  series.seen = state.registry.now;
  return series;
}

/** Counts an event of a client for a domain and returns the id of the label: the domain, or `other`. */
export function domainLabelFor(state: Cardinality, client: ClientSeries, domain: number): number {
  const { decay, registry, isAdmitting } = state;
  return client.domains.add(domain, decay.weight, registry.now, isAdmitting) ? domain : state.otherDomain;
}

function findOrAdmit(state: Cardinality, client: Client, clients: ClientLookup): ClientSeries {
  const { registry, table } = state;
  if (client.isOther) return othersLike(state, client);
  if (!state.groups.clients) return othersLike(state, clients.otherIn(client.zone));
  const label = registry.strings.intern(client.label);
  if (!state.topClients.add(label, state.decay.weight, registry.now, state.isAdmitting)) {
    return othersLike(state, clients.otherIn(client.zone));
  }
  const known = table.find(label);
  if (known === undefined) return create(state, client, label);
  if (registry.strings.text(known.zone) === client.zone.name) return updateLabels(state, known, client);
  // The zone is a label of nearly all series, so a client that moves gets new ones.
  evictClient(state, known);
  return create(state, client, label);
}

function othersLike(state: Cardinality, others: Client): ClientSeries {
  return state.table.findOthers(others.zone.name) ?? create(state, others, state.registry.strings.intern(others.label));
}

function create({ registry: { strings }, table, groups }: Cardinality, client: Client, label: number): ClientSeries {
  return table.add({
    label,
    zone: strings.intern(client.zone.name),
    zoneType: strings.intern(client.zone.type),
    device: strings.intern(groups.devices ? client.deviceType : "other"),
    title: strings.intern(client.title),
    isOther: client.isOther,
  });
}

/** Evicts the series that carry a label which has changed. They continue under the new one; the others stay. */
function updateLabels(state: Cardinality, series: ClientSeries, client: Client): ClientSeries {
  const { registry, table, listeners } = state;
  if (registry.strings.text(series.title) !== client.title) {
    for (const listener of listeners) listener.onRelabeled?.(series);
    table.relabel(series, "title", client.title);
  }
  const device = state.groups.devices ? client.deviceType : "other";
  if (registry.strings.text(series.device) !== device) {
    for (const label of ["device_type", "device_category"])
      registry.evictWhere(["client_ip", label], (one) => one === series.label);
    table.relabel(series, "device", device);
  }
  return series;
}
