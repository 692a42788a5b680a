import { proves } from "./proves.js";
import { optionalLabels } from "./all.js";

proves(optionalLabels);
