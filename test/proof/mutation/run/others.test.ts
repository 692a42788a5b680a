import { testMutants } from "../mutation-test.js";

testMutants("others", "homelab-zones", "homelab-dns", "homelab-services");
