import { proves } from "./proves.js";
import { zero } from "./all.js";

proves(zero);
