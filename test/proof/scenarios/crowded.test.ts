import { testScenario } from "./scenario-test.js";
import { crowded } from "./all.js";

testScenario(crowded);
