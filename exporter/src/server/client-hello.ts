import type { Socket } from "node:net";

/** The content type of a TLS record with a handshake message. */
const handshakeRecord = 0x16;
const headerBytes = 5;
/** A record with more is invalid. */
const maxRecordBytes = 16_384;

/** Whether the first record is there, or what is there can't become one. */
function isDecided(bytes: Buffer): boolean {
  if (bytes[0] !== handshakeRecord) return true;
  if (bytes.length < headerBytes) return false;
  const length = bytes.readUInt16BE(headerBytes - 2);
  return length > maxRecordBytes || bytes.length >= headerBytes + length;
}

/**
 * Waits for the first record of a client, which is its ClientHello, and puts it back to be read again. So nothing is
 * spent on TLS for clients that send nothing or byte by byte.
 *
 * @param timeout in milliseconds, after which `onTimeout` is called in place of `onReceived`
 */
export function awaitClientHello(
  socket: Socket,
  timeout: number,
  { onReceived, onTimeout }: { readonly onReceived: () => void; readonly onTimeout: () => void },
): void {
  let received = Buffer.alloc(0);
  const timer = setTimeout(onTimeout, timeout);
  const read = () => {
    for (let chunk: unknown = socket.read(); chunk instanceof Buffer; chunk = socket.read())
      received = Buffer.concat([received, chunk]);
    if (received.length === 0 || !isDecided(received)) return;
    stop();
    socket.unshift(received);
    onReceived();
  };
  const end = () => {
    socket.destroy();
  };
  const stop = () => {
    clearTimeout(timer);
    socket.off("readable", read).off("end", end).off("close", stop);
  };
  socket.on("readable", read).once("end", end).once("close", stop);
}
