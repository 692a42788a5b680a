import { copyFileSync, writeFileSync } from "node:fs";
import { afterAll, beforeAll, expect, it } from "vitest";
import {
  type Authority,
  createAuthority,
  type Credentials as IssuedFiles,
} from "../../../test/certificates/authority.js";
import { createCertificateReload } from "../../src/server/certificate-reload.js";
import { type Credentials, readCredentials } from "../../src/server/credentials.js";
import { recordingLog, tlsFiles } from "./client.js";

let authority: Authority;
let first: IssuedFiles;
let second: IssuedFiles;

beforeAll(async () => {
  authority = await createAuthority();
  first = await authority.server("first", ["exporter.lab"]);
  second = await authority.server("second", ["exporter.lab"]);
});

afterAll(() => authority.remove());

/** A reload of files that start as copies of the first certificate. */
async function scene(name: string) {
  const files = await authority.server(name, ["exporter.lab"]);
  const replaceBy = (from: IssuedFiles) => {
    copyFileSync(from.certificateFile, files.certificateFile);
    copyFileSync(from.keyFile, files.keyFile);
  };
  replaceBy(first);
  const tls = tlsFiles(authority, files);
  const applied: Credentials[] = [];
  const { log, lines } = recordingLog();
  const initial = await readCredentials(tls);
  const reload = createCertificateReload({ tls, initial, log, apply: (credentials) => applied.push(credentials) });
  return { files, replaceBy, reload, applied, lines };
}

it("applies changed files once", async () => {
  const { replaceBy, reload, applied, lines } = await scene("changed");
  await reload();
  expect(applied).toEqual([]);
  replaceBy(second);
  await reload();
  await reload();
  expect(applied.map(({ cert }) => cert)).toEqual([second.certificate]);
  expect(lines).toMatchObject([{ level: "info", msg: "renewed certificates are in use" }]);
});

it("logs files that can't be used, and applies them after they were mended", async () => {
  const { files, replaceBy, reload, applied, lines } = await scene("broken");
  writeFileSync(files.keyFile, "no key");
  await reload();
  expect(applied).toEqual([]);
  expect(lines).toMatchObject([{ level: "error", reason: expect.stringContaining("is not the key of") }]);
  replaceBy(second);
  await reload();
  expect(applied).toHaveLength(1);
});
