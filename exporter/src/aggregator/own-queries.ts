import type { QueryEvent } from "../events.js";
import type { ProbeLookup } from "../network/own-queries.js";
import { arrayOf, numbersOf, recordOf } from "../registry/snapshot.js";
import type { Persistable } from "./aggregator-state.js";

type ProbeKind = NonNullable<ReturnType<ProbeLookup>>;

/** A few exporters at one address, each of which sends a lost datagram again. */
const maxPerMinute = 40;

/** Exporters of a lab, and strangers who imitate them. */
const maxClients = 16;

interface ProbingClient {
  /** Of the events, in unix minutes. */
  minute: number;
  /** Queries of that minute by kind. */
  answers: number;
  resolves: number;
}

/**
 * Recognizes the queries of the exporter's DNS probe, which are no traffic of a client. Its address isn't known, since
 * AdGuard Home may see another one behind NAT. So a client is an exporter if it asked for a random name of the probe, and
 * then its queries for the probed name of the lab are recognized, too. The number per minute is bounded, so that nobody
 * hides a flood in this way.
 */
export class OwnQueries implements Persistable {
  /** Least recently seen first. */
  readonly #clients = new Map<string, ProbingClient>();

  /** Whether a query that has the form of a probe is one. It depends on the events alone. */
  isOwn({ client }: Pick<QueryEvent, "client">, kind: ProbeKind, second: number): boolean {
    const known = this.#clients.get(client);
    if (known === undefined && kind === "answers") return false;
    const minute = Math.floor(second / 60);
    const probing = known ?? { minute, answers: 0, resolves: 0 };
    this.#clients.delete(client);
    this.#clients.set(client, probing);
    if (minute > probing.minute) Object.assign(probing, { minute, answers: 0, resolves: 0 });
    probing[kind] += 1;
    for (const oldest of this.#clients.keys()) {
      if (this.#clients.size <= maxClients) break;
      this.#clients.delete(oldest);
    }
    return probing[kind] <= maxPerMinute;
  }

  *save(): Generator {
    if (this.#clients.size === 0) return;
    const counts = [...this.#clients.values()].map(({ minute, answers, resolves }) => [minute, answers, resolves]);
    yield { part: "own-queries", names: [], clients: [...this.#clients.keys()], counts };
  }

  restore(part: unknown): boolean {
    const { part: kind, clients, counts } = recordOf(part);
    if (kind !== "own-queries") return false;
    for (const [index, client] of arrayOf(clients).entries()) {
      const [minute = 0, answers = 0, resolves = 0] = numbersOf(arrayOf(counts)[index]);
      if (typeof client === "string") this.#clients.set(client, { minute, answers, resolves });
    }
    return true;
  }
}
