import { testScenario } from "./scenario-test.js";
import { healthy } from "./all.js";

testScenario(healthy);
