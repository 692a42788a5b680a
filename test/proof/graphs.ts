/** Whether a target belongs to a node graph. */
export const isGraph = (id: string): boolean => /\/[a-z-]*graph\//.test(id);
