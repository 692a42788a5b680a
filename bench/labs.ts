import type { LabInput } from "../src/lab/index.js";

/** A realistic lab of any size: each zone has its own networks, and the services are spread over the zones. */
export function labOf(services: number, zones: number): LabInput {
  const zoneName = (index: number) => `zone-${String(index % zones)}`;
  const types = ["internal", "iot", "guest", "trusted", "infrastructure"] as const;
  return {
    zones: Array.from({ length: zones }, (_, index) =>
      index === zones - 1 && zones > 1
        ? { name: zoneName(index), title: "Internet", type: "external", cidrs: ["0.0.0.0/0", "::/0"] }
        : {
            name: zoneName(index),
            title: `Zone ${String(index)}`,
            type: types[index % types.length] ?? "internal",
            cidrs: [`10.${String(index)}.0.0/16`, `fd00:${index.toString(16)}::/32`],
          },
    ),
    services: Array.from({ length: services }, (_, index) => ({
      name: `service-${String(index)}@docker`,
      title: `Service ${String(index)}`,
      zone: zoneName(index),
      host: `service-${String(index)}.lab`,
      // A tenth of the services depends on the one before, and a tenth has two backends.
      ...(index % 10 === 1 ? { dependencies: [`service-${String(index - 1)}@docker`] } : {}),
      ...(index % 10 === 2
        ? {
            backends: ["blue", "green"].map((color) => ({
              name: `service-${String(index)}-${color}@docker`,
              servers: [{ url: `http://10.0.${String(index % 250)}.1:8080` }],
            })),
          }
        : {}),
    })),
  };
}
