/**
 * What a home network is: its zones, services, clients and hosts, read from a lab.yml or written in TypeScript.
 *
 * @module
 */
export { canonicalAddress } from "./address.js";
export { LabError, type LabIssue } from "./issue.js";
export { defaultLab, defineLab, parseLab } from "./parse.js";
export { readLab } from "./read.js";
export { labJsonSchema } from "./json-schema.js";
export { labSchema } from "./schema.js";
export type * from "./schema.js";
export { labTemplate } from "./template.js";
export { unknownZone, zoneOf } from "./zone.js";
