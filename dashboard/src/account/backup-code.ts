/** As it was shown, `abcde-FGHIJ`, from what was typed: the dash and white space don't matter, capitals do. */
export function backupCodeOf(typed: string): string {
  const characters = typed.replace(/[\s-]/g, '');
  return characters.length === 10 ? `${characters.slice(0, 5)}-${characters.slice(5)}` : typed.trim();
}
