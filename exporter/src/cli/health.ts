import { readFile } from "node:fs/promises";
import { request, type RequestOptions } from "node:https";
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
  const [cert, key, ca] = await Promise.all([options.certificate, options.key, options.ca].map(textOf));
  try {
    const code = await statusOf(new URL(page, `https://${options.at}`), { cert, key, ca });
    if (code === 200) return ok;
    world.complain(`${options.at} answers ${page} with ${code}`);
  } catch (error) {
    world.complain(`${options.at} can't be asked (${reasonOf(error)})`);
  }
  return notOk;
}

async function textOf(path: string): Promise<string> {
  try {
    return await readFile(path, "utf8");
  } catch (error) {
    throw new Error(`${path} can't be read (${reasonOf(error)})`);
  }
}

const statusOf = (url: URL, credentials: Pick<RequestOptions, "cert" | "key" | "ca">): Promise<number> =>
  new Promise((done, fail) => {
    const asked = request(
      url,
      // It is asked by its address, which its certificate needn't hold; that the authority signed it is looked at.
      { ...credentials, timeout: patience, agent: false, checkServerIdentity: () => undefined },
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
