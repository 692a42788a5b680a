import { describe, expect, it } from "vitest";
import { sayUnfiltered, type JsonObject } from "../../src/grafana/index.js";

const filters = [{ name: "zone" }, { name: "client" }, { name: "service", followers: ["backend"] }];

const panel = (...queries: readonly string[]): JsonObject => ({
  title: "Requests",
  description: "Requests per second.",
  targets: queries.map((expr) => ({ expr })),
});

const say = (...panels: readonly JsonObject[]) => sayUnfiltered(filters)({ title: "Now", panels });
const whole = 'sum(a{zone=~"$zone", client_ip=~"$client", service=~"$service"})';

describe("a group whose panels", () => {
  it("follow all filters stays as it is, also by a variable that follows a filter", () => {
    const followed = [panel(whole), panel('sum(a{zone=~"$zone", client_ip=~"${client}", backend=~"$backend"})')];
    expect(say(...followed)).toEqual({ title: "Now", panels: followed });
  });

  it("leave out the same filters says so in its title, and in their descriptions", () => {
    const { title, panels } = say(panel('a{zone=~"$zone"}'), panel('b{zone=~"$zone"}', 'c{zone=~"$zone"}'));
    expect(title).toBe("Now (all clients and services)");
    expect(panels.map((one) => one["title"])).toEqual(["Requests", "Requests"]);
    expect(panels.map((one) => one["description"])).toEqual(
      Array(2).fill("Of all clients and services, whatever you choose. Requests per second."),
    );
  });

  it("leave out different filters has a sign at each panel that leaves out more than all do", () => {
    const { title, panels } = say(panel('a{zone=~"$zone", service=~"$service"}'), panel("up"));
    expect(title).toBe("Now (all clients)");
    expect(panels[0]?.["title"]).toBe("Requests");
    expect(panels[1]).toMatchObject({
      title: "Requests *",
      description: "* Of all zones, clients and services, whatever you choose. Requests per second.",
    });
  });

  it("follow a filter in some of their queries alone has a sign at them, and none in its title", () => {
    const { title, panels } = say(panel(whole, 'a{zone=~"$zone", service=~"$service"}'));
    expect(title).toBe("Now");
    expect(panels[0]).toMatchObject({
      title: "Requests *",
      description: "* Some of its figures are of all clients, whatever you choose. Requests per second.",
    });
  });

  it("have longer names of variables, or no queries, is not misled", () => {
    const { panels } = say(panel('a{zone=~"$zones", client_ip=~"$client", service=~"$service"}'));
    expect(panels[0]?.["description"]).toBe("Of all zones, whatever you choose. Requests per second.");
    const text = { title: "Read me" };
    expect(say(text)).toEqual({ title: "Now", panels: [text] });
    expect(say()).toEqual({ title: "Now", panels: [] });
  });

  it("have no description gets one", () => {
    const { panels } = say({ title: "Up", targets: [{ expr: 'up{zone=~"$zone", service=~"$service"}' }] });
    expect(panels[0]?.["description"]).toBe("Of all clients, whatever you choose.");
  });
});
