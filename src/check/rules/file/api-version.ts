import type { FileKind } from "../../file-kind.js";
import { rule } from "../../rule.js";
import { isRecord, own } from "../../value.js";

const versioned: ReadonlySet<FileKind> = new Set(["datasource", "dashboard-provider"]);

export default rule("file/api-version", {
  why: "Without apiVersion Grafana reads a file in an older format: it ignores keys such as isDefault and jsonData, or doesn't start.",
  severity: "error",
  files: "foreign",
  check: function* ({ files }) {
    for (const { kind, source } of files) {
      if (!versioned.has(kind) || !isRecord(source.value)) continue;
      if (Number(own(source.value, "apiVersion")) > 0) continue;
      yield {
        location: { source, steps: [] },
        message: "this file has no apiVersion",
        fix: "add apiVersion: 1 at its top",
      };
    }
  },
});
