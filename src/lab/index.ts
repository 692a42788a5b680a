/**
 * What a home network is: its zones, services, clients and hosts, read from a lab.yml or written in TypeScript.
 *
 * @module
 */
export { canonicalAddress } from "./address.js";
export { aggregateClient, aggregateClientPattern, aggregateClientPrefix } from "./aggregate-client.js";
export { parseDuration } from "./duration.js";
export { LabError, type LabIssue } from "./lab-error.js";
export { defaultLab, defineLab, parseLab } from "./parse.js";
export { readLab } from "./read.js";
export type {
  AdguardSource,
  Exporter,
  ExporterInput,
  ExporterLimits,
  ExporterMetrics,
  ExporterProbe,
  ExporterTls,
  LogLevel,
  TraefikSource,
} from "./exporter.js";
export type {
  Backend,
  BackendInput,
  Certificates,
  Client,
  ClientInput,
  Dashboards,
  Datasource,
  DeviceType,
  FilterCategory,
  FilterList,
  Infrastructure,
  InfrastructureInput,
  InfrastructureKind,
  Lab,
  LabInput,
  Multiplicity,
  Resolver,
  ResolverInput,
  Server,
  ServerInput,
  Service,
  ServiceInput,
  Sources,
  Zone,
  ZoneInput,
  ZoneType,
} from "./lab.js";
export { labTemplate } from "./template.js";
export { unknownZone, zoneOf } from "./zone.js";
