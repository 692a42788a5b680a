import { describe, expect, it } from "vitest";
import { dashboardsOf } from "../../../src/dashboards/index.js";
import { targetsOf } from "../../../src/grafana/index.js";
import { objectsAt } from "../../../src/grafana/json.js";
import { isGraph } from "../../proof/graphs.js";
import { defineLab, type Lab, type LabInput } from "../../../src/lab/index.js";

const replicated = { traefik: "copies", adguard: "copies", zone: "copies", domain: "copies" } as const;

interface Size {
  readonly zones: number;
  readonly services: number;
  /** The length of each name in characters. */
  readonly nameLength?: number;
  readonly parts?: number;
}

function labOf({ zones, services, nameLength = 12, parts }: Size, sources: NonNullable<LabInput["sources"]> = {}): Lab {
  const name = (kind: string, index: number) => `${kind}-${String(index)}-`.padEnd(nameLength, "x");
  const kinds = ["proxy", "dns", "metrics"] as const;
  const infrastructure = Array.from({ length: parts ?? 0 }, (_, index) => ({
    name: name("part", index),
    kind: kinds[index] ?? ("other" as const),
    host: `part-${String(index)}.lab`,
    address: `10.0.0.${String(index + 1)}`,
    job: `job-${String(index)}`,
    service: `part-${String(index)}@docker`,
  }));
  return defineLab({
    zones: Array.from({ length: zones }, (_, index) => ({
      name: name("zone", index),
      cidrs: [`10.${String(index)}.0.0/16`],
    })),
    services: Array.from({ length: services }, (_, index) => ({ name: `${name("service", index)}@docker` })),
    ...(parts === undefined ? {} : { infrastructure }),
    sources,
  });
}

const lengthsOf = (lab: Lab) =>
  dashboardsOf(lab)
    .flatMap((definition) => targetsOf(definition.finalize()))
    .map(({ id, expr }) => [id, Buffer.byteLength(expr)] as const);

describe("the graphs of the network", () => {
  const large = lengthsOf(labOf({ zones: 12, services: 60 }));

  it("have queries of at most 1,000 characters at twelve zones and sixty services", () => {
    expect(large.filter(([id, length]) => isGraph(id) && length > 1000)).toEqual([]);
  });

  it("have at most 24 queries each", () => {
    const panels = large.filter(([id]) => isGraph(id)).map(([id]) => id.split("/").slice(0, 2).join("/"));
    for (const panel of new Set(panels)) {
      expect(panels.filter((one) => one === panel).length, panel).toBeLessThanOrEqual(24);
    }
  });

  it("choose frames by the names of queries only before they are merged", () => {
    const graphs = dashboardsOf(labOf({ zones: 3, services: 5 })).flatMap((definition) => {
      const panels = objectsAt(definition.finalize().json, "panels");
      return panels
        .flatMap((panel) => [panel, ...objectsAt(panel, "panels")])
        .filter(({ type }) => type === "nodeGraph");
    });
    expect(graphs).toHaveLength(4);
    for (const graph of graphs) {
      const steps = objectsAt(graph, "transformations");
      const chosen = steps.flatMap((step, index) => ("filter" in step ? [[index, step["id"]]] : []));
      expect(chosen).toEqual([
        [2, "merge"],
        [3, "merge"],
      ]);
    }
  });

  it.each([
    [{ zones: 1, services: 1, parts: 1 }],
    [{ zones: 1, services: 0, parts: 0 }],
    [{ zones: 3, services: 5, nameLength: 100 }],
    [{ zones: 12, services: 60, nameLength: 40, parts: 20 }],
    [{ zones: 50, services: 200 }],
  ])("can be built for %j, with and without replicas", (size) => {
    expect(lengthsOf(labOf(size)).length).toBeGreaterThan(100);
    expect(lengthsOf(labOf(size, replicated)).length).toBeGreaterThan(100);
  });
});
