import type { Lab } from "../lab/index.js";
import { datasourceVariable, queryResult, queryVariable } from "../grafana/index.js";
import { backendChoice, instanceChoice, serviceChoice, zoneChoice } from "../queries/index.js";
import { chosen, variables } from "./scope.js";

/** The Prometheus that is asked; at first the one that is provisioned with the dashboards. */
export const datasource = (lab: Lab) => datasourceVariable({ name: lab.datasource.name, uid: lab.datasource.uid });

/** The zone from which something was asked. */
export const zone = (lab: Lab) =>
  queryVariable({
    variable: variables.zone,
    label: "Zone",
    description: "Zone from which requests and queries came.",
    query: queryResult(zoneChoice(chosen(lab)), "zone"),
  });

/** The service that was asked. */
export const service = (lab: Lab) =>
  queryVariable({
    variable: variables.service,
    label: "Service",
    description: "Service behind Traefik.",
    query: queryResult(serviceChoice(chosen(lab)), "service"),
  });

/** The host that node exporter measures. */
export const instance = (lab: Lab) =>
  queryVariable({
    variable: variables.instance,
    label: "Host",
    description: "Host that node exporter measures.",
    query: queryResult(instanceChoice(chosen(lab), nodeExporterJob(lab)), "instance"),
  });

/**
 * The backends of the chosen services, for metrics that carry nothing else. Hidden, and with the listed values as "All":
 * `.*` would not follow the choice of services.
 */
export const backend = (lab: Lab) =>
  queryVariable({
    variable: variables.backend,
    label: "Backend",
    description: "Backends of the chosen services.",
    query: queryResult(backendChoice(chosen(lab), variables.service), "backend"),
    all: "listed",
    hidden: true,
  });

function nodeExporterJob(lab: Lab): string | undefined {
  return lab.infrastructure.find(({ name }) => name === "node-exporter")?.job;
}
