import { testScenario } from "./scenario-test.js";
import { shards } from "./all.js";

testScenario(shards);
