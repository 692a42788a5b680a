import { proves } from "./proves.js";
import { copies } from "./all.js";

proves(copies);
