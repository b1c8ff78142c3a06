import { holdsSecret } from './redact.ts';

/** Pages that a narrative may link to; the same that db-review's own words may. */
const allowedLink =
  /\[[^[\]\\`<>&@#|$:!]*\]\(https:\/\/(?:www\.postgresql\.org|orm\.drizzle\.team)\/[\w./#-]*\)/g;

const longest = 600;

/** What no sentence of a model may hold, with the name under which it is logged. */
const patterns: readonly (readonly [string, RegExp])[] = [
  ['control or invisible character', /[\p{Cc}\p{Cf}\p{Co}\p{Cn}]/u],
  ['mention', /@\s?[\w-]/],
  ['image', /!\s*\[/],
  ['link', /\w:\/\/|\bwww\s*\.|\]\s*[([:]|\bmailto:|\bjavascript:|\bdata:\w/i],
  ['HTML', /<\s*[a-z!/?]|&(?:#\w+|[a-z]+\d*);/i],
  ['code block', /`{2,}|~{3,}/],
  ['reference', /#\d|\bGH-\d|\b(?=[a-f]*\d)(?=\d*[a-f])[0-9a-f]{7,40}\b/i],
  ['command', /(?:^|\s)[/\\][a-z]|db-review\s+(?:accept|ask|plan|config|help)/i],
  [
    'shell',
    /\$\(|\b(?:curl|wget|sudo|chmod|chown|npx|eval)\s+\S|\brm\s+-|\b(?:npm|pip|apt(?:-get)?|brew)\s+i(?:nstall)?\b|\b(?:ba|z)?sh\s+-c\b/i,
  ],
  [
    'verdict',
    /\b(?:approv(?:e[ds]?|al)|lgtm|(?:safe|ready|fine|ok(?:ay)?|good) to (?:merge|deploy|ship|go)|(?:can|may|should|must) be (?:merged|accepted|ignored|approved|skipped|bypassed|disabled)|merge (?:this|it|at once|now|immediately)|(?:ignore|skip|bypass|disable|override|dismiss|suppress|silence) (?:the |this |that |these |those |all |any |every )*(?:previous|prior|above|check|finding|error|warning|gate|review|rule|instruction)|false (?:alarm|positive)|no (?:risks?|problems?|dangers?|issues?|findings?)\b|(?:completely|perfectly|entirely|totally|100 ?%) safe|(?:verdict|conclusion|result|severity) (?:is|becomes|should|must|changes?)|db-review (?:passe[sd]|is wrong))/i,
  ],
  [
    'talk of its instructions',
    /\b(?:system prompt|(?:my|the|these|your|previous|prior) instructions?|as an? (?:ai|language model)|i(?:'m| am) (?:an? )?(?:ai|assistant|language model)|developer message|jailbreak)\b|<\||\|>/i,
  ],
  ['person', /\b(?:reviewed|written|signed|accepted) by\b/i],
];

/**
 * Why a sentence must not be shown, in a few words; null where nothing speaks against it. What looks
 * like Markdown that GitHub brings to life is refused as a whole, although it would be escaped, too.
 */
export function forbiddenIn(text: string): string | null {
  if (text.trim() === '') return 'empty';
  if (text.length > longest) return 'too long';
  const rest = text.replace(allowedLink, '');
  const found = patterns.find(([, pattern]) => pattern.test(rest));
  if (found) return found[0];
  return holdsSecret(text) ? 'secret' : null;
}
