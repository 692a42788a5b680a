import { isGraph } from "./graphs.js";
import type { MutationResult, ProofResults, ScenarioResult } from "./results.js";

/** In these every query must be held against figures. */
const exact = ["healthy", "zero", "reset", "siblings", "copies"] as const;

const dashboardOf = (id: string): string => id.split("/")[0] ?? "";
const kindOf = (id: string): "annotation" | "variable" | "target" => {
  const part = id.split("/")[1];
  return part === "annotation" || part === "variable" ? part : "target";
};

/**
 * Why the proof isn't whole, a line each: a query that a scenario left out, or that wasn't held against figures where it
 * must be; a query that never had data; a mutant that survived without a reason.
 */
export function gaps({ scenarios, mutants }: ProofResults): readonly string[] {
  const ids = everyId(scenarios);
  const hunted = new Set(mutants.flatMap((part) => part.hunted.map(({ id }) => id)));
  const inScenarios = scenarios.flatMap(({ scenario, proofs }) => {
    const byId = new Map(proofs.map((proof) => [proof.id, proof]));
    return ids.flatMap((id) => {
      const proof = byId.get(id);
      if (proof === undefined) return [`${id} wasn't asked in ${scenario}`];
      if (proof.errors.length > 0) return [`${id} is wrong in ${scenario}`];
      return exact.some((name) => name === scenario) && !proof.asserted
        ? [`${id} isn't held against figures in ${scenario}`]
        : [];
    });
  });
  const absent = exact.filter((name) => !scenarios.some(({ scenario }) => scenario === name));
  const seen = new Set(scenarios.flatMap(({ proofs }) => proofs.flatMap(({ id, withData }) => (withData ? [id] : []))));
  return [
    ...scenarios.flatMap(({ scenario, proofs }) =>
      proofs.flatMap(({ id, errors }) =>
        errors.length > 0 && !ids.includes(id) ? [`${id} is wrong in ${scenario}`] : [],
      ),
    ),
    ...absent.map((name) => `the scenario ${name} wasn't proven`),
    ...inScenarios,
    // A graph's queries are numbered by the lab, and some stand for what only other labs have.
    ...ids.filter((id) => !seen.has(id) && !isGraph(id)).map((id) => `${id} has data in no scenario`),
    ...ids.filter((id) => kindOf(id) !== "variable" && !hunted.has(id)).map((id) => `${id} has no mutants`),
  ];
}

/** docs/reference/proof.md. The same outcome gives the same text. */
export function proofPage(parts: ProofResults): string {
  return [
    "<!-- Written by `npm run proof` from the outcome of `npm test`, which compares it; don't edit. -->",
    "",
    "# Proof",
    "",
    "Every query of every dashboard is asked of a real Prometheus, through the emitted datasource with its client",
    "certificate, in every scenario below. What comes back is judged by what happened in a simulated home network: plain",
    "code counts the events, knows nothing of PromQL, and never reads an answer. Every panel then goes through Grafana's own",
    "engine (`@grafana/data`): transformations, overrides, cells, and the contract of node graphs.",
    "",
    "Of each query mutants are made, each wrong in one place: a matcher dropped, a label lost, `rate` for `increase`, 4xx",
    "for 5xx. Something must object to each of them; where nothing can, a reason is written down.",
    "",
    "Queries are named `dashboard/panel/query` throughout: `homelab-zones/traffic-matrix/A`. The code is in",
    "[`test/proof`](../../test/proof).",
    "",
    "## Dashboards",
    "",
    ...table(coverageRows(parts)),
    "",
    `“Scenarios” says in how many of the ${String(parts.scenarios.length)} every query was asked and every answer was sound; “figures” how many queries`,
    `were held against figures in ${exact.join(", ")}.`,
    "",
    "## Scenarios",
    "",
    ...table(scenarioRows(parts.scenarios)),
    "",
    "“Exact” counts what is held against the events (or must be empty). Of the rest it is proven that it is answered without",
    "an error, that numbers are numbers, that labels are those which the types promise, that legends have names, and that its",
    "panel can be drawn.",
    "",
    "## Mutants that survive",
    "",
    "Each of these answers the same as its query, or draws the same graph, wherever it was asked; a mutant that answers",
    "otherwise and goes unnoticed fails the test. Six mutants of each query are asked, the likeliest mistakes first.",
    "[All of them by query](proof-survivors.md).",
    "",
    ...table(reasonRows(parts.mutants)),
    "",
    `Of ${String(unheard(parts))} queries no mutant changed anything. All of them belong to node graphs: they stand for what is folded,`,
    "for what is missing elsewhere, or for a name beside which no figure is shown.",
    "",
  ].join("\n");
}

