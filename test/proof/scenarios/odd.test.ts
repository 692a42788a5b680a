import { testScenario } from "./scenario-test.js";
import { odd } from "./all.js";

testScenario(odd);
