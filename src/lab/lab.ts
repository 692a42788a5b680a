/**
 * The lab as types: what its owner writes, and what becomes of it. Written out rather than inferred from the schema, so
 * that editors show what each field means and nobody who imports them has to load the types of a validator; a test holds
 * the two against each other.
 */
import type { Exporter, ExporterInput } from "./exporter.js";
import type { deviceTypes, filterCategories, infrastructureKinds, zoneTypes } from "./vocabulary.js";

/** The same with these fields filled in. */
type Complete<Written, Filled extends keyof Written> = Omit<Written, Filled> & Required<Pick<Written, Filled>>;

/** What kind of place a zone is. */
export type ZoneType = (typeof zoneTypes)[number];
/** What kind of thing a client is. */
export type DeviceType = (typeof deviceTypes)[number];
/** What a part of the infrastructure does. */
export type InfrastructureKind = (typeof infrastructureKinds)[number];
/** What a filter list is against. */
export type FilterCategory = (typeof filterCategories)[number];
/** Whether several instances of a source each see events of their own, or all the same ones. */
export type Multiplicity = "siblings" | "copies";

/** A part of the network, told apart by address. */
export interface ZoneInput {
  /** As metrics carry it: any text of one line. Each once; `unknown` is reserved. */
  readonly name: string;
  /** Default: the name. */
  readonly title?: string;
  /** Default: `internal`. */
  readonly type?: ZoneType;
  /** CIDR blocks, IPv4 and IPv6. An address belongs to the longest matching prefix of all zones. */
  readonly cidrs: readonly string[];
  /** `#rrggbb`. Default: the next of six that color-blind people can tell apart. */
  readonly color?: string;
  /** Another spelling of `color`; give one of the two. */
  readonly colour?: string;
  /** An icon of Grafana's. Default: one that fits the type. */
  readonly icon?: string;
  /** Whether its clients are counted as one instead of each by address. Default: true for the type `external`. */
  readonly anonymous?: boolean;
  /** Bandwidth in bits per second. Without it no utilisation is shown. */
  readonly capacity?: number;
  /** In degrees, together with the longitude. */
  readonly latitude?: number;
  /** In degrees, together with the latitude. */
  readonly longitude?: number;
  /** Zone of firewalld that it mirrors; for documentation. */
  readonly firewalld_zone?: string;
  /** Network interfaces; for documentation. */
  readonly interfaces?: readonly string[];
  /** Services that firewalld lets in; for documentation. */
  readonly services?: readonly string[];
  /** Whether firewalld masquerades; for documentation. */
  readonly masquerading?: boolean;
}

export interface Zone extends Complete<
  Omit<ZoneInput, "colour">,
  "title" | "type" | "icon" | "anonymous" | "interfaces" | "services" | "masquerading"
> {}

export interface ServerInput {
  /** Exactly as in the metrics' label `server`: `http://10.0.3.7:5230`. */
  readonly url: string;
  /** Share of the requests, relative to its neighbours. Default: 1. */
  readonly weight?: number;
}

export interface Server extends Complete<ServerInput, "weight"> {}

export interface BackendInput {
  /** Exactly as in the metrics' label `backend`: `memos-blue@docker`. */
  readonly name: string;
  /** Share of the requests, relative to its neighbours. Default: 1. */
  readonly weight?: number;
  /** Servers with weights, where these aren't equal. */
  readonly servers?: readonly ServerInput[];
}

export interface Backend extends Complete<Omit<BackendInput, "servers">, "weight"> {
  readonly servers: readonly Server[];
}

/** A service that Traefik routes. */
export interface ServiceInput {
  /** Exactly the metrics' label `service`, provider included: `memos@docker`. Each once. */
  readonly name: string;
  /** Default: the name up to its last @. */
  readonly title?: string;
  /** Zone in which it stands. Default: the lab's first zone. */
  readonly zone?: string;
  /** What it is, in a word of your own. Default: `application`. */
  readonly kind?: string;
  /** An icon of Grafana's. Default: `apps`. */
  readonly icon?: string;
  /** Host name under which people reach it: `daily.lab`. */
  readonly host?: string;
  /** Backends of a weighted or mirrored service. Default: none; a plain service is its own backend. */
  readonly backends?: readonly BackendInput[];
  /** Names of the services and infrastructure that it needs. */
  readonly dependencies?: readonly string[];
}

export interface Service extends Complete<
  Omit<ServiceInput, "backends">,
  "title" | "zone" | "kind" | "icon" | "dependencies"
> {
  readonly backends: readonly Backend[];
}

