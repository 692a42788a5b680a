import { describe, expect, it } from "vitest";
import { fc } from "../properties.js";
import { canvasLink } from "../../src/grafana/canvas.js";
import { dataLinkModel } from "../../src/grafana/links.js";
import { interpolate, referencedNames, type VariableValue } from "../grafana-client/interpolate.js";
import { text } from "../promql/arbitrary.js";
import { dashboardLink, dataLink, series, stat, table, target } from "../../src/grafana/index.js";
import { complete, fieldDefaults, finalized, panelOf, perService, perServiceAndCode, total } from "./samples.js";

const services = { uid: "lab-services", variables: ["zone", "service"] } as const;

describe("data links", () => {
  const toService = dataLink({ title: "Service", to: services, set: { service: "service" }, keep: ["zone"] });

  it("fill variables from labels, say what they choose, and keep the time range", () => {
    const one = complete().link(dataLink({ title: "Service", to: services, set: { service: "service" } }));
    expect(fieldDefaults(one)["links"]).toEqual([
      {
        title: "Service: ${__field.labels.service}",
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

  it("read the value of their own cell in a table, which may show another text, and the other columns of its row", () => {
    const both = { title: "x", to: services, set: { service: "service", zone: "code" } } as const;
    const panel = panelOf(
      table("x", {
        rows: ["service", "code"],
        labels: { service: { title: "Service", link: dataLink(both) } },
        columns: { Rate: { query: perServiceAndCode, unit: "reqps" } },
      }).description("x"),
    );
    expect(JSON.stringify(panel)).toContain(
      '"title":"x: ${__value.raw}","targetBlank":false,"url":"/d/lab-services?' +
        "var-service=${__value.raw:percentencode}&var-zone=${__data.fields.code:percentencode}&",
    );
  });

  it("pass on a chosen value, if this dashboard has the variable", () => {
    const keeping = complete().link(toService);
    expect(() => finalized({ it: keeping })).toThrow(
      'dashboard "lab-services": panel "it": a link keeps the variable "zone", which this dashboard doesn\'t have',
    );
  });

  it("don't compile with an unknown variable, or with a label that the query doesn't have", () => {
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

describe("any text in a link", () => {
  const single = (name: string, value: string): VariableValue => ({
    name,
    multi: false,
    includeAll: false,
    value,
    text: value,
  });
  /** The parameters of an address, as the target dashboard of a link reads them. */
  const chosen = (url: string) => [...new URL(url, "http://grafana").searchParams];
  const time = single("__url_time_range", "from=now-6h&to=now");
  const times = [
    ["from", "now-6h"],
    ["to", "now"],
  ];

  it("arrives unchanged as the value of a label, of a series, a row or a matrix", () => {
    const link = dataLink({ title: "x", to: services, set: { service: "service" } });
    fc.assert(
      fc.property(text, fc.constantFrom("series" as const, "row" as const, "first column" as const), (value, place) => {
        const variables = new Map([
          ["__field", single("__field", value)],
          ["__data", single("__data", value)],
          ["__value", single("__value", value)],
          [time.name, time],
        ]);
        const { url } = dataLinkModel(link, place);
        expect(chosen(interpolate(url, variables))).toEqual([["var-service", value], ...times]);
      }),
    );
  });

  it("arrives unchanged as one of several values of a variable", () => {
    const link = dataLink({ title: "x", to: services, keep: ["zone"] });
    fc.assert(
      fc.property(fc.array(text, { minLength: 1, maxLength: 4 }), (values) => {
        const zone = { name: "zone", multi: true, includeAll: true, value: values, text: values };
        const { url } = dataLinkModel(link, "series");
        const kept = values.map((value) => ["var-zone", value]);
        expect(
          chosen(
            interpolate(
              url,
              new Map([
                ["zone", zone],
                [time.name, time],
              ]),
            ),
          ),
        ).toEqual([...kept, ...times]);
      }),
    );
  });

  it("arrives unchanged as a constant, and Grafana finds no variable in the title", () => {
    fc.assert(
      fc.property(text, text, (title, value) => {
        const link = canvasLink({ title, to: services, set: { service: value } });
        expect(chosen(interpolate(link.url, new Map([[time.name, time]])))).toEqual([["var-service", value], ...times]);
        expect(referencedNames(link.title)).toEqual([]);
        expect(link.title.replaceAll("\u2060", "")).toBe(title);
      }),
    );
  });
});

describe("links of a dashboard", () => {
  it("are in the bar, and pass on time range and variables", () => {
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
