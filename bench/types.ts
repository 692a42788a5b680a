import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { commandOf, root } from "../build/process.js";
import type { Benchmark } from "./benchmark.js";
import { typedConsumer, untypedConsumer } from "./generated-queries.js";
import { amountText, ratioText, spreadText } from "./format.js";
import { ratioOf, spreadOf, measureInterleaved } from "./measure.js";
import { runNode } from "./subject.js";

const queries = 400;
const maxRatioToEmpty = 2;

const empty = [
  'import { PanelBuilder } from "@grafana/grafana-foundation-sdk/timeseries";',
  'export const panel = new PanelBuilder().title("Requests");',
].join("\n");

const compiler = () => commandOf("typescript", "tsc");

/** A user's strict project with the package and the SDK in node_modules, as npm installs them. */
function project(home: string, name: string, files: readonly string[], skipLibCheck: boolean): string {
  const directory = join(home, `${name}-${String(skipLibCheck)}`);
  mkdirSync(join(directory, "node_modules"), { recursive: true });
  symlinkSync(root, join(directory, "node_modules/homelab-dashboards"));
  symlinkSync(join(root, "node_modules/@grafana"), join(directory, "node_modules/@grafana"));
  const compilerOptions = {
    target: "es2022",
    module: "nodenext",
    strict: true,
    exactOptionalPropertyTypes: true,
    noUncheckedIndexedAccess: true,
    skipLibCheck,
    noEmit: true,
    types: [],
  };
  writeFileSync(join(directory, "package.json"), JSON.stringify({ name, private: true, type: "module" }));
  writeFileSync(join(directory, "tsconfig.json"), JSON.stringify({ compilerOptions, include: ["*.ts"] }));
  for (const [index, text] of files.entries()) writeFileSync(join(directory, `part${String(index)}.ts`), text);
  return directory;
}

/** The compiler's counts, which unlike its time are the same in every run. */
const countsIn = (text: string): ReadonlyMap<string, string> =>
  new Map([...text.matchAll(/^([A-Z][\w /]+):\s+(\S+)$/gm)].map(([, name = "", value = ""]) => [name, value]));

export const typesBenchmark: Benchmark = {
  title: `\`tsc\` over ${String(queries)} queries`,
  about:
    "`tsc --noEmit` as a process, over a strict project with so many different typed queries in files of 20, each in a panel " +
    "with a legend. It alternates with a project that imports the SDK for one panel, and with one that has as many panels " +
    "of the SDK with their queries as text. Then the same with `skipLibCheck: false`. The package is the result of " +
    "`npm run build`, in `node_modules`.",
  run: async (tiny) => {
    const home = mkdtempSync(join(tmpdir(), "homelab-dashboards-types-"));
    try {
      const amount = tiny ? 10 : queries;
      const measured = [];
      for (const skipLibCheck of tiny ? [true] : [true, false]) {
        const one = {
          empty: project(home, "empty", [empty], skipLibCheck),
          untyped: project(home, "untyped", untypedConsumer(amount), skipLibCheck),
          queries: project(home, "queries", typedConsumer(amount), skipLibCheck),
        };
        const counted = new Map<string, ReadonlyMap<string, string>>();
        const compile = (name: keyof typeof one) => () =>
          counted.set(name, countsIn(runNode([compiler(), "-p", one[name], "--extendedDiagnostics"])));
        const times = await measureInterleaved(
          {
            empty: compile("empty"),
            untyped: compile("untyped"),
            queries: compile("queries"),
          },
          tiny ? { rounds: 1, warmUp: 0 } : { rounds: 7, warmUp: 1 },
        );
        measured.push({
          skipLibCheck,
          ratio: ratioOf(times.get("queries") ?? [], times.get("empty") ?? []),
          rows: (["empty", "untyped", "queries"] as const).map((name) => {
            const own = counted.get(name);
            const count = (key: string) => amountText(Number(own?.get(key)));
            return [
              {
                empty: "one panel of the SDK",
                untyped: `${String(amount)} panels of the SDK, queries as text`,
                queries: `${String(amount)} typed queries`,
              }[name],
              spreadText(
                spreadOf((times.get(name) ?? []).map((time) => time / 1000)),
                (time) => `${time.toFixed(2)} s`,
              ),
              count("Files"),
              count("Types"),
              count("Instantiations"),
              own?.get("Check time") ?? "",
              amountText(Number(own?.get("Memory used")?.replace(/K$/, "")) * 1024),
            ];
          }),
        });
      }
      return {
        tables: measured.map(({ skipLibCheck, rows }) => ({
          title: `\`skipLibCheck: ${String(skipLibCheck)}\``,
          columns: ["project", "median (least–most)", "files", "types", "instantiations", "checking", "memory, bytes"],
          rows,
        })),
        judgements: measured.map(({ skipLibCheck, ratio }) => ({
          goal: `\`tsc\` over ${String(queries)} queries takes at most twice as long as over an empty project (\`skipLibCheck: ${String(skipLibCheck)}\`)`,
          measured: spreadText(ratio, ratioText),
          met: ratio.median <= maxRatioToEmpty,
        })),
      };
    } finally {
      rmSync(home, { recursive: true, force: true });
    }
  },
};
