import { request, type RequestOptions } from "node:https";
import { readSmallFile } from "../regular-file.js";
import { describeError } from "../log.js";
import { failure, success, type Terminal } from "./terminal.js";

export interface HealthOptions {
  /** Address and port: `127.0.0.1:9617`. */
  readonly at: string;
  /** Paths of PEM files: the client's certificate and key, and the authority that signed the exporter's certificate. */
  readonly certificate: string;
  readonly key: string;
  readonly ca: string;
  /** Whether to check for readiness instead. */
  readonly ready?: boolean;
}

/** Limit for the response, in milliseconds. */
const healthTimeout = 5000;

/** Checks a running exporter, and prints the reason where it is unhealthy. */
export async function health(terminal: Terminal, options: HealthOptions): Promise<number> {
  const path = options.ready === true ? "/readyz" : "/healthz";
  // In this order, so that the first of several that are missing is named.
  const cert = await readText(options.certificate);
  const key = await readText(options.key);
  const ca = await readText(options.ca);
  try {
    const status = await getStatus(new URL(path, `https://${options.at}`), { cert, key, ca });
    if (status === 200) return success;
    terminal.stderr(`${options.at} answers ${path} with ${status}`);
  } catch (error) {
    terminal.stderr(`${options.at} can't be asked (${describeError(error)})`);
  }
  return failure;
}

async function readText(path: string): Promise<string> {
  try {
    return (await readSmallFile(path)).toString("utf8");
  } catch (error) {
    throw new Error(`${path} can't be read (${describeError(error)})`);
  }
}

const getStatus = (url: URL, credentials: Pick<RequestOptions, "cert" | "key" | "ca">): Promise<number> =>
  new Promise((resolve, reject) => {
    const sent = request(
      url,
      // The certificate may lack the address, so only its signature is verified.
      { ...credentials, timeout: healthTimeout, agent: false, checkServerIdentity: () => undefined },
      (response) => {
        response.resume().once("end", () => {
          resolve(response.statusCode ?? 0);
        });
      },
    );
    sent.once("timeout", () => sent.destroy(new Error(`no answer in ${healthTimeout / 1000} s`)));
    sent.once("error", reject);
    sent.end();
  });
