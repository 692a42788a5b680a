import { spawnSync } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { findPrometheus } from "../prometheus/binary.js";

/** JSON without characters beyond ASCII, which is YAML for any parser. */
const inAscii = (value: unknown): string =>
  JSON.stringify(value).replace(
    /[^\x20-\x7e]/gu,
    (character) => `\\U${(character.codePointAt(0) ?? 0).toString(16).padStart(8, "0")}`,
  );

/** The errors of the parser of Prometheus in these expressions. */
export async function parseErrors(expressions: readonly string[]): Promise<readonly string[]> {
  const { promtool } = await findPrometheus();
  const directory = await mkdtemp(join(tmpdir(), "promql-"));
  const file = join(directory, "rules.yml");
  try {
    const rules = expressions.map((expr, index) => ({ record: `r${index}`, expr }));
    await writeFile(file, inAscii({ groups: [{ name: "any", rules }] }));
    const checked = spawnSync(promtool, ["check", "rules", "--lint=none", file], { encoding: "utf8" });
    if (checked.stdout.includes(`SUCCESS: ${expressions.length} rules found`)) return [];
    return checked.stderr.split("\n").filter((line) => line.includes("parse error"));
  } finally {
    await rm(directory, { recursive: true });
  }
}
