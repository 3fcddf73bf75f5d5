// A refusal by the server, as an error that keeps its code and the page explaining it.
import { text } from '@/i18n';
import { toast } from '@/ui/toasts';
import type { Problem } from './types';

export class Refusal extends Error {
  readonly problem: Problem;
  constructor(problem: Problem) {
    super(problem.detail);
    this.name = 'Refusal';
    this.problem = problem;
  }
  get code(): string {
    return this.problem.code;
  }
}

/** The network gave no answer at all. */
export class Unreachable extends Error {}

/** Reads a failed response; one that carries no problem document becomes an unknown one. */
export async function readProblem(response: Response): Promise<Problem> {
  const unknown: Problem = {
    type: 'about:blank',
    title: response.statusText,
    status: response.status,
    detail: '',
    code: '',
  };
  if (!response.headers.get('content-type')?.includes('application/problem+json')) return unknown;
  try {
    return { ...unknown, ...((await response.json()) as Partial<Problem>) };
  } catch {
    return unknown;
  }
}

/** The sentence to show for any error. */
export function explain(error: unknown): string {
  if (error instanceof Refusal) return error.problem.detail || text('ui.problem.unknown');
  if (error instanceof Unreachable) return text('ui.problem.network');
  return text('ui.problem.unknown');
}

/** Shows any error as a toast with its code. */
export function report(error: unknown): void {
  const code = error instanceof Refusal ? error.code : undefined;
  toast(explain(error), { tone: 'bad', ...(code ? { code } : {}) });
}
