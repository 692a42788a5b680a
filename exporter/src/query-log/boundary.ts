/** The boundary to the decoder of DNS messages: what comes out of it is looked at before it is believed. */
import { decode, type Packet } from "dns-packet";

/**
 * Decodes a whole DNS message; `undefined` for what is none. The decoder throws on pointers that don't go back, on ends
 * that come too early, and on much else; nothing of that gets out.
 */
export function decodeMessage(message: Buffer): Packet | undefined {
  try {
    return decode(message);
  } catch {
    return undefined;
  }
}
