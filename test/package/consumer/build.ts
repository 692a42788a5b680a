import { build } from "homelab-dashboards";
import { domainAndDns, networkTopology, zoneTraffic } from "homelab-dashboards/dashboards";
import { lab } from "./lab.js";
import { radio } from "./radio.js";
import { serviceDashboard } from "./services.js";
import { streaming } from "./streaming.js";

// The four dashboards of this lab, unchanged.
const plain = build({ lab, out: "plain" });

// Three of them, the changed one, and two new ones.
const dashboards = [networkTopology(lab), zoneTraffic(lab), domainAndDns(lab), serviceDashboard, streaming, radio];
const { changes, directory } = build({ lab, dashboards, out: "provisioning" });

console.log(`${plain.changes.length} and ${changes.length} files in ${directory}`);
