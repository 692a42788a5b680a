import { noticesMutants } from "./survivors.js";

noticesMutants("others", "homelab-zones", "homelab-dns", "homelab-services");
