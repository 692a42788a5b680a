import { proves } from "./proves.js";
import { reset } from "./all.js";

proves(reset);
