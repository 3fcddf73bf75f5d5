/**
 * How the button and the panel look on the bank's page. A constructed style sheet inside a
 * shadow root: the bank's styles do not reach it, it does not reach them, and a host policy of
 * `style-src 'self'` allows it.
 */
export const LOADER_STYLE = `
:host { all: initial !important; }
* { box-sizing: border-box; }
.button {
  position: fixed; right: max(20px, env(safe-area-inset-right)); bottom: max(20px, env(safe-area-inset-bottom));
  z-index: 2147483000; width: 60px; height: 60px; padding: 0; border: 0; border-radius: 50%;
  color: #fff; background: #0f5bd7; cursor: pointer; box-shadow: 0 6px 20px rgb(10 30 80 / .3);
  transition: transform .15s, background-color .15s;
}
.button:hover { background: #0b4fc0; transform: translateY(-2px); }
.button:focus-visible { outline: 3px solid #fff; outline-offset: -6px; box-shadow: 0 0 0 4px #0b3d91; }
.button svg { width: 28px; height: 28px; fill: none; stroke: currentColor; stroke-width: 2; stroke-linecap: round; stroke-linejoin: round; display: block; margin: auto; }
.button[data-open] .chat, .button:not([data-open]) .fold { display: none; }
.badge {
  position: absolute; top: -2px; right: -2px; min-width: 22px; height: 22px; padding: 0 6px; border-radius: 11px;
  font: 600 13px/22px system-ui, sans-serif; color: #fff; background: #c6281f; box-shadow: 0 0 0 2px #fff;
}
.badge[hidden] { display: none; }
.panel {
  position: fixed; right: max(20px, env(safe-area-inset-right)); bottom: calc(max(20px, env(safe-area-inset-bottom)) + 72px);
  z-index: 2147483000; width: 400px; height: 660px; max-width: calc(100vw - 40px); max-height: calc(100vh - 120px);
  border-radius: 16px; overflow: hidden; background: #f3f5fa; box-shadow: 0 12px 48px rgb(10 30 80 / .28);
  animation: rise .18s ease-out;
}
.panel[hidden] { display: none; }
.panel iframe { width: 100%; height: 100%; border: 0; display: block; color-scheme: light dark; }
.senior .panel { width: 460px; height: 760px; }
@keyframes rise { from { opacity: 0; transform: translateY(12px); } }
@media (max-width: 520px), (max-height: 480px) {
  .panel, .senior .panel {
    inset: 0; width: 100%; height: 100vh; height: 100dvh; max-width: none; max-height: none; border-radius: 0;
  }
  .button[data-open] { display: none; }
}
@media (prefers-color-scheme: dark) { .panel { background: #0d1524; } }
@media (prefers-reduced-motion: reduce) { .button, .panel { transition: none; animation: none; } .button:hover { transform: none; } }
@media print { .button, .panel { display: none; } }
`;
