// Where the story's server listens.
export const PORT = 4199;
/** SIP, of its own: a demo may run beside the story. */
export const TELEPHONE = '127.0.0.1:4198';
/** The server of the one call with everybody in it: pages, SIP, and ports for sound. */
export const WHOLE_CALL = { port: 4197, telephone: '127.0.0.1:4196', sound: '18000-18199' };
/** A microphone that beeps and is always allowed. */
export const MICROPHONE = [
  '--use-fake-ui-for-media-stream',
  '--use-fake-device-for-media-stream',
  '--allow-loopback-in-peer-connection',
  '--disable-features=WebRtcHideLocalIpsWithMdns',
];
