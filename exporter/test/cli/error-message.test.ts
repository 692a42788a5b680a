import { expect, it } from "vitest";
import { errorMessage } from "../../src/cli/error-message.js";

it("prints the message of an error for a person, without its stack", () => {
  expect(errorMessage(new Error("lab.yml: there is no such file"))).toBe("lab.yml: there is no such file");
});

it.each([new TypeError("x is undefined"), new RangeError("out of range")])(
  "prints %s as a bug, with its stack",
  (error) => {
    const message = errorMessage(error);
    expect(message).toMatch(/^This is a bug in homelab-exporter\./);
    expect(message).toContain(error.stack);
  },
);

it("prints a thrown value that is no error as a bug", () => {
  expect(errorMessage("text")).toMatch(/^This is a bug in homelab-exporter\..*\ntext$/s);
});
