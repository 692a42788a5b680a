import { describe, expect, it } from "vitest";
import { dashboardLink, dataLink, series, stat, table, target } from "../../src/grafana/index.js";
import { complete, fieldDefaults, finalized, panelOf, perService, perServiceAndCode, total } from "./samples.js";

const services = { uid: "lab-services", variables: ["zone", "service"] } as const;

describe("data links", () => {
  const toService = dataLink({ title: "Service", to: services, set: { service: "service" }, keep: ["zone"] });

  it("fill variables from labels and keep the time range", () => {
    const one = complete().link(dataLink({ title: "Service", to: services, set: { service: "service" } }));
    expect(fieldDefaults(one)["links"]).toEqual([
      {
        title: "Service",
        url: "/d/lab-services?var-service=${__field.labels.service:percentencode}&${__url_time_range}",
        targetBlank: false,
      },
    ]);
  });

  it("have the fields of a data link and no others", () => {
    const one = complete().link(dataLink({ title: "x", to: services }));
    expect(fieldDefaults(one)["links"]).toEqual([
      { title: "x", url: "/d/lab-services?${__url_time_range}", targetBlank: false },
    ]);
  });

  it("read the columns of the row in a table", () => {
    const panel = panelOf(
      table("x", {
        rows: ["service"],
        labels: {
          service: { title: "Service", link: dataLink({ title: "x", to: services, set: { service: "service" } }) },
        },
        columns: { Rate: { query: perService, unit: "reqps" } },
      }).description("x"),
    );
    expect(JSON.stringify(panel)).toContain("/d/lab-services?var-service=${__data.fields.service:percentencode}&");
  });

  it("hand over what is chosen, if this dashboard has the variable", () => {
    const keeping = complete().link(toService);
    expect(() => finalized({ it: keeping })).toThrow(
      'dashboard "lab-services": panel "it": a link keeps the variable "zone", which this dashboard doesn\'t have',
    );
  });

  it("don't compile to a variable that the other dashboard doesn't have, or from a label that the query lost", () => {
    // @ts-expect-error there is no variable "servce"
    dataLink({ title: "x", to: services, set: { servce: "service" } });
    // @ts-expect-error there is no variable "client"
    dataLink({ title: "x", to: services, keep: ["client"] });
    // @ts-expect-error the query has no labels left
    stat("x", target(total)).link(toService);
    const fromCode = dataLink({ title: "x", to: services, set: { service: "code" } });
    series("x", target(perServiceAndCode)).link(fromCode);
    // @ts-expect-error only one of the two queries carries "code"
    series("x", target(perService), target(perServiceAndCode)).link(fromCode);
    series("x", target(perService), target(perServiceAndCode)).link(toService);
  });
});

describe("links of a dashboard", () => {
  it("stand in the bar, and take time and variables along", () => {
    const { json } = finalized({ it: complete() }, { links: [dashboardLink({ title: "Lab", tags: ["lab"] })] });
    expect(json["links"]).toEqual([
      {
        title: "Lab",
        type: "dashboards",
        tags: ["lab"],
        asDropdown: true,
        icon: "external link",
        tooltip: "",
        includeVars: true,
        keepTime: true,
        targetBlank: false,
      },
    ]);
  });
});
