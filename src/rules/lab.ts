/** The constant texts of a lab, for a Prometheus without the exporter. */
import { clientLabel, infrastructureRows, topologyRows, unknownZone, zoneOf, type Lab } from "../lab/index.js";
import { constant, seriesText, type NamedRules, type RecordingRule } from "./model.js";

const name = "without-exporter";

/** The info metrics that the exporter has from the lab. With the exporter they are there twice, and the file isn't needed. */
export const labRules = (lab: Lab): NamedRules => {
  const rules = [...entities(lab), ...topology(lab), ...dependencies(lab)];
  const parts = Array.from({ length: Math.ceil(rules.length / rulesPerGroup) }, (_, index) =>
    rules.slice(index * rulesPerGroup, (index + 1) * rulesPerGroup),
  );
  const groups = parts.map((part, index) => ({
    name: index === 0 ? name : `${name}-${String(index + 1)}`,
    interval: "1m",
    rules: part,
  }));
  return { name, rules: { groups }, tests: testsOf(rules) };
};

/** Prometheus evaluates groups in parallel, and the check accepts lists of twice this length. */
const rulesPerGroup = 1000;

const zoneOfClient = (lab: Lab) => (client: Lab["clients"][number]) =>
  client.zone ?? zoneOf(lab, clientLabel(client) ?? unknownZone);

const entities = (lab: Lab): readonly RecordingRule[] => {
  const rows = [
    ...lab.zones.map((zone) => ({ kind: "zone", name: zone.name, title: zone.title, zone: zone.name })),
    ...lab.services.map((one) => ({ kind: "service", name: one.name, title: one.title, zone: one.zone })),
    ...lab.infrastructure.map((one) => ({ kind: "infrastructure", name: one.name, title: one.title, zone: one.zone })),
    ...lab.clients.flatMap((client) => {
      const label = clientLabel(client);
      const zone = zoneOfClient(lab)(client);
      return label === undefined ? [] : [{ kind: "client", name: label, title: client.title, zone }];
    }),
    ...lab.resolvers.map((one) => ({ kind: "resolver", name: one.name, title: one.title, zone: one.zone })),
  ];
  return rows.map((row) => constant("homelab_entity_info", row));
};

const topology = (lab: Lab): readonly RecordingRule[] => [
  ...topologyRows(lab, zoneOfClient(lab)).map((row) => constant("homelab_topology_info", row)),
  ...infrastructureRows(lab).map((row) => constant("homelab_infrastructure_info", row)),
];

const dependencies = ({ services }: Lab): readonly RecordingRule[] =>
  services.flatMap((service) =>
    service.dependencies.map((target) =>
      constant("service_dependency_graph", {
        source_service: service.name,
        target_service: target,
        dependency_type: "internal",
      }),
    ),
  );

/** Each rule gives exactly its series. Of very many, only their number is tested. */
function testsOf(rules: readonly RecordingRule[]): NamedRules["tests"] {
  const records = [...new Set(rules.map(({ record }) => record))];
  const expectedOf = (record: string) => {
    const own = rules.filter((rule) => rule.record === record);
    if (own.length > rulesPerGroup)
      return { expr: `count(${record})`, exp_samples: [{ labels: "{}", value: own.length }] };
    const samples = own.map(({ labels = {} }) => ({ labels: seriesText(record, labels), value: 1 }));
    return { expr: record, exp_samples: samples };
  };
  return {
    rule_files: [`../${name}.yml`],
    evaluation_interval: "1m",
    tests: [
      {
        interval: "1m",
        input_series: [],
        promql_expr_test: records.map((record) => {
          const { expr, exp_samples } = expectedOf(record);
          return { expr, eval_time: "2m", exp_samples };
        }),
      },
    ],
  };
}
