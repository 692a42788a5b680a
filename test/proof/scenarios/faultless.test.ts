import { testScenario } from "./scenario-test.js";
import { faultless } from "./all.js";

testScenario(faultless);
