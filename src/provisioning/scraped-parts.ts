import {
  exporterParts,
  isCalled,
  isScraped,
  partInterval,
  type Infrastructure as Part,
  type Lab,
} from "../lab/index.js";

type IsExposedBy = (part: Part, exporters: readonly Part[]) => boolean;

const isTraefik: IsExposedBy = (part) => part.kind === "proxy" || isCalled(part, "traefik");
const isPrometheus: IsExposedBy = (part) => part.kind === "metrics" || isCalled(part, "prometheus");
const isNodeExporter: IsExposedBy = (part) => isCalled(part, "node-exporter", "node");
const isHomelabExporter: IsExposedBy = (part, exporters) => exporters.includes(part);

/**
 * The parts whose job exposes the metrics of a source, given the parts that may be homelab-exporter. No job exposes the
 * results of rules: Prometheus computes them.
 */
export const exposes: Readonly<Record<string, IsExposedBy>> = {
  traefik: isTraefik,
  prometheus: isPrometheus,
  node: isNodeExporter,
  "access-log": isHomelabExporter,
  "query-log": isHomelabExporter,
  "adguard-api": isHomelabExporter,
  probe: isHomelabExporter,
  exporter: isHomelabExporter,
  lab: isHomelabExporter,
  rule: () => false,
};

/**
 * The scrape intervals, in milliseconds, of the jobs whose metrics the panels read. The lab may list other jobs, such as
 * that of a NAS which is asked once an hour.
 */
export const readIntervals = (lab: Lab): readonly number[] => {
  const exporters = exporterParts(lab);
  const isRead = (part: Part) => Object.values(exposes).some((isExposedBy) => isExposedBy(part, exporters));
  return lab.infrastructure.filter((part) => isScraped(part) && isRead(part)).map(partInterval);
};
