/** Whether a target is one of those that make up a node graph. */
export const isGraph = (id: string): boolean => /\/[a-z-]*graph\//.test(id);
