/**
 * Whether a text can be called back: a mainland mobile number (1 and ten more digits), a landline
 * with its area code, or an international number with its plus sign. Blanks and dashes are free.
 */
export function isPhoneNumber(text: string): boolean {
  const digits = text.replace(/[\s-]/g, '');
  return /^1\d{10}$/.test(digits) || /^0\d{9,11}$/.test(digits) || /^\+[1-9]\d{6,14}$/.test(digits);
}
