import { testScenario } from "./scenario-test.js";
import { reset } from "./all.js";

testScenario(reset);