/** What the services stand on: proxy, DNS, Prometheus, exporters. */
export interface InfrastructureInput {
  /** As metrics carry it: `traefik`. Each once, and no service has it. */
  readonly name: string;
  /** Default: the name. */
  readonly title?: string;
  /** Default: `other`. */
  readonly kind?: InfrastructureKind;
  /** Host name: `gateway.lab`. */
  readonly host: string;
  /** IPv4 or IPv6. Default: none. */
  readonly address?: string;
  /** Zone in which it stands. Default: the lab's first zone. */
  readonly zone?: string;
  /** Job under which Prometheus scrapes it. */
  readonly job?: string;
  /** The metrics' label `service` under which Traefik routes it. */
  readonly service?: string;
  /** How often Prometheus scrapes it: `15s`. */
  readonly scrape_interval?: string;
  /** Port at which the host answers by TLS with a certificate of its own, for the exporter to look at. */
  readonly tls_port?: number;
}

export interface Infrastructure extends Complete<InfrastructureInput, "title" | "kind" | "zone"> {}

/** Clients with a name. */
export interface ClientInput {
  /** An address, a CIDR block or a range: `192.168.1.100-192.168.1.120`. */
  readonly address: string;
  readonly title: string;
  /** Default: `other`. */
  readonly device_type?: DeviceType;
}

export interface Client extends Complete<ClientInput, "device_type"> {}

/** A DNS resolver that AdGuard Home asks. */
export interface ResolverInput {
  /** As metrics carry it. Each once; `cache` and `filter` are reserved. */
  readonly name: string;
  /** Default: the name. */
  readonly title?: string;
  /** As AdGuard Home lists and logs them: `1.1.1.1`, `tls://1.1.1.1`. */
  readonly addresses: readonly string[];
  /** Zone in which it stands. Default: the first anonymous zone, else the first external one, else the first. */
  readonly zone?: string;
}

export interface Resolver extends Complete<ResolverInput, "title" | "zone"> {}

export interface FilterList {
  /** Id or name of the list in AdGuard Home. */
  readonly list: number | string;
  readonly category: FilterCategory;
}

/** Absolute paths of the files for mutual TLS, as Grafana sees them. */
export interface Certificates {
  /** Of the authority that signed Prometheus's certificate. */
  readonly ca: string;
  /** With which Grafana proves itself. */
  readonly certificate: string;
  /** The private key of that. */
  readonly key: string;
}

/** The Prometheus that Grafana asks. */
export interface Datasource {
  readonly name: string;
  /** Fixed, since the dashboards refer to it. */
  readonly uid: string;
  /** As Grafana reaches it; https, since both sides show certificates. */
  readonly url: string;
  /** Name that Prometheus's certificate must hold. */
  readonly server_name: string;
  /** Where Grafana takes certificates and key from. */
  readonly credentials: "files" | "environment";
}

/** What several instances of one source are. Default: siblings. */
export interface Sources {
  readonly traefik: Multiplicity;
  readonly adguard: Multiplicity;
  readonly zone: Multiplicity;
  readonly domain: Multiplicity;
}

/** Where the dashboards stand and how they open. */
export interface Dashboards {
  /** Title of the folder in Grafana. */
  readonly folder: string;
  readonly folder_uid: string;
  /** Start of every dashboard's uid: `homelab` for `homelab-services`. */
  readonly uid_prefix: string;
  /** How often dashboards reload: `30s`; `""` for never. */
  readonly refresh: string;
  /** How far back they look at first: `6h`. */
  readonly range: string;
  /** How many a list of the busiest, slowest or worst shows. */
  readonly top: number;
  /** How many nodes the network graph shows at most. */
  readonly graph_nodes: number;
  /** Where Grafana sees the directory with the dashboards. */
  readonly path: string;
}

/** What a lab.yml holds, and what `defineLab` takes. A list replaces its default wholly. */
export interface LabInput {
  /** At least one. Default: the three of the default lab. */
  readonly zones?: readonly ZoneInput[];
  /** Default: none; in a lab without `zones`, the default lab's four. */
  readonly services?: readonly ServiceInput[];
  /** Default: the default lab's six, in the first zone. */
  readonly infrastructure?: readonly InfrastructureInput[];
  /** Default: none; in a lab without `zones`, the default lab's three. */
  readonly clients?: readonly ClientInput[];
  /** Default: Cloudflare and Google. */
  readonly resolvers?: readonly ResolverInput[];
  readonly filter_lists?: readonly FilterList[];
  /** How long Prometheus keeps what it scraped. Default: `30d`. */
  readonly retention?: string;
  readonly certificates?: Partial<Certificates>;
  readonly datasource?: Partial<Datasource>;
  readonly sources?: Partial<Sources>;
  readonly dashboards?: Partial<Dashboards>;
  readonly exporter?: ExporterInput;
}

/** A lab in which nothing is left open. All names are exactly what metrics carry; all addresses are canonical. */
export interface Lab {
  readonly zones: readonly Zone[];
  readonly services: readonly Service[];
  readonly infrastructure: readonly Infrastructure[];
  readonly clients: readonly Client[];
  readonly resolvers: readonly Resolver[];
  readonly filter_lists: readonly FilterList[];
  readonly retention: string;
  readonly certificates: Certificates;
  readonly datasource: Datasource;
  readonly sources: Sources;
  readonly dashboards: Dashboards;
  readonly exporter: Exporter;
}
