import { Command, CommanderError } from "commander";
import { errorMessage } from "./error-message.js";
import type { HealthOptions } from "./health.js";
import { failure, success, usageError, type Terminal } from "./terminal.js";

/**
 * Runs the command and returns its exit code: 0 all well, 1 a lab that isn't right or a file that can't be used, 2 a
 * command line that can't be understood. What a command doesn't need isn't loaded.
 *
 * @param words what was typed after the name of the command
 */
export async function run(words: readonly string[], world: Terminal): Promise<number> {
  let code = success;
  try {
    await commands(world, (result) => (code = result)).parseAsync(words, { from: "user" });
    return code;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? success : usageError;
    world.stderr(errorMessage(error));
    return failure;
  }
}

interface LabOption {
  readonly lab?: string;
}

const labOption = [
  "--lab <file>",
  "the lab; without it ./lab.yml or ./lab.yaml, and without these the default lab",
] as const;

function commands(world: Terminal, end: (code: number) => void): Command {
  const withoutLineEnd = (text: string) => text.replace(/\n$/, "");
  const program = new Command("homelab-exporter")
    .description("Serves the deep metrics of a home network from Traefik's access log and AdGuard Home's query log.")
    .version(world.version, "-V, --version", "print the version")
    .helpOption("-h, --help", "print this help")
    .exitOverride()
    .configureOutput({
      writeOut: (text) => {
        world.stdout(withoutLineEnd(text));
      },
      writeErr: (text) => {
        world.stderr(withoutLineEnd(text));
      },
    })
    .showHelpAfterError("Type `homelab-exporter --help` for what there is.")
    .addHelpText("after", "\nExit codes: 0 all well, 1 a file that isn't right, 2 wrong usage.");

  program
    .command("serve", { isDefault: true })
    .description("read both logs, count, and answer Prometheus; what happens without a command")
    .option(...labOption)
    .action(async ({ lab }: LabOption) => {
      const { serve } = await import("./serve.js");
      end(await serve(world, lab));
    });

  program
    .command("settings")
    .description("print the lab as it is understood, with every default, as JSON")
    .option(...labOption)
    .action(async ({ lab }: LabOption) => {
      const { settings } = await import("./settings.js");
      end(settings(world, lab));
    });

  program
    .command("replay")
    .description("print the metrics that logs come to; both kinds are known by what they hold")
    .argument("<files...>", "Traefik's access log, AdGuard Home's querylog.json; of one kind the oldest first")
    .option(...labOption)
    .action(async (files: readonly string[], { lab }: LabOption) => {
      const { replay } = await import("./replay.js");
      end(await replay(world, lab, files));
    });

  program
    .command("health")
    .description("ask a running exporter whether it is well, as a client that may; for health checks of containers")
    .requiredOption("--certificate <file>", "certificate of the client")
    .requiredOption("--key <file>", "its private key")
    .requiredOption("--ca <file>", "certificate of the authority that signed the exporter's")
    .option("--at <address:port>", "where it listens", "127.0.0.1:9617")
    .option("--ready", "whether it has read all that was there at its start, too")
    .action(async (options: HealthOptions) => {
      const { health } = await import("./health.js");
      end(await health(world, options));
    });

  return program;
}
