/**
 * Keys of lab.yml that may be written in two ways: the American spelling, which the complete lab and the public types
 * have, and the British one beside it.
 */
export const spellings = { color: "colour", behavior: "behaviour" } as const;

export const isSecondSpelling = (key: string): key is keyof typeof spellings => Object.hasOwn(spellings, key);
