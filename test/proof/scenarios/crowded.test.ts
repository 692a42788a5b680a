import { proves } from "./proves.js";
import { crowded } from "./all.js";

proves(crowded);
