import { Command, CommanderError } from "commander";
import { printableOutput } from "../printable.js";
import { errorMessage } from "./error-message.js";
import { defaultTree, failure, success, usageError, type Terminal } from "./terminal.js";

/**
 * Runs the command and returns its exit code: 0 for success, 1 for findings, changes, an invalid lab or a file that can't
 * be used, 2 for an invalid command line. A subcommand loads only the modules that it needs.
 *
 * @param words arguments after the name of the command
 */
export async function run(words: readonly string[], unfiltered: Terminal): Promise<number> {
  const terminal = printableOutput(unfiltered);
  let code = success;
  try {
    await commands(terminal, (result) => (code = result)).parseAsync(words, { from: "user" });
    return code;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? success : usageError;
    terminal.stderr(errorMessage(error));
    return failure;
  }
}

function commands(terminal: Terminal, end: (code: number) => void): Command {
  const withoutLineEnd = (text: string) => text.replace(/\n$/, "");
  const program = new Command("homelab-dashboards")
    .description("Builds Grafana dashboards and their provisioning for a home network behind Traefik and AdGuard Home.")
    .version(terminal.version, "-V, --version", "print the version")
    .helpOption("-h, --help", "print this help")
    .exitOverride()
    .configureOutput({
      writeOut: (text) => {
        terminal.stdout(withoutLineEnd(text));
      },
      writeErr: (text) => {
        terminal.stderr(withoutLineEnd(text));
      },
    })
    .showHelpAfterError("Type `homelab-dashboards --help` for all commands.")
    .addHelpText("after", "\nExit codes: 0 success, 1 findings, changes or an invalid file, 2 wrong usage.");

  program
    .command("init")
    .description("write a commented lab.yml of the default lab, unless it exists")
    .action(async () => {
      const { init } = await import("./init.js");
      end(await init(terminal));
    });

  program
    .command("build")
    .description("build the provisioning tree of a lab and write the changed files")
    .option("--lab <file>", "the lab; without it ./lab.yml or ./lab.yaml, and without these the default lab")
    .option("--out <directory>", "where to write", defaultTree)
    .option("--dry-run", "print the changes without making them")
    .option("--check", "for CI: like --dry-run, and fail if anything would change")
    .action(async (options: { lab?: string; out: string; dryRun?: boolean; check?: boolean }) => {
      const { build } = await import("./build.js");
      end(await build(terminal, options));
    });

  program
    .command("check")
    .description("check dashboards, dashboard providers and datasources")
    .argument("[paths...]", "files and directories", [defaultTree])
    .action(async (paths: readonly string[]) => {
      const { check } = await import("./check.js");
      end(await check(terminal, paths));
    });

  return program;
}
