import * as z from "zod";
import { labSchema } from "./schema.js";

/**
 * JSON Schema (draft 2020-12) of a lab.yml, for editors and other validators. It has keys, types and descriptions;
 * references and addresses are checked by {@link labSchema} alone.
 */
export const labJsonSchema = () => ({
  ...z.toJSONSchema(labSchema, { io: "input", target: "draft-2020-12" }),
  $id: "urn:homelab-dashboards:schema:lab",
  title: "Lab",
  description:
    "A home network: zones, services, infrastructure, clients and resolvers, and how its dashboards are built.",
});
