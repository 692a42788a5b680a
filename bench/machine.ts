import { cpus, release, totalmem, type } from "node:os";
import { bytesText } from "./format.js";

/** The facts about the machine that figures depend on, and none that identifies it. */
export interface Machine {
  readonly processor: string;
  readonly cores: number;
  readonly memory: string;
  readonly system: string;
  readonly node: string;
}

export function thisMachine(): Machine {
  const cores = cpus();
  return {
    processor: cores[0]?.model.trim() ?? "unknown processor",
    cores: cores.length,
    memory: `${bytesText(totalmem())} of memory`,
    system: `${type()} ${release().replace(/-.*$/, "")}`,
    node: process.versions.node,
  };
}
