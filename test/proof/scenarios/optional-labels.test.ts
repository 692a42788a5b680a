import { testScenario } from "./scenario-test.js";
import { optionalLabels } from "./all.js";

testScenario(optionalLabels);
