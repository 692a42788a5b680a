import { proves } from "./proves.js";
import { healthy } from "./all.js";

proves(healthy);
