import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { dashboardsOf } from "../../src/dashboards/index.js";
import { objectAt, objectsAt, textAt, type JsonObject } from "../../src/grafana/json.js";
import { defaultLab } from "../../src/lab/index.js";
import { annotationEvents } from "../grafana-client/annotations.js";
import { durationText, intervalsOf } from "../grafana-client/intervals.js";
import { end, prometheusWith } from "../panels/node-graph/panel-answers.js";
import type { RunningPrometheus } from "../prometheus/server.js";

const hour = 3600;
const day = 24 * hour;

/** Seconds before the end: a reload and a renewal happened, and an alert fired. Next to no point of a range's own. */
const moment = 41 * 60 + 37;
const firing = { from: 52 * 60, to: 33 * 60 };

const annotations = new Map(
  dashboardsOf(defaultLab).flatMap((definition) =>
    objectsAt(objectAt(definition.finalize().json, "annotations"), "list").map(
      (one) => [textAt(one, "name") ?? "", one] as const,
    ),
  ),
);

/** The events that Grafana draws at a range. From version 12 on it asks annotations for 100 points. */
async function eventsOf(server: RunningPrometheus, annotation: JsonObject, seconds: number) {
  const range = { from: (end - seconds) * 1000, to: end * 1000 };
  const { step, rate } = intervalsOf({ range, maxDataPoints: 100, timeInterval: "15s" });
  const expression = (textAt(objectAt(annotation, "target"), "expr") ?? "").replaceAll(
    "$__rate_interval",
    durationText(rate),
  );
  const aligned = (time: number) => Math.floor((time * 1000) / step) * (step / 1000);
  const when = { start: aligned(end - seconds), end: aligned(end), step: step / 1000 };
  const events = annotationEvents(annotation as never, await server.client.range(expression, when), step);
  return events.map(({ time, timeEnd }) => ({ from: end - time / 1000, to: end - timeEnd / 1000, step: step / 1000 }));
}

describe("annotations", () => {
  let server: RunningPrometheus;

  beforeAll(async () => {
    const certificate = { host: "dns", name: "dns.lab", sans: "dns.lab", job: "x", instance: "x" };
    server = await prometheusWith(
      [
        {
          name: "traefik_config_last_reload_success",
          labels: { job: "traefik", instance: "x" },
          value: (ago) => (ago > moment ? end - 30 * day : end - moment),
        },
        {
          name: "host_name_sans:certificate_expiry:max",
          labels: certificate,
          value: (ago) => end + (ago > moment ? 20 : 90) * day,
        },
        {
          name: "ALERTS",
          labels: { alertname: "ServiceDown", alertstate: "firing" },
          value: (ago) => (ago <= firing.from && ago >= firing.to ? 1 : undefined),
        },
      ],
      2 * day,
    );
  });
  afterAll(() => server.stop());

  const ranges = [hour, 3 * hour, 6 * hour, 12 * hour, day, 2 * day];

  it.each(ranges)("show a reload and a renewal once, at most a window later, in a range of %i s", async (seconds) => {
    for (const name of ["Configuration reloads", "Certificate renewals"]) {
      const events = await eventsOf(server, annotations.get(name) ?? {}, seconds);
      expect(events, name).toHaveLength(1);
      const [{ from, step } = { from: 0, step: 0 }] = events;
      expect(moment - from, name).toBeGreaterThanOrEqual(0);
      expect(moment - from, name).toBeLessThan(step + 15);
    }
  });

  it.each(ranges)("show a firing alert as one region in a range of %i s", async (seconds) => {
    const events = await eventsOf(server, annotations.get("Firing alerts") ?? {}, seconds);
    expect(events).toHaveLength(1);
    const [{ from, to, step } = { from: 0, to: 0, step: 0 }] = events;
    expect(Math.abs(firing.from - from)).toBeLessThan(step + 15);
    expect(Math.abs(firing.to - to)).toBeLessThanOrEqual(Math.max(60, step + 15));
  });
});
