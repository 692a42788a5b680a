import { proves } from "./proves.js";
import { siblings } from "./all.js";

proves(siblings);
