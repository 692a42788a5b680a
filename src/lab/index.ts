/**
 * A lab: zones, services, clients and hosts of a home network, read from a lab.yml or written in TypeScript.
 *
 * @module
 */
export { canonicalAddress } from "./address.js";
export { aggregateClient, aggregateClientPattern } from "./aggregate-client.js";
export { addressesOf, clientIdLabel, clientLabel } from "./client.js";
export { parseDuration } from "./duration.js";
export { LabError, type LabIssue } from "./lab-error.js";
export { defaultLab, defineLab, parseLab } from "./parse.js";
export { localBlocks } from "./local-blocks.js";
export { printable, printableJson, printableLines, printableOutput } from "../printable.js";
export { notAFile, type FileKind, type NotAFile } from "../regular-file.js";
export { readLab } from "./read.js";
export { withoutProvider } from "./service.js";
export type {
  AdguardSource,
  AdguardSourceInput,
  Backend,
  BackendInput,
  Certificates,
  CertificatesInput,
  Client,
  ClientInput,
  Dashboards,
  DashboardsInput,
  Datasource,
  DatasourceInput,
  DeviceType,
  Exporter,
  ExporterInput,
  ExporterLimits,
  ExporterLimitsInput,
  ExporterMetrics,
  ExporterMetricsInput,
  ExporterProbe,
  ExporterProbeInput,
  ExporterTls,
  ExporterTlsInput,
  FilterCategory,
  FilterList,
  Infrastructure,
  InfrastructureInput,
  InfrastructureKind,
  Lab,
  LabInput,
  LogLevel,
  Multiplicity,
  Resolver,
  ResolverInput,
  Server,
  ServerInput,
  Service,
  ServiceInput,
  Sources,
  SourcesInput,
  TraefikSource,
  TraefikSourceInput,
  Zone,
  ZoneInput,
  ZoneType,
} from "./lab.generated.js";
export { exporterInterval, exporterParts, isCalled, isScraped, partInterval } from "./scrape-jobs.js";
export { labTemplate } from "./template.js";
export { tlsEndpoints, type TlsEndpoint } from "./tls-endpoints.js";
export { infrastructureRows, topologyRows, type InfrastructureRow, type TopologyRow } from "./topology.js";
export { unknownZone, zoneOf } from "./zone.js";
