/** The titles of the lab in all emitted panels, found by Grafana's own engine. */
import { describe, expect, it } from "vitest";
import { dashboardsOf } from "../../src/dashboards/index.js";
import { forEachText, objectAt, objectsAt, textAt, type JsonObject } from "../../src/grafana/json.js";
import { clientLabel, defineLab, type Lab } from "../../src/lab/index.js";
import { parsedLab } from "../proof/parsed-lab.js";
import { fieldOptions } from "../grafana/field-options.js";
import { framesOf, grafana, transform } from "../grafana/engine.js";

const panelsOf = (lab: Lab): readonly (readonly [id: string, panel: JsonObject])[] =>
  dashboardsOf(lab).flatMap((definition) => {
    const { uid, json } = definition.finalize();
    return objectsAt(json, "panels")
      .flatMap((panel) => [panel, ...objectsAt(panel, "panels")])
      .map((panel) => [`${uid}: ${textAt(panel, "title") ?? ""}`, panel] as const);
  });

const zoneLabel = /^(zone|zone_name|(client|network|source|destination)_zone)$/;

/** The title of each value that a label has in this lab. */
const titlesOf = (lab: Lab, label: string): ReadonlyMap<string, string> =>
  new Map(
    zoneLabel.test(label)
      ? lab.zones.map(({ name, title }) => [name, title])
      : label === "service" || label === "destination_service"
        ? lab.services.map(({ name, title }) => [name, title])
        : label === "client_ip"
          ? lab.clients.map((client) => [clientLabel(client) ?? "", client.title])
          : label === "upstream"
            ? lab.resolvers.map(({ name, title }) => [name, title])
            : [],
  );

/** What Grafana writes for a series with these labels. */
async function seriesName(panel: JsonObject, target: JsonObject, labels: Readonly<Record<string, string>>) {
  const legend = (textAt(target, "legendFormat") ?? "").replace(
    /\{\{([^{}]+)\}\}/g,
    (_, label: string) => labels[label] ?? "",
  );
  const [frame] = framesOf(textAt(target, "refId") ?? "", [{ labels, value: 1 }]);
  const fields = (frame?.fields ?? []).map((field) => ({ ...field, config: { displayNameFromDS: legend } }));
  const [drawn] = await transform({ transformations: [], ...panel }, [{ length: 1, fields }]);
  const [, value] = drawn?.fields ?? [];
  expect(value?.labels).toEqual(labels);
  return { legend, name: value && grafana.getFieldDisplayName(value, drawn) };
}

const labelsIn = (text: string) => [...text.matchAll(/\{\{([^{}]+)\}\}/g)].map(([, label = ""]) => label);

const drawing = ["timeseries", "bargauge", "stat", "state-timeline"];

describe("in the dashboards of the simulated home", () => {
  const lab = parsedLab();
  const all = panelsOf(lab);
  const targets = all
    .filter(([, panel]) => drawing.includes(textAt(panel, "type") ?? ""))
    .flatMap(([id, panel]) => objectsAt(panel, "targets").map((target) => [id, panel, target] as const))
    .filter(([, , target]) => labelsIn(textAt(target, "legendFormat") ?? "").some((l) => titlesOf(lab, l).size > 0));

  it("there are panels with titles in legends", () => {
    expect(targets.length).toBeGreaterThan(25);
  });

  it.each(targets)("the legend of %s has titles, and its series keep their labels", async (_, panel, target) => {
    const template = textAt(target, "legendFormat") ?? "";
    const labels = labelsIn(template);
    for (const label of labels) {
      const titles = titlesOf(lab, label);
      for (const [value, title] of titles) {
        const others = Object.fromEntries(labels.map((other) => [other, "a (b) in http"]));
        const { legend, name } = await seriesName(panel, target, { ...others, [label]: value });
        const at = legend.indexOf(value);
        expect(name).toBe(legend.slice(0, at) + title + legend.slice(at + value.length));
      }
      const unknown = Object.fromEntries(labels.map((other) => [other, "of no lab"]));
      const { legend, name } = await seriesName(panel, target, unknown);
      expect(name).toBe(legend);
    }
  });
});

