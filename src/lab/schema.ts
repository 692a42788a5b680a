import * as z from "zod";
import { complete } from "./complete.js";
import { checkReferences } from "./references.js";
import { writtenLab } from "./written.js";

export type { LabInput } from "./written.js";

/**
 * The one schema of the lab. Lists replace their defaults wholly, and a default that depends on the rest of the lab
 * (a zone, a title, a colour) is filled in once everything is known to be right. References are checked even where
 * single values are wrong, so that all mistakes come at once.
 */
export const labSchema = writtenLab.check(z.superRefine(checkReferences, { when: () => true })).transform(complete);

/** A lab in which nothing is left open. All names are exactly what metrics carry; all addresses are canonical. */
export type Lab = z.output<typeof labSchema>;
export type Zone = Lab["zones"][number];
export type ZoneType = Zone["type"];
export type Service = Lab["services"][number];
export type Backend = Service["backends"][number];
export type Server = Backend["servers"][number];
export type Infrastructure = Lab["infrastructure"][number];
export type InfrastructureKind = Infrastructure["kind"];
export type Client = Lab["clients"][number];
export type DeviceType = Client["device_type"];
export type Resolver = Lab["resolvers"][number];
export type FilterList = Lab["filter_lists"][number];
export type Certificates = Lab["certificates"];
export type Datasource = Lab["datasource"];
export type Sources = Lab["sources"];
export type Dashboards = Lab["dashboards"];
