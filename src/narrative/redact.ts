/** What secrets look like; of the first group, if there is one, the text stays. */
const secrets: readonly RegExp[] = [
  /-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?(?:-----END [A-Z ]*PRIVATE KEY-----|$)/g,
  /\b((?:postgres(?:ql)?|mysql|redis|mongodb(?:\+srv)?|amqps?|https?):\/\/[^\s:/@'"]*:)[^\s@'"]+(?=@)/gi,
  /\b(PASSWORD\s+)(?:[Ee]?'(?:[^']|'')*'|\$\$[\s\S]*?\$\$)/gi,
  /\b((?:password|passwd|pwd|secret|token|api_?key|access_?key)\w*\s*(?:=|:|:=|=>)\s*)(?:'(?:[^']|'')*'|"[^"]*"|[^\s'",;)]{6,})/gi,
  /\b(?:gh[pousr]_\w{20,}|github_pat_\w{20,}|glpat-[\w-]{16,}|xox[abposr]-[\w-]{10,}|sk-[\w-]{16,}|[rs]k_(?:live|test)_\w{10,}|AKIA[0-9A-Z]{16}|AIza[\w-]{30,}|npm_\w{30,})/g,
  /\beyJ[\w-]{8,}\.eyJ[\w-]{8,}(?:\.[\w-]+)?/g,
  /\b(?=[a-z]*\d)(?=\d*[a-z])[0-9a-f]{32,}\b/gi,
];

const instead = '[redacted]';

/**
 * Text without what looks like a secret: keys, tokens, passwords in addresses and in SQL, long
 * hexadecimal values.
 */
export function redact(text: string): string {
  return secrets.reduce((rest, pattern) => rest.replace(pattern, replace), text);
}

/** Whether text holds what `redact` would take out. */
export function holdsSecret(text: string): boolean {
  return redact(text) !== text;
}

function replace(_match: string, kept: unknown): string {
  return (typeof kept === 'string' ? kept : '') + instead;
}
