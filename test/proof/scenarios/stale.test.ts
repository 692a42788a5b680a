import { proves } from "./proves.js";
import { stale } from "./all.js";

proves(stale);
