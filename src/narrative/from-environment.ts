import { type Budget, createMemoryLedger, type Ledger } from './budget.ts';
import type { Removal } from './ground.ts';
import { createAsk } from './model.ts';
import type { Narrator } from './narrate.ts';

/** A variable of the environment that cannot be used; the message names it and says what it must be. */
export class NarrativeSettingError extends Error {
  override name = 'NarrativeSettingError';
}

type Environment = Readonly<Record<string, string | undefined>>;

interface Extras {
  readonly ledger?: Ledger;
  readonly onRemoved?: (removed: readonly Removal[]) => void;
}

/**
 * The model that the operator has configured; null where none is. Endpoint and key come from the
 * environment alone: a repository must not be able to send its reviews, or the key, elsewhere.
 *
 * @throws NarrativeSettingError
 */
export function narratorFromEnvironment(
  environment: Environment,
  { ledger = createMemoryLedger(), onRemoved }: Extras = {},
): Narrator | null {
  const model = environment['NARRATIVE_MODEL'];
  if (!model) return null;
  const baseUrl = environment['NARRATIVE_BASE_URL'] || 'https://api.openai.com/v1';
  if (!/^https?:$/.test(URL.parse(baseUrl)?.protocol ?? '')) {
    throw new NarrativeSettingError('NARRATIVE_BASE_URL must be an address: https://…/v1');
  }
  const apiKey = environment['NARRATIVE_API_KEY'] || environment['OPENAI_API_KEY'];
  if (!apiKey) {
    throw new NarrativeSettingError(
      'NARRATIVE_API_KEY must be set where NARRATIVE_MODEL is; for a server that asks for none, any word does',
    );
  }
  const number = (name: string, fallback: number) => numberOf(environment, name, fallback);
  const settings = {
    baseUrl,
    apiKey,
    timeout: number('NARRATIVE_TIMEOUT', 90),
    maxOutputTokens: number('NARRATIVE_OUTPUT_TOKENS', 4_000),
  };
  return {
    ask: createAsk(settings),
    model,
    settings,
    inputTokens: number('NARRATIVE_INPUT_TOKENS', 24_000),
    budget: budgetOf(environment),
    ledger,
    now: Date.now,
    ...(onRemoved && { onRemoved }),
  };
}

function budgetOf(environment: Environment): Budget {
  const dollars = numberOf(environment, 'NARRATIVE_MONTHLY_DOLLARS', Infinity);
  const price = {
    input: numberOf(environment, 'NARRATIVE_INPUT_PRICE', 0),
    output: numberOf(environment, 'NARRATIVE_OUTPUT_PRICE', 0),
  };
  if (dollars !== Infinity && price.input + price.output === 0) {
    throw new NarrativeSettingError(
      'NARRATIVE_MONTHLY_DOLLARS needs NARRATIVE_INPUT_PRICE and NARRATIVE_OUTPUT_PRICE, in dollars for a million tokens',
    );
  }
  return {
    tokens: numberOf(environment, 'NARRATIVE_MONTHLY_TOKENS', 2_000_000),
    dollars: dollars === Infinity ? null : dollars,
    price,
  };
}

function numberOf(environment: Environment, name: string, fallback: number): number {
  const text = environment[name];
  if (!text) return fallback;
  const number = Number(text);
  if (Number.isFinite(number) && number >= 0) return number;
  throw new NarrativeSettingError(`${name} must be a number of 0 or more; it is "${text}"`);
}
