import type { RequestEvent } from "../events.js";
import type { Service, ServiceLookup } from "../network/services.js";
import { arrayOf, recordOf, SnapshotError, type SnapshotPart } from "../registry/snapshot.js";
import type { Persistable } from "./aggregator-state.js";

/** Whose request it was, and who answered it. */
export interface Attribution {
  /** The service that was asked; `undefined` for a request of none. */
  readonly service: Service | undefined;
  /** Whether a server of the service answered; false where Traefik did, or a service of error pages. */
  readonly isAnswered: boolean;
  /** Value of the label `backend`. */
  readonly backend: string;
}

/** Routers come from Traefik's configuration, so more than these are a mistake. */
const maxRouters = 1024;

/** Services of one router: several only with weights, failover, or a changed configuration. */
const maxServicesPerRouter = 8;

const routersPerPart = 64;

/**
 * Finds the service of each request. Traefik logs no service where it answers by itself, as for a service without a
 * healthy server (503), a refused login (401, 403), a rate limit (429), a redirect or a missing route (404).
 *
 * The service of such a request is that of its router, as successful answers of the same log show it, else the one that
 * the lab reaches under the requested host. A host that the lab doesn't list decides nothing, since a client may name any.
 *
 * With an errors middleware Traefik logs the service of the error page. An error of a service that never answered a
 * request of this router successfully is taken for such a page, and counted for the router's own service.
 */
export class ServiceAttribution implements Persistable {
  /** Logged names of the services that answered requests of a router, the latest last. */
  readonly #servicesByRouter = new Map<string, readonly string[]>();

  attribute(event: RequestEvent, services: ServiceLookup): Attribution {
    const { router, service, serviceUrl, code } = event;
    if (service === "") return this.#answeredByProxy(event, services);
    const found = services.find(service, serviceUrl);
    const answer = { service: found, isAnswered: true, backend: found.backend };
    if (router === "") return answer;
    // An error page can have the status of the error, but not that of a success.
    if (code < 400) {
      this.#learn(router, service);
      return answer;
    }
    const known = this.#servicesByRouter.get(router) ?? [];
    const latest = known.at(-1);
    if (latest === undefined || known.some((name) => services.find(name, "").name === found.name)) return answer;
    const owner = services.find(latest, "");
    return { service: owner, isAnswered: false, backend: owner.backend };
  }

  *save(): Generator<SnapshotPart> {
    const routers = [...this.#servicesByRouter];
    for (let first = 0; first < routers.length; first += routersPerPart) {
      yield { part: "routers", names: [], routers: routers.slice(first, first + routersPerPart) };
    }
  }

  restore(value: unknown): boolean {
    const part = recordOf(value);
    if (part["part"] !== "routers") return false;
    for (const entry of arrayOf(part["routers"])) {
      const [router, services] = arrayOf(entry);
      this.#servicesByRouter.set(textOf(router), arrayOf(services).map(textOf));
    }
    return true;
  }

  /** A 5xx is the failure of the backend that was asked; with any other status Traefik didn't ask it. */
  #answeredByProxy({ router, host, code }: RequestEvent, services: ServiceLookup): Attribution {
    const latest = this.#servicesByRouter.get(router)?.at(-1);
    const service = latest === undefined ? services.ofHost(host) : services.find(latest, "");
    const isFailure = service !== undefined && code >= 500;
    return { service, isAnswered: false, backend: isFailure ? service.backend : services.proxy.name };
  }

  #learn(router: string, service: string): void {
    const known = this.#servicesByRouter.get(router);
    if (known?.at(-1) === service) return;
    if (known === undefined && this.#servicesByRouter.size >= maxRouters) {
      for (const oldest of this.#servicesByRouter.keys()) {
        this.#servicesByRouter.delete(oldest);
        break;
      }
    }
    const others = (known ?? []).filter((name) => name !== service).slice(1 - maxServicesPerRouter);
    this.#servicesByRouter.set(router, [...others, service]);
  }
}

function textOf(value: unknown): string {
  if (typeof value !== "string")
    throw new SnapshotError("the saved state has another value where a router or service is expected");
  return value;
}
