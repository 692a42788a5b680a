import type { Lab } from "../lab/index.js";
import { annotation } from "../grafana/index.js";
import { colours } from "../panels/tokens.js";
import { failoverNow, firingAlerts, reloadNow, renewalNow, type Filter, type Scope } from "../queries/index.js";
import { chosen } from "./scope.js";

/** Traefik took up a new configuration. */
export const configurationReloads = (lab: Lab) =>
  annotation({
    name: "Configuration reloads",
    query: reloadNow(chosen(lab)),
    title: "Traefik took up a new configuration",
    colour: colours.notice,
  });

/** A certificate's expiry moved forward. */
export const certificateRenewals = (lab: Lab) =>
  annotation({
    name: "Certificate renewals",
    query: renewalNow(chosen(lab)),
    title: "{cn} was renewed ({host})",
    colour: colours.accent,
  });

/** A server of the chosen backends got no requests though enough were due. */
export const failoverEvents = (lab: Lab, scope: Scope<Filter>) =>
  annotation({
    name: "Failovers",
    query: failoverNow(scope, lab.services),
    title: "{server} of {backend} gets no requests",
    colour: colours.warning,
  });

/** Prometheus fires an alert. */
export const alerts = (lab: Lab) =>
  annotation({ name: "Firing alerts", query: firingAlerts(chosen(lab)), title: "{alertname}", colour: colours.bad });
