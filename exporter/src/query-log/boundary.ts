/** The boundary to the decoder of DNS messages, which throws on invalid input. */
import { decode, type Packet } from "dns-packet";

/** Decodes a DNS message; undefined for an invalid one. */
export function decodeMessage(message: Buffer): Packet | undefined {
  try {
    return decode(message);
  } catch {
    return undefined;
  }
}
