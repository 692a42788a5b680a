import { spawnSync } from "node:child_process";
import { chmodSync, chownSync, existsSync, mkdirSync, mkdtempSync } from "node:fs";
import { readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { parse } from "yaml";
import { testCertificates } from "../../../test/certificates/test-certificates.js";
import { npm } from "../../../test/package/npm.js";
import { ensureBundled } from "../command.js";
import { scratchDirectory } from "../scratch-directory.js";
import { accessLine } from "../logs/access-line.js";
import { trafficLabInput } from "../logs/lab.js";
import { requests } from "../logs/requests.js";
import { startExporter, createSetup } from "../service/exporter-process.js";

const packageDirectory = resolve(import.meta.dirname, "../..");
const manifest = JSON.parse(readFileSync(join(packageDirectory, "package.json"), "utf8"));

/** A project into which only the packed exporter was installed. */
let project: string;
/** Paths in the tarball. */
let packed: readonly string[];

const { authority } = await testCertificates();

beforeAll(async () => {
  await ensureBundled();
  project = mkdtempSync(join(tmpdir(), "homelab-exporter-project-"));
  const [tarball] = JSON.parse(await npm(["pack", "--json", "--pack-destination", project], packageDirectory));
  packed = tarball.files.map(({ path }: { readonly path: string }) => path);
  writeFileSync(join(project, "package.json"), JSON.stringify({ name: "project", private: true }));
  await npm(["install", `./${tarball.filename}`], project);
});

afterAll(() => {
  rmSync(project, { recursive: true, force: true });
});

const commandFile = () => join(project, "node_modules/homelab-exporter/dist/homelab-exporter.js");
const call = (...args: readonly string[]) =>
  spawnSync(join(project, "node_modules/.bin/homelab-exporter"), args, { cwd: project, encoding: "utf8" });

/** An unprivileged user id; undefined where the tests don't run as root and can't change users. */
const nobody = process.getuid?.() === 0 ? 65_534 : undefined;

/** Makes all files readable by all users, and writable by none. */
function makeReadOnly(directory: string): void {
  for (const entry of readdirSync(directory, { recursive: true, withFileTypes: true })) {
    if (entry.isDirectory()) chmodSync(join(entry.parentPath, entry.name), 0o555);
    else if (entry.isFile()) chmodSync(join(entry.parentPath, entry.name), 0o555);
  }
  chmodSync(directory, 0o555);
}

describe("the packed exporter", () => {
  it("contains the command, service files and licenses, and no source or test", () => {
    for (const path of ["dist/homelab-exporter.js", "README.md", "dist/LICENSE", "dist/THIRD-PARTY-LICENSES.txt"])
      expect(packed).toContain(path);
    expect(packed).toContain("systemd/homelab-exporter.service");
    expect(packed).toContain("compose.yml");
    expect(packed.filter((path) => /^(src|test|bench|node_modules)\//.test(path))).toEqual([]);
  });

  it("has no dependency", () => {
    expect(readdirSync(join(project, "node_modules")).filter((name) => !name.startsWith("."))).toEqual([manifest.name]);
    expect(Object.keys({ ...manifest.dependencies, ...manifest.peerDependencies })).toEqual([]);
  });

  it("runs, and reports missing files", () => {
    expect(call("--version")).toMatchObject({ status: 0, stdout: `${manifest.version}\n`, stderr: "" });
    expect(call("settings").stdout).toContain('"listen":":9617"');
    const { status, stderr } = call("serve", "--lab", "nowhere.yml");
    expect({ status, stderr }).toEqual({ status: 1, stderr: expect.stringMatching(/^nowhere\.yml: there is no such/) });
    expect(call("serve").stdout).toContain("the lab names no log to read");
  });

  it("understands the command lines of the container, the systemd unit and the health check", () => {
    const textOf = (path: string) => readFileSync(join(packageDirectory, path), "utf8");
    const [, entry = "[]"] = /^ENTRYPOINT (.*)$/m.exec(textOf("Dockerfile")) ?? [];
    const [, command = "[]"] = /^CMD (.*)$/m.exec(textOf("Dockerfile")) ?? [];
    const [, unit = ""] =
      /^ExecStart=\S+\/homelab-exporter (.*)$/m.exec(textOf("systemd/homelab-exporter.service")) ?? [];
    const compose = parse(textOf("compose.yml")).services["homelab-exporter"];
    const [, node, file, ...health] = compose.healthcheck.test;
    expect([node, file]).toEqual(JSON.parse(entry));
    expect(packed).toContain(file.replace("/opt/homelab-exporter/", ""));
    // Their files don't exist here, which gives another exit code than an invalid command line.
    for (const args of [JSON.parse(command), unit.split(" "), health]) expect(call(...args).status, args).toBe(1);
  });

  it("serves as an unprivileged user with write access to its state only, until SIGTERM", async () => {
    const directory = scratchDirectory();
    chmodSync(directory, 0o755);
    chmodSync(authority.directory, 0o755);
    const stateDirectory = join(directory, "state");
    mkdirSync(stateDirectory);
    const access = join(directory, "access.log");
    writeFileSync(access, [...requests({ count: 20 })].map((event) => `${accessLine(event)}\n`).join(""));
    const setup = await createSetup(directory, authority, trafficLabInput, {
      traefik: { access_log: access },
      state_file: join(stateDirectory, "state"),
    });
    makeReadOnly(project);
    if (nobody !== undefined)
      for (const path of [stateDirectory, join(authority.directory, "exporter.key")]) chownSync(path, nobody, nobody);
    const user = nobody === undefined ? {} : { user: nobody };
    await using exporter = await startExporter(setup, { command: [commandFile(), "serve"], ...user });

    const { client } = setup;
    const files = ["--certificate", client.certificateFile, "--key", client.keyFile, "--ca", authority.certificateFile];
    const health = (...args: readonly string[]) => call("health", ...files, ...args);
    const at = ["--at", `127.0.0.1:${exporter.port}`];
    expect(health(...at)).toMatchObject({ status: 0, stderr: "" });
    expect(health("--at", "127.0.0.1:1")).toMatchObject({
      status: 1,
      stderr: "127.0.0.1:1 can't be asked (ECONNREFUSED: connection refused)\n",
    });
    await expect.poll(() => health(...at, "--ready").status).toBe(0);

    expect((await exporter.get()).body).toMatch(/^homelab_exporter_events_total\{source="access-log"\} 20$/m);
    expect(await exporter.stop("SIGTERM")).toBe(0);
    expect(exporter.lines.at(-1)).toMatchObject({ msg: "stopped" });
    expect(existsSync(join(stateDirectory, "state"))).toBe(true);
  });
});
