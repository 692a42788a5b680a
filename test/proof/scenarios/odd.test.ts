import { proves } from "./proves.js";
import { odd } from "./all.js";

proves(odd);
