import { createServer } from "node:net";
import { expect, it } from "vitest";
import { freePort } from "./free-port.js";

const listen = (port: number) =>
  new Promise<ReturnType<typeof createServer>>((resolve, reject) => {
    const server = createServer();
    server.once("error", reject);
    server.listen(port, "127.0.0.1", () => resolve(server));
  });

it("gives ports that the kernel gives to nobody else, each once", async () => {
  const ports = await Promise.all(Array.from({ length: 20 }, freePort));
  expect(new Set(ports).size).toBe(20);
  for (const port of ports) {
    expect(port).toBeGreaterThanOrEqual(10_000);
    expect(port).toBeLessThan(32_768);
  }
});

it("leaves out a port that a server listens on", async () => {
  const taken = (await freePort()) + 1;
  await using server = await listen(taken);
  expect(server.listening).toBe(true);
  expect(await freePort()).not.toBe(taken);
});
