/** Runs the steps of docs/how-to/check-in-ci.md by bash, as both services do, in a project with the installed package. */
import { spawn } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { parse } from "yaml";
import { put } from "../provisioning/scratch.js";
import { root } from "./build-once.js";
import { npmEnvironment } from "./npm.js";
import { installedProject, runCommand, type Outcome, type Project } from "./project.js";

const page = readFileSync(join(root, "docs/how-to/check-in-ci.md"), "utf8");
const [github, gitlab] = [...page.matchAll(/^```yaml\n([\s\S]*?)^```$/gm)].map(([, text = ""]) => parse(text));
const steps: readonly { name?: string; run?: string }[] = github.jobs.dashboards.steps;
const job: { before_script: string[]; script: string[] } = gitlab.homelab;

/** The step of each service, and the steps before it. */
const services = [
  {
    service: "GitHub Actions",
    before: steps.flatMap(({ name, run }) => (name === undefined && run !== undefined ? [run] : [])),
    step: steps.find(({ name }) => name?.startsWith("Dashboards"))?.run ?? "",
  },
  { service: "GitLab", before: job.before_script, step: job.script.join("\n") },
];

const lab = `zones:
  - name: home
    cidrs: ["192.168.7.0/24"]
services:
  - name: wiki@docker
`;
const dns = "provisioning/grafana/dashboards/homelab/homelab-dns.json";

let project: Project;

const bash = (script: string, directory: string): Promise<Outcome> =>
  new Promise((done, fail) => {
    // Both services stop at the first failing line.
    const child = spawn("bash", ["-eo", "pipefail", "-c", script], {
      cwd: directory,
      stdio: ["ignore", "pipe", "pipe"],
      env: { ...npmEnvironment, CI: "true" },
    });
    const texts = { stdout: "", stderr: "" };
    for (const stream of ["stdout", "stderr"] as const) {
      child[stream].setEncoding("utf8").on("data", (text: string) => {
        texts[stream] += text;
      });
    }
    child.once("error", fail);
    child.once("close", (status) => {
      done({ status, ...texts });
    });
  });

beforeAll(async () => {
  project = await installedProject({ type: "module" });
  put(project.directory, "lab.yml", lab);
  const built = await runCommand(project.directory, "build");
  expect(built).toMatchObject({ status: 0, stderr: "" });
});
afterAll(() => {
  project.remove();
});

/** Runs the script in a checkout with a change. */
async function runAfter(change: (directory: string) => void, script: string, isInstalled = true): Promise<Outcome> {
  const directory = mkdtempSync(join(tmpdir(), "homelab-dashboards-checkout-"));
  const packages = join(project.directory, "node_modules");
  try {
    cpSync(project.directory, directory, { recursive: true, filter: (path) => path !== packages });
    if (isInstalled) symlinkSync(packages, join(directory, "node_modules"));
    change(directory);
    return await bash(script, directory);
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

describe.each(services)("the step for $service", ({ before, step }) => {
  it("passes where the committed files are those of lab.yml, after a clean installation", async () => {
    expect(before).toEqual(["npm ci"]);
    const { status, stdout, stderr } = await runAfter(() => undefined, [...before, step].join("\n"), false);
    expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
    expect(stdout).toContain("provisioning is up to date: 16 files, nothing to change.");
    expect(stdout).toContain("16 files checked: 0 errors, 0 warnings.");
  });

  it.each([
    [
      "lab.yml changed",
      (directory: string) => {
        put(directory, "lab.yml", lab.replace("wiki@", "notes@"));
      },
      "  ~ grafana/dashboards/homelab/homelab-topology.json\n",
    ],
    [
      "a file was edited by hand",
      (directory: string) => {
        put(directory, dns, readFileSync(join(directory, dns), "utf8").replace("Domain and DNS", "DNS"));
      },
      "  ~ grafana/dashboards/homelab/homelab-dns.json (was changed by hand; `build` overwrites that: make changes in lab.yml or in your own program)\n",
    ],
    [
      "a file is missing",
      (directory: string) => {
        rmSync(join(directory, dns));
      },
      "  + grafana/dashboards/homelab/homelab-dns.json\n",
    ],
  ])("fails, names the file and says what to do where %s", async (_, change, line) => {
    const { status, stderr } = await runAfter(change, step);
    expect(status).toBe(1);
    expect(stderr).toContain(line);
    expect(stderr).toContain("To write this: npx homelab-dashboards build\n");
  });

  it("fails for a dashboard without a title that the build didn't write", async () => {
    const { status, stderr } = await runAfter((directory) => {
      put(directory, "provisioning/grafana/dashboards/homelab/mine.json", `{ "panels": [] }`);
    }, step);
    expect(status).toBe(1);
    expect(stderr).toContain("error: provisioning/grafana/dashboards/homelab/mine.json: ");
  });
});
