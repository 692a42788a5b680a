/**
 * Property tests. Their seed is fixed, so that a test gives one answer; `npm run test:random` takes a new one, and
 * `PROPERTY_SEED` gives one. A counterexample that is found becomes an example of its property.
 */
import fc from "fast-check";

const chosen = process.env["PROPERTY_SEED"];
if (chosen !== "random") fc.configureGlobal({ seed: chosen === undefined ? 1 : Number(chosen) });

export { fc };
