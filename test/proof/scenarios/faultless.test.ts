import { proves } from "./proves.js";
import { faultless } from "./all.js";

proves(faultless);
