import { Command, CommanderError } from "commander";
import { notOk, ok, usage, type World } from "./world.js";

/**
 * Runs the command and returns its exit code: 0 all well, 1 a lab that isn't right or a file that can't be used, 2 a
 * command line that can't be understood.
 *
 * @param words what was typed after the name of the command
 */
export async function run(words: readonly string[], world: World): Promise<number> {
  try {
    await commands(world).parseAsync(words, { from: "user" });
    return ok;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? ok : usage;
    world.complain(error instanceof Error ? error.message : String(error));
    return notOk;
  }
}

function commands(world: World): Command {
  const withoutLineEnd = (text: string) => text.replace(/\n$/, "");
  return new Command("homelab-exporter")
    .description("Serves the deep metrics of a home network from Traefik's access log and AdGuard Home's query log.")
    .version(world.version, "-V, --version", "print the version")
    .helpOption("-h, --help", "print this help")
    .exitOverride()
    .configureOutput({
      writeOut: (text) => {
        world.print(withoutLineEnd(text));
      },
      writeErr: (text) => {
        world.complain(withoutLineEnd(text));
      },
    })
    .showHelpAfterError("Type `homelab-exporter --help` for what there is.");
}
