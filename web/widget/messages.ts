/**
 * What the loader (on the bank's page) and the frame (on ours) say to each other by postMessage.
 *
 * Invariants: each side names the other's exact origin when it speaks, and hears only messages
 * that come from that origin and that window. A bank token passes through here once and is never
 * written down.
 */

/** From the bank's page to the frame. */
export type HostMessage =
  | { warmline: 1; type: 'start'; page: string | null; token: string | null; shown: boolean }
  | { warmline: 1; type: 'shown'; shown: boolean }
  | { warmline: 1; type: 'identify'; token: string };

/** From the frame to the bank's page. */
export type FrameMessage =
  | { warmline: 1; type: 'ready' }
  | { warmline: 1; type: 'unread'; count: number }
  | { warmline: 1; type: 'close' }
  | { warmline: 1; type: 'live'; live: boolean };

/** Whether data received is one of these messages at all. */
export function isOurs(data: unknown): data is HostMessage | FrameMessage {
  return (
    typeof data === 'object' && data !== null && (data as { warmline?: unknown }).warmline === 1
  );
}
