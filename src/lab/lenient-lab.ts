import * as z from "zod";
import { defaultInfrastructure, defaultServices, defaultZones } from "./default-lab.js";

/*
 * The values of a lab that take part in references. A value that is wrong in itself has its own issue already and
 * is absent ("") here, so that the other references can still be checked.
 */
const text = z.string().catch("");
const texts = z.array(text).catch([]);
/** Undefined where it is missing. */
const maybeText = z.string().optional().catch("");
/** Empty where it is missing, but not where it is wrong. */
const maybeTexts = z.array(text).default([]).catch([""]);
const weight = z.number().catch(1);

const isMapping = (value: unknown) => typeof value === "object" && value !== null && !Array.isArray(value);
const entry = <Shape extends z.ZodRawShape>(shape: Shape) =>
  z.preprocess((value) => (isMapping(value) ? value : {}), z.object(shape));
const entries = <Shape extends z.ZodRawShape>(shape: Shape) => z.array(entry(shape)).catch([]);

const given = z.unknown().optional();

const zones = entries({
  name: text,
  cidrs: texts,
  color: given,
  colour: given,
  latitude: given,
  longitude: given,
});
const services = entries({
  name: text,
  zone: text,
  dependencies: texts,
  backends: entries({ name: text, weight, servers: entries({ url: text, weight }) }),
});
const infrastructure = entries({ name: text, kind: text, zone: text, job: text, service: text });

const lenientSchema = entry({
  zones,
  services,
  infrastructure,
  clients: entries({ title: text, zone: text, address: maybeText, addresses: maybeTexts, client_ids: maybeTexts }),
  resolvers: entries({ name: text, zone: text, addresses: texts }),
  filter_lists: entries({ list: z.union([z.number(), z.string()]).catch("") }),
  exporter: entry({
    metrics: entry({ behavior: given, behaviour: given }),
    probe: entry({ dns: entry({ targets: entries({ name: text }) }) }),
    adguard: entry({
      url: given,
      username: given,
      password_file: given,
      certificate: given,
      key: given,
      query_log: z.string().default("api").catch(""),
    }).optional(),
  }),
});

const listsSchema = entry({ zones: given, services: given, infrastructure: given });

/** References of a lab that may be invalid; zones, services and infrastructure are the default ones where it has none. */
export const lenientLab = (lab: unknown) => {
  const has = listsSchema.parse(lab);
  const own = lenientSchema.parse(lab);
  const areZonesOwn = has.zones !== undefined;
  return {
    ...own,
    isInfrastructureOwn: has.infrastructure !== undefined,
    areZonesEmpty: Array.isArray(has.zones) && has.zones.length === 0,
    zones: areZonesOwn ? own.zones : zones.parse(defaultZones),
    services: has.services !== undefined || areZonesOwn ? own.services : services.parse(defaultServices),
    infrastructure: has.infrastructure !== undefined ? own.infrastructure : infrastructure.parse(defaultInfrastructure),
  };
};

export type LenientLab = ReturnType<typeof lenientLab>;
