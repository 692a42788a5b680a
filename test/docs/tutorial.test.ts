import {
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { expect, it } from "vitest";
import { npmEnvironment } from "../package/npm.js";
import { packedPackage } from "../package/project.js";
import { findPrometheus } from "../prometheus/binary.js";
import { pages } from "./pages.js";
import { objectionTo, stepsIn, type } from "./shell.js";

/** What the reader of the tutorial starts with: the packed package beside an empty place, and Prometheus's tools. */
async function beginning(): Promise<{ directory: string; environment: NodeJS.ProcessEnv }> {
  const directory = realpathSync(mkdtempSync(join(tmpdir(), "homelab-dashboards-tutorial-")));
  const checkout = join(directory, "homelab-dashboards");
  mkdirSync(checkout);
  const packed = await packedPackage();
  for (const file of readdirSync(packed).filter((name) => name.endsWith(".tgz")))
    copyFileSync(join(packed, file), join(checkout, file));
  const { promtool } = await findPrometheus();
  const environment = {
    ...npmEnvironment,
    PATH: [dirname(promtool), process.env["PATH"]].join(delimiter),
    NO_COLOR: "1",
  };
  return { directory, environment };
}

it("the tutorial's commands, in its order, answer what it shows", async () => {
  const tutorial = pages.find(({ path }) => path === "docs/tutorials/first-dashboards.md");
  const { directory: start, environment } = await beginning();
  try {
    let directory = start;
    const objections: string[] = [];
    let typed = 0;
    for (const { file, language, text } of tutorial?.blocks ?? []) {
      if (file !== undefined) writeFileSync(join(directory, file), `${text}\n`);
      for (const step of language === "console" ? stepsIn(text) : []) {
        const answer = await type(step.command, directory, environment);
        directory = answer.directory;
        typed += 1;
        objections.push(...[objectionTo(step, answer)].filter((objection) => objection !== undefined));
      }
    }
    expect(objections).toEqual([]);
    expect(typed).toBeGreaterThan(10);
    const services = readFileSync(
      join(directory, "provisioning/grafana/dashboards/homelab/homelab-services.json"),
      "utf8",
    );
    expect(services).toContain("Requests by status code");
  } finally {
    rmSync(start, { recursive: true, force: true });
  }
});
