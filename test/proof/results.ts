import { mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { z } from "zod";

/*
 * Results of the tests of scenarios and mutants, saved as files until all of them ran and the pages can be compared.
 */

const directory = fileURLToPath(new URL("../../node_modules/.cache/homelab-dashboards/proof", import.meta.url));

const scenarioSchema = z.object({
  scenario: z.string(),
  about: z.string(),
  proofs: z
    .array(
      z.object({
        id: z.string(),
        asserted: z.boolean(),
        withData: z.boolean(),
        errors: z.array(z.string()).readonly(),
      }),
    )
    .readonly(),
});

const mutationSchema = z.object({
  name: z.string(),
  queries: z
    .array(
      z.object({
        id: z.string(),
        mutants: z.number(),
        survivors: z.array(z.object({ what: z.string(), kind: z.string(), reason: z.string() })).readonly(),
      }),
    )
    .readonly(),
});

export type ScenarioResult = z.infer<typeof scenarioSchema>;
export type MutationResult = z.infer<typeof mutationSchema>;

/** The tests that a result comes from; its file begins with this word. */
type ResultKind = "scenario" | "mutation";

/** Removes the results of earlier runs. */
export async function removeResults(kind: ResultKind): Promise<void> {
  for (const name of await namesOf(kind)) await rm(join(directory, name));
}

export const saveScenarioResult = (result: ScenarioResult): Promise<void> => save("scenario", result.scenario, result);
export const saveMutationResult = (result: MutationResult): Promise<void> => save("mutation", result.name, result);

async function save(kind: ResultKind, name: string, result: unknown): Promise<void> {
  await mkdir(directory, { recursive: true });
  await writeFile(join(directory, `${kind}-${name}.json`), JSON.stringify(result));
}

/** All saved results of scenarios, sorted by file name. */
export const readScenarioResults = (): Promise<readonly ScenarioResult[]> => read("scenario", scenarioSchema);

/** All saved results of mutants, sorted by file name. */
export const readMutationResults = (): Promise<readonly MutationResult[]> => read("mutation", mutationSchema);

const read = async <Result>(kind: ResultKind, schema: z.ZodType<Result>): Promise<readonly Result[]> =>
  Promise.all(
    (await namesOf(kind)).map(async (name) => schema.parse(JSON.parse(await readFile(join(directory, name), "utf8")))),
  );

async function namesOf(kind: ResultKind): Promise<readonly string[]> {
  const names = await readdir(directory).catch((): string[] => []);
  return names.filter((name) => name.startsWith(`${kind}-`)).toSorted();
}
