import { parseDuration, type Lab } from "../lab/index.js";
import { contentOfFile, contentOfVariable, literal } from "./interpolation.js";
import { interval } from "./interval.js";
import { readIntervals } from "./scraped-parts.js";
import { provisioningYaml } from "./yaml.js";

/**
 * Environment variables of Grafana's process with the PEM texts of the authority's certificate, Grafana's certificate and
 * its private key, for labs with `credentials: environment`.
 */
export const credentialVariables = {
  ca: "HOMELAB_GRAFANA_TLS_CA",
  certificate: "HOMELAB_GRAFANA_TLS_CERTIFICATE",
  key: "HOMELAB_GRAFANA_TLS_KEY",
} as const;

/**
 * The longest scrape interval of the jobs that the panels read, as an interval of Grafana; Prometheus's default where the
 * lab lists none. `$__rate_interval` is at least four times as long, so that a rate over it sees samples of each of them.
 */
export const slowestScrape = (lab: Lab): string => interval(Math.max(...readIntervals(lab), 0) || parseDuration("1m"));

const secrets = ({ certificates, datasource }: Lab) =>
  datasource.credentials === "environment"
    ? {
        tlsCACert: contentOfVariable(credentialVariables.ca),
        tlsClientCert: contentOfVariable(credentialVariables.certificate),
        tlsClientKey: contentOfVariable(credentialVariables.key),
      }
    : {
        tlsCACert: contentOfFile("certificates.ca", certificates.ca),
        tlsClientCert: contentOfFile("certificates.certificate", certificates.certificate),
        tlsClientKey: contentOfFile("certificates.key", certificates.key),
      };

/**
 * The provisioning file of Grafana's Prometheus datasource: default, read-only, queried by Grafana's server over mutual
 * TLS. Certificates and key are references, which Grafana resolves at its start; after a renewal it needs a restart or
 * `POST /api/admin/provisioning/datasources/reload`.
 *
 * @throws ProvisioningError where the path of a certificate can't be written as `$__file{…}`
 */
export const datasourceFile = (lab: Lab): string =>
  provisioningYaml({
    apiVersion: 1,
    datasources: [
      {
        name: literal(lab.datasource.name),
        uid: literal(lab.datasource.uid),
        type: "prometheus",
        access: "proxy",
        orgId: 1,
        url: literal(lab.datasource.url),
        isDefault: true,
        editable: false,
        jsonData: {
          httpMethod: "POST",
          timeInterval: slowestScrape(lab),
          tlsAuth: true,
          tlsAuthWithCACert: true,
          serverName: literal(lab.datasource.server_name),
        },
        secureJsonData: secrets(lab),
      },
    ],
  });
