import {
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { expect, it } from "vitest";
import { root } from "../package/build-once.js";
import { npmEnvironment } from "../package/npm.js";
import { packedPackage } from "../package/project.js";
import { findPrometheus } from "../prometheus/binary.js";
import { pages } from "./pages.js";
import { differenceFrom, runInShell, stepsIn } from "./shell.js";

/** The reader's directory at the start: it holds the packed package. The exporter and Prometheus's tools are in the path. */
async function emptyDirectory(): Promise<{ directory: string; environment: NodeJS.ProcessEnv }> {
  const directory = realpathSync(mkdtempSync(join(tmpdir(), "homelab-dashboards-tutorial-")));
  const checkout = join(directory, "homelab-dashboards");
  mkdirSync(checkout);
  const packed = await packedPackage();
  for (const file of readdirSync(packed).filter((name) => name.endsWith(".tgz")))
    copyFileSync(join(packed, file), join(checkout, file));
  const commands = join(checkout, "commands");
  mkdirSync(commands);
  symlinkSync(join(root, "exporter/dist/homelab-exporter.js"), join(commands, "homelab-exporter"));
  const { promtool } = await findPrometheus();
  const environment = {
    ...npmEnvironment,
    PATH: [commands, dirname(promtool), process.env["PATH"]].join(delimiter),
    NO_COLOR: "1",
  };
  return { directory, environment };
}

/** The second tutorial continues in the directory of the first. */
const tutorials = ["docs/tutorials/first-dashboards.md", "docs/tutorials/change-a-panel.md"];

it("the commands of the tutorials, in their order, give the output on the pages", async () => {
  const blocks = tutorials.flatMap((path) => pages.find((page) => page.path === path)?.blocks ?? []);
  const { directory: start, environment } = await emptyDirectory();
  try {
    let directory = start;
    const differences: string[] = [];
    let commands = 0;
    for (const { file, language, text } of blocks) {
      if (file !== undefined) writeFileSync(join(directory, file), `${text}\n`);
      for (const step of language === "console" ? stepsIn(text) : []) {
        const result = await runInShell(step.command, directory, environment);
        directory = result.directory;
        commands += 1;
        differences.push(...[differenceFrom(step, result)].filter((difference) => difference !== undefined));
      }
    }
    expect(differences).toEqual([]);
    expect(commands).toBeGreaterThan(10);
    const services = readFileSync(
      join(directory, "provisioning/grafana/dashboards/homelab/homelab-services.json"),
      "utf8",
    );
    expect(services).toContain("Requests by status code");
  } finally {
    rmSync(start, { recursive: true, force: true });
  }
});
