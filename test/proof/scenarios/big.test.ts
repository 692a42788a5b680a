import { proves } from "./proves.js";
import { big } from "./all.js";

proves(big);
