import { build } from "homelab-dashboards";
import { domainAndDns, networkTopology, zoneTraffic } from "homelab-dashboards/dashboards";
import { lab } from "./lab.js";
import { serviceDashboard } from "./services.js";
import { streaming } from "./streaming.js";

// The four dashboards of a lab of one's own, as they are.
const plain = build({ lab, out: "plain" });

// Three of them, one that was changed, and one more.
const dashboards = [networkTopology(lab), zoneTraffic(lab), domainAndDns(lab), serviceDashboard, streaming];
const { changes, directory } = build({ lab, dashboards, out: "provisioning" });

console.log(`${plain.changes.length} and ${changes.length} files in ${directory}`);
