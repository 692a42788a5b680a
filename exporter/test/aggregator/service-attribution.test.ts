import { defineLab } from "homelab-dashboards/lab";
import { describe, expect, it } from "vitest";
import type { RequestEvent } from "../../src/events.js";
import { allGroups } from "../../src/aggregator/limits.js";
import { RequestAggregator } from "../../src/aggregator/request-aggregator.js";
import { ServiceAttribution } from "../../src/aggregator/service-attribution.js";
import { createServiceLookup } from "../../src/network/services.js";
import { trafficLab } from "../logs/lab.js";
import { midnight, request } from "./sample-events.js";
import { network, restoredFrom, samplesOf, textOf, unlimited, type Sample } from "./samples.js";

/** An answer of Traefik itself. */
const own = (event: Partial<RequestEvent>): RequestEvent =>
  request({ service: "", serviceUrl: "", backendDuration: 0, duration: 0.0002, ...event });

const make = () => new RequestAggregator(network, unlimited, allGroups);

function samplesAfter(...events: readonly RequestEvent[]): readonly Sample[] {
  const aggregator = make();
  for (const event of events) aggregator.add(event);
  aggregator.tick(midnight);
  return samplesOf(textOf(aggregator.registry));
}

/** The number of requests by service, code and backend. */
const requestsIn = (samples: readonly Sample[]) =>
  samples
    .filter(({ name, value }) => name === "traefik_requests_total" && value > 0)
    .map(({ labels, value }) => `${labels["service"]} ${labels["code"]} by ${labels["backend"]}: ${value}`)
    .sort();

describe("a service without a healthy server", () => {
  const down = own({ router: "notes@file", host: "notes.example.com", code: 503 });

  it("fails by the service that answered requests of its router", () => {
    const answered = request({ router: "notes@file", service: "notes@file", host: "notes.example.com" });
    expect(requestsIn(samplesAfter(answered, ...Array.from({ length: 100 }, () => down)))).toEqual([
      "notes@file 200 by notes@file: 1",
      "notes@file 503 by notes@file: 100",
    ]);
  });

  it("fails by the host of the lab if its router hasn't had an answer yet", () => {
    expect(requestsIn(samplesAfter(own({ router: "unseen@file", host: "draw.lab", code: 503 })))).toEqual([
      "draw@docker 503 by draw@docker: 1",
    ]);
  });

  it("is unknown without either", () => {
    expect(requestsIn(samplesAfter(down))).toEqual([]);
  });

  it("fails by the weighted service and its last backend", () => {
    const child = request({ router: "photos@file", service: "photos-b@docker", host: "photos.lab" });
    expect(requestsIn(samplesAfter(child, own({ router: "photos@file", host: "photos.lab", code: 503 })))).toEqual([
      "photos@file 200 by photos-b@docker: 1",
      "photos@file 503 by photos-b@docker: 1",
    ]);
  });

  it("has no response time, backend answer or connection by it, and no path latency", () => {
    const samples = samplesAfter(own({ router: "x@file", host: "draw.lab", code: 503 }));
    const names = new Set(samples.filter(({ value }) => value > 0).map(({ name }) => name));
    expect([...names].sort()).toEqual([
      "client_traffic_bytes_total",
      "client_zone_mapping",
      "domain_access_total",
      "homelab_entity_info",
      "traefik_network_flow_bytes",
      "traefik_requests_total",
      "zone_connections_total",
      "zone_traffic_bytes_total",
    ]);
    const [connection] = samples.filter(({ name }) => name === "zone_connections_total");
    expect(connection?.labels).toMatchObject({ destination_zone: "servers", state: "failed" });
  });
});

describe("an answer of Traefik itself below 500", () => {
  it.each([401, 403, 429, 301, 404])("is counted for the service, but not as its backend's: %i", (code) => {
    expect(requestsIn(samplesAfter(own({ router: "unseen@file", host: "daily.lab", code })))).toEqual([
      `memos@docker ${code} by traefik: 1`,
    ]);
  });

  it("is counted for the service without a router, where the lab lists the host", () => {
    expect(requestsIn(samplesAfter(own({ router: "", host: "daily.lab", code: 404 })))).toEqual([
      "memos@docker 404 by traefik: 1",
    ]);
  });
});

