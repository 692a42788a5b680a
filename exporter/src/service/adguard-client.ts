import type { Exporter } from "homelab-dashboards/lab";
import { type AdguardClient, createAdguardClient } from "../adguard/client.js";
import { durableFile } from "../state/durable-file.js";

/** A client of AdGuard Home's API; undefined if the lab has no URL. Failed logins are saved beside the state file. */
export function adguardClientOf({ adguard, state_file: state }: Exporter): AdguardClient | undefined {
  if (adguard?.url === undefined) return undefined;
  const { url, username, password_file: passwordFile, ca, certificate, key, server_name: serverName } = adguard;
  return createAdguardClient({
    url,
    loginFile: durableFile(`${state}.logins`),
    ...(username !== undefined && passwordFile !== undefined && { username, passwordFile }),
    ...(ca !== undefined && { ca }),
    ...(certificate !== undefined && key !== undefined && { certificate, key }),
    ...(serverName !== undefined && { serverName }),
  });
}
