import type { OpenAPIBackend, Operation } from 'openapi-backend';
import type { Answer } from './call.ts';

/** Which of the description's rules an answer breaks. Raw content has none. */
export function responseErrors(
  description: OpenAPIBackend,
  operation: Operation,
  { status = 200, body }: Answer,
): string[] {
  if (Buffer.isBuffer(body)) return [];
  const { errors } = description.validator.validateResponse(body, operation, status);
  return (errors ?? []).map(
    ({ instancePath, message, params }) =>
      `answer ${instancePath} ${message ?? ''} ${JSON.stringify(params)}`,
  );
}
