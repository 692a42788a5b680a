import type { Lab } from "./lab.generated.js";

/** An endpoint whose certificate the exporter probes. */
export interface TlsEndpoint {
  /** Value of the label `host`, different for each endpoint of a lab. */
  readonly host: string;
  /** Name that the client sends (SNI). */
  readonly serverName: string;
  readonly port: number;
  /** Address to connect to. Absent where it is that of the server name. */
  readonly address?: string;
  /** Whether Traefik answers, so that its own metric may name the same certificate. */
  readonly isTraefik: boolean;
  /** Whether the lab doesn't say that there is an endpoint: Traefik without `tls_port`. */
  readonly isAssumed: boolean;
}

type EndpointLab = Pick<Lab, "services" | "infrastructure">;
type Part = Lab["infrastructure"][number];

const httpsPort = 443;

/**
 * The infrastructure of a lab with a `tls_port`, and Traefik, the first part of the kind proxy, for each host that it
 * routes: those of services, and of infrastructure with a `service`. Its port is 443 by default. A second endpoint of a
 * host is labelled `host:port`.
 */
export function tlsEndpoints({ services, infrastructure }: EndpointLab): readonly TlsEndpoint[] {
  const proxy = infrastructure.find(({ kind }) => kind === "proxy");
  const declared = infrastructure.flatMap((part) =>
    part.tls_port === undefined ? [] : [{ ...endpointOf(part, part.host, part.tls_port), isTraefik: part === proxy }],
  );
  const hosts = [
    ...services.flatMap(({ host }) => host ?? []),
    ...infrastructure.flatMap(({ host, service }) => (service === undefined ? [] : [host])),
  ];
  const routed = hosts.flatMap((host) =>
    // SNI allows no addresses.
    proxy === undefined || isAddress(host)
      ? []
      : [{ ...endpointOf(proxy, host, proxy.tls_port ?? httpsPort), isTraefik: true, isAssumed: !proxy.tls_port }],
  );
  return labelled([...declared.map((one) => ({ ...one, isAssumed: false })), ...routed]);
}

const endpointOf = ({ host, address = host }: Part, serverName: string, port: number) => ({
  serverName,
  port,
  ...(address !== serverName && { address }),
});

const isAddress = (host: string) => /^[\d.]+$|:/.test(host);

/** Each endpoint once, under a label of its own. */
function labelled(endpoints: readonly Omit<TlsEndpoint, "host">[]): readonly TlsEndpoint[] {
  const byLabel = new Map<string, TlsEndpoint>();
  for (const endpoint of endpoints) {
    const { serverName, port } = endpoint;
    const [first, second] = [serverName, `${serverName}:${port}`];
    const known = byLabel.get(first);
    if (known === undefined) byLabel.set(first, { ...endpoint, host: first });
    else if (known.port !== port || known.address !== endpoint.address)
      byLabel.set(second, { ...endpoint, host: second });
    else byLabel.set(first, { ...known, isTraefik: known.isTraefik || endpoint.isTraefik });
  }
  return [...byLabel.values()];
}
