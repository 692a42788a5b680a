import { testScenario } from "./scenario-test.js";
import { big } from "./all.js";

testScenario(big);
