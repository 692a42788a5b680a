import { testScenario } from "./scenario-test.js";
import { zero } from "./all.js";

testScenario(zero);
