/** Where somebody wanted to go before being sent elsewhere; only ever a path of this desk. */
export function wishedPath(to: unknown): string {
  return typeof to === 'string' && /^\/(?![/\\])/.test(to) ? to : '/start';
}
