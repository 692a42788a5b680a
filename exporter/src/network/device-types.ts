import type { DeviceType } from "homelab-dashboards/lab";

/** Device types by AdGuard Home's tags. A map, since an object has fields that nobody listed, such as `constructor`. */
const deviceTypeByTag: ReadonlyMap<string, DeviceType> = new Map<string, DeviceType>([
  ["device_audio", "iot"],
  ["device_camera", "iot"],
  ["device_gameconsole", "other"],
  ["device_laptop", "desktop"],
  ["device_nas", "server"],
  ["device_other", "other"],
  ["device_pc", "desktop"],
  ["device_phone", "mobile"],
  ["device_printer", "iot"],
  ["device_securityalarm", "iot"],
  ["device_tablet", "mobile"],
  ["device_tv", "tv"],
]);

/** The device type of a client by its tags; `other` without one. */
export const deviceTypeOf = (tags: readonly string[]): DeviceType =>
  tags.map((tag) => deviceTypeByTag.get(tag)).find((type) => type !== undefined) ?? "other";
