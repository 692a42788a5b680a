import { spawnSync } from "node:child_process";
import { chmodSync, chownSync, existsSync, mkdirSync, mkdtempSync } from "node:fs";
import { readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { parse } from "yaml";
import { type Authority, createAuthority } from "../../../test/certificates/authority.js";
import { npm } from "../../../test/package/npm.js";
import { ensureBundled, scratchDirectory } from "../command.js";
import { accessLine } from "../logs/access-line.js";
import { trafficLabInput } from "../logs/lab.js";
import { requests } from "../logs/requests.js";
import { startExporter, surroundingsIn } from "../service/process.js";

const packageDirectory = resolve(import.meta.dirname, "../..");
const manifest = JSON.parse(readFileSync(join(packageDirectory, "package.json"), "utf8"));

/** Somebody else's directory, into which the packed exporter was installed and nothing else. */
let project: string;
/** Paths in the tarball. */
let packed: readonly string[];
let authority: Authority;

beforeAll(async () => {
  await ensureBundled();
  project = mkdtempSync(join(tmpdir(), "homelab-exporter-project-"));
  const [tarball] = JSON.parse(await npm(["pack", "--json", "--pack-destination", project], packageDirectory));
  packed = tarball.files.map(({ path }: { readonly path: string }) => path);
  writeFileSync(join(project, "package.json"), JSON.stringify({ name: "project", private: true }));
  await npm(["install", `./${tarball.filename}`], project);
  authority = await createAuthority();
});

afterAll(async () => {
  rmSync(project, { recursive: true, force: true });
  await authority.remove();
});

const commandFile = () => join(project, "node_modules/homelab-exporter/dist/homelab-exporter.js");
const call = (...words: readonly string[]) =>
  spawnSync(join(project, "node_modules/.bin/homelab-exporter"), words, { cwd: project, encoding: "utf8" });

/** Node's numbers of who isn't there for anything else; the tests run as root, or as who can't be another. */
const nobody = process.getuid?.() === 0 ? 65_534 : undefined;

/** Takes the right to write from everybody, and gives that to read to everybody. */
function makeReadOnly(directory: string): void {
  for (const entry of readdirSync(directory, { recursive: true, withFileTypes: true })) {
    if (entry.isDirectory()) chmodSync(join(entry.parentPath, entry.name), 0o555);
    else if (entry.isFile()) chmodSync(join(entry.parentPath, entry.name), 0o555);
  }
  chmodSync(directory, 0o555);
}

describe("the packed exporter", () => {
  it("holds the command, how to run it, and the licences, and no source or test", () => {
    for (const path of ["dist/homelab-exporter.js", "README.md", "dist/LICENSE", "dist/THIRD-PARTY-LICENSES.txt"])
      expect(packed).toContain(path);
    expect(packed).toContain("systemd/homelab-exporter.service");
    expect(packed).toContain("compose.yml");
    expect(packed.filter((path) => /^(src|test|bench|node_modules)\//.test(path))).toEqual([]);
  });

  it("needs no other package", () => {
    expect(readdirSync(join(project, "node_modules")).filter((name) => !name.startsWith("."))).toEqual([manifest.name]);
    expect(Object.keys({ ...manifest.dependencies, ...manifest.peerDependencies })).toEqual([]);
  });

  it("runs, and says what is missing", () => {
    expect(call("--version")).toMatchObject({ status: 0, stdout: `${manifest.version}\n`, stderr: "" });
    expect(call("settings").stdout).toContain('"listen":":9617"');
    const { status, stderr } = call("serve", "--lab", "nowhere.yml");
    expect({ status, stderr }).toEqual({ status: 1, stderr: expect.stringMatching(/^nowhere\.yml: there is no such/) });
    expect(call("serve").stdout).toContain("the lab names no log to read");
  });

  it("is started, in a container and by systemd, by words that it understands", () => {
    const textOf = (path: string) => readFileSync(join(packageDirectory, path), "utf8");
    const [, entry = "[]"] = /^ENTRYPOINT (.*)$/m.exec(textOf("Dockerfile")) ?? [];
    const [, words = "[]"] = /^CMD (.*)$/m.exec(textOf("Dockerfile")) ?? [];
    const [, unit = ""] =
      /^ExecStart=\S+\/homelab-exporter (.*)$/m.exec(textOf("systemd/homelab-exporter.service")) ?? [];
    const compose = parse(textOf("compose.yml")).services["homelab-exporter"];
    const [, node, file, ...health] = compose.healthcheck.test;
    expect([node, file]).toEqual(JSON.parse(entry));
    expect(packed).toContain(file.replace("/opt/homelab-exporter/", ""));
    // What they name isn't here. That is something else than a command line that can't be understood.
    for (const typed of [JSON.parse(words), unit.split(" "), health]) expect(call(...typed).status, typed).toBe(1);
  });

  it("serves as somebody who may write its state and nothing else, until SIGTERM", async () => {
    const directory = scratchDirectory();
    chmodSync(directory, 0o755);
    chmodSync(authority.directory, 0o755);
    const stateDirectory = join(directory, "state");
    mkdirSync(stateDirectory);
    const access = join(directory, "access.log");
    writeFileSync(access, [...requests({ count: 20 })].map((event) => `${accessLine(event)}\n`).join(""));
    const surroundings = await surroundingsIn(directory, authority, trafficLabInput, {
      traefik: { access_log: access },
      state_file: join(stateDirectory, "state"),
    });
    makeReadOnly(project);
    if (nobody !== undefined)
      for (const path of [stateDirectory, join(authority.directory, "exporter.key")]) chownSync(path, nobody, nobody);
    const user = nobody === undefined ? {} : { user: nobody };
    await using exporter = await startExporter(surroundings, { command: [commandFile(), "serve"], ...user });

    const { client } = surroundings;
    const files = ["--certificate", client.certificateFile, "--key", client.keyFile, "--ca", authority.certificateFile];
    const health = (...words: readonly string[]) => call("health", ...files, ...words);
    const at = ["--at", `127.0.0.1:${exporter.port}`];
    expect(health(...at)).toMatchObject({ status: 0, stderr: "" });
    expect(health("--at", "127.0.0.1:1")).toMatchObject({
      status: 1,
      stderr: "127.0.0.1:1 can't be asked (ECONNREFUSED: connection refused)\n",
    });
    await expect.poll(() => health(...at, "--ready").status).toBe(0);

    expect((await exporter.get()).body).toMatch(/^homelab_exporter_events_total\{source="access-log"\} 20$/m);
    expect(await exporter.end("SIGTERM")).toBe(0);
    expect(exporter.lines.at(-1)).toMatchObject({ msg: "stopped" });
    expect(existsSync(join(stateDirectory, "state"))).toBe(true);
  });
});
