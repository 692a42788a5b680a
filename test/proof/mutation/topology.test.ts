import { noticesMutants } from "./survivors.js";

noticesMutants("topology", "homelab-topology");
