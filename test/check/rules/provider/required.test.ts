import { describe, expect, it } from "vitest";
import { findingsOf, foreignYaml } from "../../samples.js";

const found = (provider: string) =>
  findingsOf(
    "provider/required",
    foreignYaml("dashboards/own.yml", `apiVersion: 1\nproviders:\n  - ${provider}\n`),
  ).map(({ path, message }) => [path.replace(/^.*\.yml: /, ""), message].join(": "));

describe("provider/required", () => {
  it.each([
    [
      "{ name: own, type: git, options: { path: /x } }",
      'providers[0] "own": type: Grafana knows no such type of provider',
    ],
    ["{ name: own, type: file }", 'providers[0] "own": options: this provider has no path'],
    [
      "{ name: own, folder: A, folderUid: a, options: { path: /x, foldersFromFilesStructure: true } }",
      'providers[0] "own": options.foldersFromFilesStructure: Grafana refuses folders from directories beside folder and folderUid',
    ],
  ])("finds %j", (provider, expected) => {
    expect(found(provider)).toEqual([expected]);
  });

  it.each([
    "{ name: own, options: { path: /var/lib/grafana/dashboards } }",
    "{ name: own, type: file, folder: '', options: { path: /x, foldersFromFilesStructure: true } }",
    "{ name: own, type: file, options: { folder: /x } }",
  ])("allows %j", (provider) => {
    expect(found(provider)).toEqual([]);
  });
});
