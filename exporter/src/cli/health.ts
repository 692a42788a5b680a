import { readFile } from "node:fs/promises";
import { request } from "node:https";
import { reasonOf } from "../log.js";
import { notOk, ok, type World } from "./world.js";

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
const patience = 5000;

/** Asks a running exporter how it is, as a client that may: 0 where it is well, 1 where not, with the reason. */
export async function health(world: World, options: HealthOptions): Promise<number> {
  const page = options.ready === true ? "/readyz" : "/healthz";
  try {
    const code = await statusOf(page, options);
    if (code === 200) return ok;
    world.complain(`${options.at} answers ${page} with ${code}`);
  } catch (error) {
    world.complain(`${options.at} can't be asked (${reasonOf(error)})`);
  }
  return notOk;
}

async function statusOf(path: string, { at, ...files }: HealthOptions): Promise<number> {
  const [cert, key, ca] = await Promise.all([files.certificate, files.key, files.ca].map((file) => readFile(file)));
  return new Promise((done, fail) => {
    const asked = request(
      new URL(path, `https://${at}`),
      // It is asked by its address, which its certificate needn't hold; that the authority signed it is looked at.
      { cert, key, ca, timeout: patience, agent: false, checkServerIdentity: () => undefined },
      (response) => {
        response.resume().once("end", () => {
          done(response.statusCode ?? 0);
        });
      },
    );
    asked.once("timeout", () => asked.destroy(new Error(`no answer in ${patience / 1000} s`)));
    asked.once("error", fail);
    asked.end();
  });
}
