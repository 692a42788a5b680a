import { testMutants } from "../mutation-test.js";

testMutants("topology", "homelab-topology");
