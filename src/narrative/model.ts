import { createOpenAI } from '@ai-sdk/openai';
import { APICallError, generateText, NoObjectGeneratedError, Output, RetryError } from 'ai';
import type { z } from 'zod';

/** An OpenAI-compatible endpoint, as the operator configured it. */
export interface ModelSettings {
  /** Address of the API, up to and with its version: `https://…/v1`. */
  readonly baseUrl: string;
  readonly apiKey: string;
  /** Seconds for one call with its retries. */
  readonly timeout: number;
  /** The longest answer, in tokens. */
  readonly maxOutputTokens: number;
}

export interface Message {
  readonly role: 'user' | 'assistant';
  readonly content: string;
}

export interface Usage {
  readonly input: number;
  readonly output: number;
}

/** What came of one call. `because` is a sentence that may be shown; it holds nothing of the answer. */
export type Reply<T> =
  | { readonly value: T; readonly usage: Usage }
  | {
      readonly value: null;
      readonly usage: Usage;
      readonly because: string;
      /** Whether the model did answer, but not in the form that was asked for. */
      readonly isMalformed: boolean;
    };

/** Asks a model for an object of a schema. It does not reject. */
export type Ask = <T>(request: {
  readonly model: string;
  readonly instructions: string;
  readonly messages: readonly Message[];
  readonly schema: z.ZodType<T>;
}) => Promise<Reply<T>>;

/** How often a call is repeated where the endpoint is busy, gone or limits its rate. */
const maxRetries = 2;

/** Makes the function that asks. Answers are not streamed, since they are checked as a whole. */
export function createAsk(settings: ModelSettings): Ask {
  const { baseUrl, apiKey, timeout, maxOutputTokens } = settings;
  const provider = createOpenAI({ baseURL: baseUrl, apiKey });
  return async ({ model, instructions, messages, schema }) => {
    const signal = AbortSignal.timeout(timeout * 1000);
    try {
      const { output, usage } = await generateText({
        // The form of the API that every compatible endpoint knows.
        model: provider.chat(model),
        instructions,
        messages: messages.map((message) => ({ ...message })),
        output: Output.object({ schema }),
        maxRetries,
        maxOutputTokens,
        abortSignal: signal,
      });
      return { value: output, usage: usageOf(usage) };
    } catch (error) {
      const usage = NoObjectGeneratedError.isInstance(error) ? usageOf(error.usage) : none;
      const because = `the model did not answer within ${timeout} seconds`;
      if (signal.aborted) return { value: null, usage, because, isMalformed: false };
      return { value: null, usage, ...failureOf(error) };
    }
  };
}

const none: Usage = { input: 0, output: 0 };

function usageOf(
  usage:
    | { readonly inputTokens?: number | undefined; readonly outputTokens?: number | undefined }
    | undefined,
): Usage {
  return { input: usage?.inputTokens ?? 0, output: usage?.outputTokens ?? 0 };
}

function failureOf(error: unknown): { because: string; isMalformed: boolean } {
  const cause = RetryError.isInstance(error) ? error.lastError : error;
  const failure = (because: string, isMalformed = false) => ({ because, isMalformed });
  if (NoObjectGeneratedError.isInstance(cause)) {
    return failure('the model did not answer in the form that was asked for', true);
  }
  if (!APICallError.isInstance(cause)) return failure('the model could not be asked');
  const { statusCode } = cause;
  if (statusCode === 401 || statusCode === 403) {
    return failure('the endpoint of the model refused the key');
  }
  if (statusCode === 404) return failure('the endpoint does not have this model');
  if (statusCode === 429) return failure('the endpoint of the model limits its rate');
  if (statusCode === undefined) return failure('the endpoint of the model was not reached');
  if (statusCode >= 500) return failure(`the endpoint of the model failed (${statusCode})`);
  if (statusCode >= 400)
    return failure(`the endpoint of the model refused the call (${statusCode})`);
  return failure('the endpoint of the model did not answer as such endpoints do', true);
}
