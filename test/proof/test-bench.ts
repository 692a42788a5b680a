import { dashboardsOf } from "../../src/dashboards/index.js";
import { buildTree } from "../../src/index.js";
import type { Lab } from "../../src/lab/index.js";
import { readDatasource, type Datasource } from "../grafana-client/datasource.js";
import { runDashboard, type AnsweredDashboard, type View } from "../grafana-client/run.js";
import type { Selection } from "../grafana-client/variables.js";
import type { Answer } from "../prometheus/client.js";
import { mutualTls, type MutualTls } from "../prometheus/mutual-tls.js";
import { evaluatedRules } from "./evaluated-rules.js";
import { recordRules } from "../prometheus/record-rules.js";
import { serveHistory, type HistoryOptions, type ServedHistory } from "../simulation/history.js";

/** The dashboards and the datasource in the files of a lab. */
interface BuiltDashboards {
  readonly dashboards: readonly BuiltDashboard[];
  /** The emitted datasource, connected to a Prometheus on a port of 127.0.0.1. */
  readonly connect: (tls: MutualTls, port: number) => Datasource;
}

interface BuiltDashboard {
  readonly uid: string;
  readonly json: unknown;
  readonly keys: ReadonlyMap<number, string>;
}

export function buildDashboards(lab: Lab): BuiltDashboards {
  const files = buildTree(lab);
  const text = (end: string): string => {
    const file = files.find(({ path }) => path.endsWith(end));
    if (file === undefined) throw new Error(`No emitted file is called ${end}.`);
    return file.content;
  };
  return {
    dashboards: dashboardsOf(lab).map((definition) => {
      const { uid, keys } = definition.finalize();
      const json: unknown = JSON.parse(text(`/${uid}.json`));
      return { uid, json, keys: new Map(Object.entries(keys).map(([key, id]) => [id, key])) };
    }),
    connect: (tls, port) =>
      readDatasource(text("/datasources/prometheus.yml"), {
        readFile: tls.readFile,
        hosts: { [new URL(lab.datasource.url).host]: `127.0.0.1:${String(port)}` },
      }),
  };
}

/** Opens a dashboard: sends all its queries. */
export function openDashboard(
  { dashboards }: BuiltDashboards,
  uid: string,
  view: Pick<View, "datasource" | "range"> & { readonly selection?: Selection | undefined },
): Promise<AnsweredDashboard> {
  const dashboard = dashboards.find((one) => one.uid === uid);
  if (dashboard === undefined) throw new Error(`No dashboard ${uid} was emitted.`);
  const { selection = {}, ...rest } = view;
  return runDashboard(dashboard.json, { ...rest, selection, keys: dashboard.keys });
}

/** A lab's emitted dashboards and its simulated history in a real Prometheus, connected by the emitted datasource. */
export interface TestBench extends AsyncDisposable {
  readonly history: ServedHistory;
  /** Milliseconds since 1970: the last hour of the simulation. */
  readonly range: { readonly from: number; readonly to: number };
  /** The emitted datasource, connected to the history. */
  readonly datasource: Datasource;
  readonly open: (uid: string, selection?: Selection) => Promise<AnsweredDashboard>;
}

const hour = 3_600_000;

export async function openTestBench(lab: Lab, options: HistoryOptions = {}): Promise<TestBench> {
  const emitted = buildDashboards(lab);
  const tls = await mutualTls(lab.certificates, lab.datasource.server_name);
  const history = await serveHistory({
    ...options,
    simulation: { lab, ...options.simulation },
    server: { ...options.server, ...tls.server },
  });
  const { start, end } = history.simulation;
  await recordRules(history.prometheus.client, evaluatedRules(lab), { start, end });
  const to = end * 1000;
  const range = { from: to - hour, to };
  const datasource = memoized(emitted.connect(tls, history.prometheus.port));
  return {
    history,
    range,
    datasource,
    open: (uid, selection) => openDashboard(emitted, uid, { datasource, range, selection }),
    async [Symbol.asyncDispose]() {
      await history.stop();
      await tls.remove();
    },
  };
}

/**
 * The same datasource, which sends each query once: most queries of a dashboard don't depend on the selection, and the
 * answers of a recorded history don't change.
 */
function memoized(datasource: Datasource): Datasource {
  const { client } = datasource;
  const answers = new Map<string, Promise<Answer>>();
  const once = (key: string, ask: () => Promise<Answer>): Promise<Answer> => {
    const known = answers.get(key) ?? ask();
    answers.set(key, known);
    return known;
  };
  return {
    ...datasource,
    client: {
      ...client,
      instant: (expression, time) => once(`${String(time)} ${expression}`, () => client.instant(expression, time)),
      range: (expression, range) =>
        once(`${JSON.stringify(range)} ${expression}`, () => client.range(expression, range)),
    },
  };
}
