import type { Lab } from "../lab/index.js";
import { annotation } from "../grafana/index.js";
import { colors } from "../panels/tokens.js";
import { failoverNow, firingAlerts, reloadNow, renewalNow, type Filter, type Scope } from "../queries/index.js";
import { dashboardScope } from "./scope.js";

export const configurationReloads = (lab: Lab) =>
  annotation({
    name: "Configuration reloads",
    query: reloadNow(dashboardScope(lab)),
    title: "Traefik took up a new configuration",
    color: colors.notice,
  });

export const certificateRenewals = (lab: Lab) =>
  annotation({
    name: "Certificate renewals",
    query: renewalNow(dashboardScope(lab), lab),
    title: "{name} was renewed ({host})",
    color: colors.accent,
  });

/** Of the chosen backends. */
export const failoverEvents = (lab: Lab, scope: Scope<Filter>) =>
  annotation({
    name: "Failovers",
    query: failoverNow(scope, lab),
    title: "{server} of {backend} gets no requests",
    color: colors.warning,
  });

export const alerts = (lab: Lab) =>
  annotation({
    name: "Firing alerts",
    query: firingAlerts(dashboardScope(lab)),
    title: "{alertname}",
    color: colors.bad,
  });
