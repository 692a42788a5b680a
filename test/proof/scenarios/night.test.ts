import { testScenario } from "./scenario-test.js";
import { night } from "./all.js";

testScenario(night);
