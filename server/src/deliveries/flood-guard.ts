import type { Socket } from 'node:net';

/**
 * More than any answer that we read: headers end at 16 KiB and a body at 64 KiB, which in chunks of one byte takes
 * six times as much.
 */
const ANSWER_BYTES_MAX = 1024 * 1024;

/** An answer that went on where nothing else counts: in its status line, its 1xx answers or between chunks. */
class FloodError extends Error {
  override readonly name = 'FloodError';
}

/** Destroys the socket when more than a megabyte comes in after something was last sent. */
export function guardAgainstFlood(socket: Socket): void {
  let bytesWritten = -1;
  let bytesReadBefore = 0;
  socket.on('readable', () => {
    if (socket.bytesWritten !== bytesWritten) {
      bytesWritten = socket.bytesWritten;
      bytesReadBefore = socket.bytesRead;
    } else if (socket.bytesRead - bytesReadBefore > ANSWER_BYTES_MAX) {
      socket.destroy(new FloodError(`the answer has more than ${ANSWER_BYTES_MAX} bytes`));
    }
  });
}
