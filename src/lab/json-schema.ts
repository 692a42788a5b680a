import * as z from "zod";
import { labSchema } from "./schema.js";

/**
 * JSON Schema (draft 2020-12) of a lab.yml, for editors and for whoever checks one without this library. It knows keys,
 * types and descriptions; that references meet and addresses are right is known to {@link labSchema} alone.
 */
export const labJsonSchema = () => ({
  ...z.toJSONSchema(labSchema, { io: "input", target: "draft-2020-12" }),
  $id: "urn:homelab-dashboards:schema:lab",
  title: "Lab",
  description:
    "A home network: zones, services, infrastructure, clients and resolvers, and how its dashboards are built.",
});
