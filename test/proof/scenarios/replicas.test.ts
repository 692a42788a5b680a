import { testScenario } from "./scenario-test.js";
import { replicas } from "./all.js";

testScenario(replicas);
