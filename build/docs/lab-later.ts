/**
 * Keys of the lab that change no file which is built today: the exporter and the recording rules, the next parts of this
 * project, read them. A test changes each key of a lab and looks.
 */
export const readLater: ReadonlySet<string> = new Set([
  "zones.cidrs",
  "zones.icon",
  "zones.anonymous",
  "zones.capacity",
  "services.kind",
  "services.icon",
  "services.host",
  "services.backends.weight",
  "infrastructure.host",
  "clients.address",
  "clients.title",
  "clients.device_type",
  "resolvers.title",
  "resolvers.addresses",
  "filter_lists.list",
  "filter_lists.category",
  "retention",
]);
