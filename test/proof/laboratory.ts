import { buildDashboards, servicePerformance } from "../../src/dashboards/index.js";
import type { Lab } from "../../src/lab/index.js";
import { provisioningTree } from "../../src/provisioning/index.js";
import { readDatasource, type Datasource } from "../grafana-client/datasource.js";
import { runDashboard, type AnsweredDashboard } from "../grafana-client/run.js";
import type { Selection } from "../grafana-client/variables.js";
import { mutualTls } from "../prometheus/mutual-tls.js";
import { serveHistory, type HistoryOptions, type ServedHistory } from "../simulation/history.js";

/** A lab's emitted files beside its simulated history in a real Prometheus, joined by the emitted datasource alone. */
export interface Laboratory extends AsyncDisposable {
  readonly lab: Lab;
  readonly history: ServedHistory;
  readonly datasource: Datasource;
  /** Milliseconds since 1970: the hour before the end of the story. */
  readonly range: { readonly from: number; readonly to: number };
  /** Everything that the dashboard asks, answered. */
  readonly look: (selection?: Selection) => Promise<AnsweredDashboard>;
}

const hour = 3_600_000;

export async function openLaboratory(lab: Lab, options: HistoryOptions = {}): Promise<Laboratory> {
  const files = provisioningTree(lab, buildDashboards(lab));
  const text = (path: RegExp): string => {
    const file = files.find((one) => path.test(one.path));
    if (file === undefined) throw new Error(`No emitted file matches ${String(path)}.`);
    return file.content;
  };
  const tls = await mutualTls(lab.certificates, lab.datasource.server_name);
  const history = await serveHistory({
    ...options,
    simulation: { ...options.simulation, lab },
    server: { ...options.server, ...tls.server },
  });
  const datasource = readDatasource(text(/datasources\/prometheus\.yml$/), {
    readFile: tls.readFile,
    hosts: { [new URL(lab.datasource.url).host]: `127.0.0.1:${String(history.prometheus.port)}` },
  });
  const to = history.simulation.end * 1000;
  const range = { from: to - hour, to };
  const definition = servicePerformance(lab).finalize();
  const keys = new Map(Object.entries(definition.keys).map(([key, id]) => [id, key]));
  const json: unknown = JSON.parse(text(new RegExp(`${definition.uid}\\.json$`)));
  return {
    lab,
    history,
    datasource,
    range,
    look: (selection = {}) => runDashboard(json, { datasource, range, selection, keys }),
    async [Symbol.asyncDispose]() {
      await history.stop();
      await tls.remove();
    },
  };
}
