import { proves } from "./proves.js";
import { empty } from "./all.js";

proves(empty);
