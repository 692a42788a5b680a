import { LabError, type LabIssue, parseLab } from "../../src/lab/index.js";

/** The issues that a function throws as a LabError; none where it succeeds. Other errors are rethrown. */
export const issuesOf = (run: () => unknown): readonly LabIssue[] => {
  try {
    run();
  } catch (error) {
    if (error instanceof LabError) return error.issues;
    throw error;
  }
  return [];
};

/** The lines of the message for a lab.yml. */
export const messagesFor = (text: string): string[] => {
  try {
    parseLab(text, "lab.yml");
  } catch (error) {
    if (error instanceof LabError) return error.message.split("\n");
    throw error;
  }
  return [];
};
