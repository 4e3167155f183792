// What is told in passing: one line at the foot of the page, and words for those who do not see it.

import { problemFrom } from "../api/problem";

export interface Notice { text: string; hint?: string; code?: string; action?: string; run?: () => unknown; bad?: boolean }

export const notices = $state<{ current: Notice | undefined; heard: string }>({ current: undefined, heard: "" });

/** "Moved to the trash. [Undo]" */
export function notice(text: string, action?: string, run?: () => unknown) {
  notices.current = action && run ? { text, action, run } : { text };
  announce(text);
}

export function announce(text: string) {
  notices.heard = "";
  setTimeout(() => (notices.heard = text), 40);  // the same words twice are two messages
}

/** What was thrown, in words. Nothing if it was only stopped. */
export function noticeProblem(error: unknown) {
  const problem = problemFrom(error);
  if (problem) notices.current = { text: problem.message, hint: problem.hint, code: problem.code, bad: true };
}

/** Runs something whose failure is told in passing. */
export async function attempt<T>(work: () => Promise<T>): Promise<T | undefined> {
  try {
    return await work();
  } catch (error) {
    noticeProblem(error);
    return undefined;
  }
}
