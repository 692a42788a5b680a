import { testScenario } from "./scenario-test.js";
import { stale } from "./all.js";

testScenario(stale);