/** docs/reference/proof-survivors.md: every mutant that nothing can notice, by its query. */
export function survivorsPage({ mutants }: ProofResults): string {
  const hunted = mutants.flatMap((part) => part.hunted).toSorted((one, other) => (one.id < other.id ? -1 : 1));
  return [
    "<!-- Written by `npm run proof` from the outcome of `npm test`, which compares it; don't edit. -->",
    "",
    "# Mutants that survive",
    "",
    "Every mutant that answers the same as its query, or draws the same graph, wherever it was asked;",
    "[proof.md](proof.md) says how they are found, and counts them by their reasons.",
    "",
    ...table([
      ["query", "what was changed", "why nothing can notice it"],
      ...hunted.flatMap(({ id, survivors }) =>
        survivors.map(({ what, reason }): Row => [`\`${id}\``, `\`${what.replaceAll("`", "'")}\``, reason]),
      ),
    ]),
    "",
  ].join("\n");
}

/** The table that `npm test` prints. */
export const coverageText = (parts: ProofResults): string => {
  const rows = coverageRows(parts);
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
};

const unheard = ({ mutants }: ProofResults): number =>
  mutants.flatMap(({ hunted }) => hunted.filter((one) => one.survivors.length === one.mutants)).length;

type Row = readonly string[];

function coverageRows({ scenarios, mutants }: ProofResults): readonly Row[] {
  const ids = everyId(scenarios);
  const dashboards = [...new Set(ids.map(dashboardOf))];
  const rowOf = (name: string, own: readonly string[]): Row => {
    const count = (kind: string) => String(own.filter((id) => kindOf(id) === kind).length);
    const whole = scenarios.filter(({ proofs }) => {
      const sound = new Set(proofs.flatMap(({ id, errors }) => (errors.length === 0 ? [id] : [])));
      return own.every((id) => sound.has(id));
    });
    const asserted = own.filter((id) =>
      exact.every((wanted) =>
        scenarios.some(
          ({ scenario, proofs }) => scenario === wanted && proofs.some((proof) => proof.id === id && proof.asserted),
        ),
      ),
    );
    const hunted = mutants.flatMap((part) => part.hunted.filter(({ id }) => own.includes(id)));
    const all = hunted.reduce((sum, { mutants: number }) => sum + number, 0);
    const alive = hunted.reduce((sum, { survivors }) => sum + survivors.length, 0);
    return [
      name,
      count("target"),
      count("annotation"),
      count("variable"),
      `${String(whole.length)} of ${String(scenarios.length)}`,
      `${String(asserted.length)} of ${String(own.length)}`,
      String(all),
      String(all - alive),
      String(alive),
    ];
  };
  return [
    ["dashboard", "targets", "annotations", "variables", "scenarios", "figures", "mutants", "noticed", "explained"],
    ...dashboards.map((name) =>
      rowOf(
        name,
        ids.filter((id) => dashboardOf(id) === name),
      ),
    ),
    rowOf("all", ids),
  ];
}

function scenarioRows(scenarios: readonly ScenarioResult[]): readonly Row[] {
  return [
    ["scenario", "what is the matter", "queries", "exact", "with data"],
    ...scenarios.map(({ scenario, about, proofs }): Row => {
      const count = (holds: (proof: ScenarioResult["proofs"][number]) => boolean) =>
        String(proofs.filter(holds).length);
      return [
        scenario,
        about,
        String(proofs.length),
        count(({ asserted }) => asserted),
        count(({ withData }) => withData),
      ];
    }),
  ];
}

function reasonRows(mutants: readonly MutationResult[]): readonly Row[] {
  const byReason = new Map<string, { id: string; what: string }[]>();
  for (const { hunted } of mutants) {
    for (const { id, survivors } of hunted) {
      for (const { what, reason } of survivors) {
        const known = byReason.get(reason);
        if (known) known.push({ id, what });
        else byReason.set(reason, [{ id, what }]);
      }
    }
  }
  return [
    ["why nothing can notice it", "mutants", "for example"],
    ...[...byReason].map(([reason, found]): Row => {
      const [first] = found;
      return [reason, String(found.length), `\`${first?.id ?? ""}\`: ${first?.what ?? ""}`];
    }),
  ];
}

/** Every query of the healthy network's lab. Larger labs have graphs with more queries, which are judged with their graph. */
function everyId(scenarios: readonly ScenarioResult[]): readonly string[] {
  const healthy = scenarios.find(({ scenario }) => scenario === exact[0]);
  return (healthy?.proofs ?? []).map(({ id }) => id).toSorted();
}

function table(rows: readonly Row[]): readonly string[] {
  const line = (row: Row) => `| ${row.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`;
  const [head = [], ...body] = rows;
  return [line(head), line(head.map(() => "---")), ...body.map(line)];
}
