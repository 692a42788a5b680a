import { mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { z } from "zod";

/*
 * What the tests of scenarios and mutants found, kept until all of them ran and the page can be written.
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

const mutantsSchema = z.object({
  name: z.string(),
  hunted: z
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
export type MutationResult = z.infer<typeof mutantsSchema>;

export interface ProofResults {
  readonly scenarios: readonly ScenarioResult[];
  readonly mutants: readonly MutationResult[];
}

/** Nothing of an earlier run is left. */
export const removeResults = (): Promise<void> => rm(directory, { recursive: true, force: true });

export const saveScenarioResult = (part: ScenarioResult): Promise<void> => save(`scenario-${part.scenario}`, part);
export const saveMutationResult = (part: MutationResult): Promise<void> => save(`mutants-${part.name}`, part);

async function save(name: string, part: unknown): Promise<void> {
  await mkdir(directory, { recursive: true });
  await writeFile(join(directory, `${name}.json`), JSON.stringify(part));
}

/** Everything that was kept, in order of names. */
export async function readResults(): Promise<ProofResults> {
  const names = (await readdir(directory).catch((): string[] => [])).toSorted();
  const read = (start: string) =>
    Promise.all(
      names
        .filter((name) => name.startsWith(start))
        .map(async (name): Promise<unknown> => JSON.parse(await readFile(join(directory, name), "utf8"))),
    );
  return {
    scenarios: (await read("scenario-")).map((part) => scenarioSchema.parse(part)),
    mutants: (await read("mutants-")).map((part) => mutantsSchema.parse(part)),
  };
}