describe("a matrix", () => {
  it("names its rows and columns by titles", async () => {
    const lab = parsedLab();
    const [, panel = {}] = panelsOf(lab).find(([id]) => id.includes(": Bytes between zones")) ?? [];
    const pairs = lab.zones.map(({ name }) => ({ source_zone: name, destination_zone: name, column: "figure" }));
    const frames = framesOf(
      "A",
      pairs.map((labels) => ({ labels, value: 1 })),
    );
    const [frame] = grafana.applyFieldOverrides({
      data: await transform(panel, frames),
      fieldConfig: panel["fieldConfig"] as never,
      replaceVariables: (text) => text,
      theme: grafana.createTheme(),
      fieldConfigRegistry: fieldOptions,
    });
    const [corner, ...columns] = frame?.fields ?? [];
    const titles = ["Internet", "Trusted", "Home network"];
    expect(corner?.values.map((value: unknown) => corner.display?.(value).text)).toEqual(titles);
    expect(columns.map((column) => grafana.getFieldDisplayName(column, frame))).toEqual(titles);
  });
});

describe("a table", () => {
  const lab = defineLab({
    zones: [{ name: "guest", title: "Guests", cidrs: ["10.0.0.0/24"] }],
    services: [{ name: "wiki@docker", title: "Our wiki" }],
    clients: [{ address: "10.0.0.5", title: "Anna's phone", device_type: "mobile" }],
  });
  const row = { zone: "guest", client_ip: "10.0.0.5", service: "wiki@docker" };
  const panelCalled = (title: string) => panelsOf(lab).find(([id]) => id.includes(`zones: ${title}`))?.[1] ?? {};
  const panel = panelCalled("Clients and the services that they use");
  const ofClients = panelCalled("Suspicious patterns");

  const shown = async (labels: Readonly<Record<string, string>>, panel: JsonObject) => {
    const frames = objectsAt(panel, "targets").flatMap((target) => {
      const [, column = ""] = /"column", "([^"]*)"/.exec(textAt(target, "expr") ?? "") ?? [];
      return framesOf(textAt(target, "refId") ?? "", [{ labels: { ...labels, column }, value: 1 }]);
    });
    const [frame] = grafana.applyFieldOverrides({
      data: await transform(panel, frames),
      fieldConfig: panel["fieldConfig"] as never,
      replaceVariables: (text) => text,
      theme: grafana.createTheme(),
      fieldConfigRegistry: fieldOptions,
    });
    return new Map(
      (frame?.fields ?? []).map((field) => [
        grafana.getFieldDisplayName(field, frame),
        { cell: field.display?.(field.values[0]).text, value: field.values[0] as unknown },
      ]),
    );
  };

  it("shows titles, has the names as values of its cells, and hidden copies of what links of other columns read", async () => {
    const cells = await shown(row, panel);
    expect(cells.get("Zone")).toEqual({ cell: "Guests", value: "guest" });
    const clients = await shown(row, ofClients);
    expect(clients.get("Client")).toEqual({ cell: "Anna's phone", value: "10.0.0.5" });
    expect(cells.get("Service")).toEqual({ cell: "Our wiki", value: "wiki@docker" });
    const read = new Set<string>();
    forEachText(objectAt(panel, "fieldConfig"), (text) => {
      for (const [, name = ""] of text.matchAll(/__data\.fields\.(\w+)/g)) read.add(name);
    });
    expect([...read].toSorted()).toEqual(["client_ip_value", "zone_value"]);
    expect(cells.get("zone_value")).toEqual({ cell: row.zone, value: row.zone });
    expect(cells.get("client_ip_value")).toEqual({ cell: row.client_ip, value: row.client_ip });
  });

  it("shows the name of what has no title", async () => {
    const untitled = { zone: "attic", client_ip: "10.0.0.6", service: "blog@file" };
    expect((await shown(untitled, ofClients)).get("Client")).toMatchObject({ cell: "10.0.0.6" });
    const cells = await shown(untitled, panel);
    expect(cells.get("Service")).toMatchObject({ cell: "blog@file" });
  });
});
