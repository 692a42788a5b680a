import { describe, expect, it } from "vitest";
import { annotation } from "../../src/grafana/index.js";
import { complete, finalized, perService } from "./samples.js";

describe("annotations", () => {
  it("are in the form that Grafana 12 and 13 read, with a switch in the bar", () => {
    const failover = annotation({
      name: "Failover",
      query: perService,
      title: "{service} failed over",
      text: "seen at {service}",
      tags: ["service"],
      color: "#f00",
      step: "30s",
    });
    expect(finalized({ it: complete() }, { annotations: [failover] }).json["annotations"]).toEqual({
      list: [
        {
          name: "Failover",
          datasource: { type: "prometheus", uid: "${datasource}" },
          enable: true,
          hide: false,
          iconColor: "#f00",
          target: {
            refId: "Anno",
            datasource: { type: "prometheus", uid: "${datasource}" },
            expr: "sum by (service) (rate(requests_total[$__rate_interval]))",
            editorMode: "code",
            exemplar: false,
            format: "time_series",
            instant: false,
            range: true,
            interval: "30s",
            legendFormat: "__auto",
          },
          titleFormat: "{{service}} failed over",
          textFormat: "seen at {{service}}",
          tagKeys: "service",
        },
      ],
    });
  });

  it("refuse labels that the query doesn't have", () => {
    // @ts-expect-error the query carries no label "zone"
    annotation({ name: "x", query: perService, title: "{zone}", color: "#f00" });
    // @ts-expect-error the query carries no label "zone"
    annotation({ name: "x", query: perService, title: "x", tags: ["zone"], color: "#f00" });
  });
});
