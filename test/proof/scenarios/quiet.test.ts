import { testScenario } from "./scenario-test.js";
import { quiet } from "./all.js";

testScenario(quiet);