describe("a host that only the client names", () => {
  it("decides nothing, even if a service answered under it", () => {
    const answered = request({ router: "notes@file", service: "notes@file", host: "notes.example.com" });
    const samples = samplesAfter(answered, own({ router: "", host: "notes.example.com", code: 404 }));
    expect(requestsIn(samples)).toEqual(["notes@file 200 by notes@file: 1"]);
  });

  it("doesn't outweigh the router", () => {
    const answered = request({ router: "everything@file", service: "notes@file", host: "notes.example.com" });
    const samples = samplesAfter(answered, own({ router: "everything@file", host: "daily.lab", code: 429 }));
    expect(requestsIn(samples)).toEqual(["notes@file 200 by notes@file: 1", "notes@file 429 by traefik: 1"]);
  });
});

describe("an error page of another service", () => {
  const page = request({
    router: "memos@docker",
    service: "errors@docker",
    serviceUrl: "http://10.0.3.99:80",
    code: 503,
  });

  it("is the failure of the router's service, without a response time or an answer of a backend", () => {
    const samples = samplesAfter(request({ code: 200 }), page, page);
    expect(requestsIn(samples)).toEqual(["memos@docker 200 by memos@docker: 1", "memos@docker 503 by memos@docker: 2"]);
    const answers = samples.filter(({ name }) => /_count$|^traefik_backend_requests|_distribution$/u.test(name));
    expect(new Set(answers.map(({ labels }) => labels["code"] ?? "200"))).toEqual(new Set(["200"]));
    expect(answers.map(({ labels }) => labels["backend"])).not.toContain("errors@docker");
  });

  it("isn't known before the service has answered once", () => {
    expect(requestsIn(samplesAfter(page))).toEqual(["errors@docker 503 by errors@docker: 1"]);
  });

  it("isn't an error of another backend of the same service", () => {
    const blue = request({ router: "photos@file", service: "photos-a@docker", host: "photos.lab" });
    const green = request({ router: "photos@file", service: "photos-b@docker", host: "photos.lab", code: 500 });
    expect(requestsIn(samplesAfter(blue, green))).toEqual([
      "photos@file 200 by photos-a@docker: 1",
      "photos@file 500 by photos-b@docker: 1",
    ]);
  });

  it("isn't an error of the service to which the router leads now", () => {
    const moved = { router: "memos@docker", service: "memos-2@docker" };
    const samples = samplesAfter(request({}), request(moved), request({ ...moved, code: 500 }), own({ code: 503 }));
    expect(requestsIn(samples)).toEqual([
      "memos-2@docker 200 by memos-2@docker: 1",
      "memos-2@docker 500 by memos-2@docker: 1",
      "memos-2@docker 503 by memos-2@docker: 1",
      "memos@docker 200 by memos@docker: 1",
    ]);
  });
});

describe("the services of routers", () => {
  it("are in the saved state", () => {
    const aggregator = make();
    aggregator.add(request({ router: "notes@file", service: "notes@file", host: "notes.example.com" }));
    const restored = restoredFrom<RequestEvent, RequestAggregator>(aggregator, make);
    restored.add(own({ router: "notes@file", host: "notes.example.com", code: 503 }));
    restored.tick(midnight);
    expect(requestsIn(samplesOf(textOf(restored.registry)))).toContain("notes@file 503 by notes@file: 1");
  });

  it("are bounded: the router that was learnt first is forgotten first", () => {
    const attribution = new ServiceAttribution();
    const services = createServiceLookup(defineLab({}));
    for (let router = 0; router < 1030; router++) {
      attribution.attribute(request({ router: `r${router}`, service: `s${router}` }), services);
    }
    const serviceOf = (router: number) =>
      attribution.attribute(own({ router: `r${router}`, host: "", code: 503 }), services).service?.name;
    expect([0, 5, 6, 1029].map(serviceOf)).toEqual([undefined, undefined, "s6", "s1029"]);
    for (let service = 0; service < 20; service++) {
      attribution.attribute(request({ router: "r6", service: `other${service}` }), createServiceLookup(trafficLab));
    }
    const [first] = attribution.save();
    expect(JSON.stringify(first)).toContain('["r6",["other12","other13","other14",');
  });
});
