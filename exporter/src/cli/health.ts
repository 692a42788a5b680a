import { readFile } from "node:fs/promises";
import { request, type RequestOptions } from "node:https";
import { describeError } from "../log.js";
import { failure, success, type Terminal } from "./terminal.js";

export interface HealthOptions {
  /** Address and port: `127.0.0.1:9617`. */
  readonly at: string;
  /** Paths of PEM files: of a client that may scrape, and of the authority that signed the exporter's certificate. */
  readonly certificate: string;
  readonly key: string;
  readonly ca: string;
  /** Whether it is asked for having read all that was there at its start, too. */
  readonly ready?: boolean;
}

/** Milliseconds. */
const healthTimeout = 5000;

/** Asks a running exporter how it is, as a client that may: 0 where it is well, 1 where not, with the reason. */
export async function health(world: Terminal, options: HealthOptions): Promise<number> {
  const page = options.ready === true ? "/readyz" : "/healthz";
  const [cert, key, ca] = await Promise.all([options.certificate, options.key, options.ca].map(textOf));
  try {
    const code = await statusOf(new URL(page, `https://${options.at}`), { cert, key, ca });
    if (code === 200) return success;
    world.stderr(`${options.at} answers ${page} with ${code}`);
  } catch (error) {
    world.stderr(`${options.at} can't be asked (${describeError(error)})`);
  }
  return failure;
}

async function textOf(path: string): Promise<string> {
  try {
    return await readFile(path, "utf8");
  } catch (error) {
    throw new Error(`${path} can't be read (${describeError(error)})`);
  }
}

const statusOf = (url: URL, credentials: Pick<RequestOptions, "cert" | "key" | "ca">): Promise<number> =>
  new Promise((done, fail) => {
    const asked = request(
      url,
      // It is asked by its address, which its certificate needn't hold; that the authority signed it is looked at.
      { ...credentials, timeout: healthTimeout, agent: false, checkServerIdentity: () => undefined },
      (response) => {
        response.resume().once("end", () => {
          done(response.statusCode ?? 0);
        });
      },
    );
    asked.once("timeout", () => asked.destroy(new Error(`no answer in ${healthTimeout / 1000} s`)));
    asked.once("error", fail);
    asked.end();
  });
