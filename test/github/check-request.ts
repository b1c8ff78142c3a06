import type { OpenAPIBackend, Operation } from 'openapi-backend';
import { Failure } from './failure.ts';

export interface RawRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: Record<string, string>;
  readonly body: string | undefined;
}

/**
 * Holds a request against GitHub's description.
 *
 * @throws Failure 422 for what GitHub itself would refuse in a body, 400 for the rest; its message
 * says which rule was broken where
 */
export function checkRequest(
  description: OpenAPIBackend,
  operation: Operation,
  request: RawRequest,
): void {
  const { errors } = description.validator.validateRequest(request, operation);
  if (!errors || errors.length === 0) return;
  const rules = errors.map(
    ({ instancePath, message, params }) =>
      `${instancePath || '/'} ${message ?? ''} ${JSON.stringify(params)}`,
  );
  const inBody = errors.every(({ instancePath }) => instancePath.startsWith('/requestBody'));
  throw new Failure(inBody ? 422 : 400, `Invalid request.\n\n${rules.join('\n')}`);
}
