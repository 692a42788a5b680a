import { proves } from "./proves.js";
import { missing } from "./all.js";

missing.forEach(proves);
