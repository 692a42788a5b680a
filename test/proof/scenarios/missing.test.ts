import { testScenario } from "./scenario-test.js";
import { missingFamilies } from "./all.js";

missingFamilies.forEach(testScenario);
