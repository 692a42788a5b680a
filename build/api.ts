/**
 * Reports of the public API, one for each entry of the package: every exported name with its declaration, and the
 * declarations of this package that it refers to. A change of the API changes a report.
 */
import { mkdir, readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { CompilerState, Extractor, ExtractorConfig, ExtractorLogLevel } from "@microsoft/api-extractor";
import type { CommittedFile } from "./committed-files.js";
import { root } from "./process.js";

const scratch = join(root, "node_modules/.cache/homelab-dashboards/api");

interface Entry {
  readonly name: string;
  readonly declarations: string;
}

async function entries(): Promise<Entry[]> {
  const content: unknown = JSON.parse(await readFile(join(root, "package.json"), "utf8"));
  const exported: unknown = typeof content === "object" && content !== null && "exports" in content && content.exports;
  return Object.entries<unknown>({ ...(typeof exported === "object" ? exported : {}) }).flatMap(([path, target]) =>
    typeof target === "string" && target.endsWith(".js")
      ? [
          {
            name: path === "." ? "index" : path.slice("./".length),
            declarations: join(root, target.replace(/\.js$/, ".d.ts")),
          },
        ]
      : [],
  );
}

const configOf = ({ name, declarations }: Entry): ExtractorConfig =>
  ExtractorConfig.prepare({
    configObject: {
      projectFolder: root,
      mainEntryPointFilePath: declarations,
      compiler: { tsconfigFilePath: join(root, "tsconfig.dist.json") },
      newlineKind: "lf",
      apiReport: {
        enabled: true,
        reportFolder: scratch,
        reportTempFolder: join(scratch, "temp"),
        reportFileName: `${name}.api.md`,
        // A type that isn't exported is part of the API if an exported declaration refers to it.
        includeForgottenExports: true,
      },
      docModel: { enabled: false },
      dtsRollup: { enabled: false },
      tsdocMetadata: { enabled: false },
      messages: {
        compilerMessageReporting: { default: { logLevel: ExtractorLogLevel.Error } },
        extractorMessageReporting: { default: { logLevel: ExtractorLogLevel.None } },
        tsdocMessageReporting: { default: { logLevel: ExtractorLogLevel.None } },
      },
    },
    configObjectFullPath: undefined,
    packageJsonFullPath: join(root, "package.json"),
  });

/** The reports, from the declarations in `dist`. */
export async function apiReports(): Promise<CommittedFile[]> {
  await rm(scratch, { recursive: true, force: true });
  await mkdir(scratch, { recursive: true });
  const all = (await entries()).map((entry) => ({ entry, config: configOf(entry) }));
  const [first] = all;
  if (first === undefined) throw new Error("package.json exports nothing");
  // One program for all entries: reading declarations takes most of the time.
  const compilerState = CompilerState.create(first.config, {
    additionalEntryPoints: all.map(({ entry }) => entry.declarations),
  });
  return Promise.all(
    all.map(async ({ entry, config }) => {
      const { succeeded } = Extractor.invoke(config, {
        compilerState,
        localBuild: true,
        messageCallback: (message) => {
          // The extractor reports each file as new: the directory is always empty.
          message.handled = message.logLevel !== ExtractorLogLevel.Error;
        },
      });
      if (!succeeded) throw new Error(`the declarations of ${entry.name} can't be read: see the errors above`);
      const path = `api/${entry.name}.api.md`;
      return { path, content: await readFile(join(scratch, `${entry.name}.api.md`), "utf8") };
    }),
  );
}
