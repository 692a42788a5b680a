import { testScenario } from "./scenario-test.js";
import { empty } from "./all.js";

testScenario(empty);
