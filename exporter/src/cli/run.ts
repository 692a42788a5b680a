import { Command, CommanderError } from "commander";
import { printableOutput } from "homelab-dashboards/lab";
import { errorMessage } from "./error-message.js";
import type { HealthOptions } from "./health.js";
import { failure, success, type Terminal, usageError } from "./terminal.js";

/**
 * Runs a command. The modules of a command are loaded when it runs.
 *
 * @param args the arguments after the name of the program
 * @returns the exit code: 0 success, 1 an invalid lab or an unusable file, 2 an invalid command line
 */
export async function run(args: readonly string[], unfiltered: Terminal): Promise<number> {
  const terminal = printableOutput(unfiltered);
  let code = success;
  const program = createProgram(terminal);
  for (const addCommand of [addServe, addSettings, addReplay, addHealth])
    addCommand(program, terminal, (result) => (code = result));
  try {
    await program.parseAsync(args, { from: "user" });
    return code;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? success : usageError;
    terminal.stderr(errorMessage(error));
    return failure;
  }
}

/** Adds a command that reports its exit code. */
type AddCommand = (program: Command, terminal: Terminal, exit: (code: number) => void) => void;

const withoutLineEnd = (text: string) => text.replace(/\n$/, "");

const createProgram = (terminal: Terminal): Command =>
  new Command("homelab-exporter")
    .description("Serves the deep metrics of a home network from Traefik's access log and AdGuard Home's query log.")
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
    .showHelpAfterError("Type `homelab-exporter --help` for the commands and options.")
    .addHelpText("after", "\nExit codes: 0 success, 1 an invalid or unreadable file, 2 wrong usage.");

interface LabOption {
  readonly lab?: string;
}

const labOption = [
  "--lab <file>",
  "the lab; default: ./lab.yml or ./lab.yaml, and without these the built-in default lab",
] as const;

const addServe: AddCommand = (program, terminal, exit) => {
  program
    .command("serve", { isDefault: true })
    .description("read both logs, count, and answer Prometheus; the default command")
    .option(...labOption)
    .action(async ({ lab }: LabOption) => {
      const { serve } = await import("./serve.js");
      exit(await serve(terminal, lab));
    });
};

const addSettings: AddCommand = (program, terminal, exit) => {
  program
    .command("settings")
    .description("print the lab with all defaults, as JSON")
    .option(...labOption)
    .action(async ({ lab }: LabOption) => {
      const { settings } = await import("./settings.js");
      exit(settings(terminal, lab));
    });
};

const addReplay: AddCommand = (program, terminal, exit) => {
  program
    .command("replay")
    .description("print the metrics of log files; the kind of each file is detected from its lines")
    .argument("<files...>", "Traefik's access log, AdGuard Home's querylog.json; of one kind the oldest first")
    .option(...labOption)
    .action(async (files: readonly string[], { lab }: LabOption) => {
      const { replay } = await import("./replay.js");
      exit(await replay(terminal, lab, files));
    });
};

const addHealth: AddCommand = (program, terminal, exit) => {
  program
    .command("health")
    .description("check a running exporter with a client certificate; for health checks of containers")
    .requiredOption("--certificate <file>", "certificate of the client")
    .requiredOption("--key <file>", "its private key")
    .requiredOption("--ca <file>", "certificate of the authority that signed the exporter's")
    .option("--at <address:port>", "address of the exporter", "127.0.0.1:9617")
    .option("--ready", "check for readiness instead: the logs present at the start have been read")
    .action(async (options: HealthOptions) => {
      const { health } = await import("./health.js");
      exit(await health(terminal, options));
    });
};
