/** Columns of domains and clients that filter the dashboard by a click. */
import { dataLink, type DashboardReference, type RowLabel } from "../grafana/index.js";

/** The dashboard that a click filters. */
export type DomainDashboard = DashboardReference<"zone" | "client" | "domain">;

/** Link that filters the dashboard by the domain of the row, and keeps zone and client. */
export const onlyThisDomain = (to: DomainDashboard) =>
  dataLink<"zone" | "client" | "domain", "domain">({
    title: "Only this domain",
    to,
    set: { domain: "domain" },
    keep: ["zone", "client"],
  });

/** Link that filters the dashboard by the client of the row, and keeps zone and domain. */
export const onlyThisClient = (to: DomainDashboard) =>
  dataLink<"zone" | "client" | "domain", "client_ip">({
    title: "Only this client",
    to,
    set: { client: "client_ip" },
    keep: ["zone", "domain"],
  });

/** Column of the domain, with {@link onlyThisDomain} as its link. */
export const domainColumn = (to: DomainDashboard): RowLabel<"domain"> => ({
  title: "Domain",
  link: onlyThisDomain(to),
});

/** Column of the client's address, with {@link onlyThisClient} as its link. */
export const clientColumn = (to: DomainDashboard): RowLabel<"client_ip"> => ({
  title: "Client",
  link: onlyThisClient(to),
});

/** A note for lists of domains. */
export const withoutFolded = "The domains that the exporter folds into “other” are in no list";
