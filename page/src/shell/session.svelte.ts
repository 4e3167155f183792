// Who is here, and what they may do.

import { ask } from "../api/client";
import { Problem } from "../api/problem";

interface Me { user: { id: string; name: string; role: string }; scopes: string[]; setup_needed?: boolean }

export const session = $state<{ state: "asking" | "setup" | "outside" | "inside" | "trouble"; user: Me["user"] | undefined; scopes: string[]; problem: Problem | undefined; invited: boolean }>({
  state: "asking", user: undefined, scopes: [], problem: undefined, invited: false,
});

export const may = (scope: string) => session.scopes.includes(scope);

/** The one-time code of the address, taken out of it at once so that it stays in no history. */
function takeCode(): string | undefined {
  const found = /^#code=([^&]+)/.exec(location.hash);
  if (!found) return undefined;
  history.replaceState(null, "", location.pathname + location.search);
  try {
    return decodeURIComponent(found[1]!);
  } catch {
    return found[1];
  }
}

let code: string | undefined;
export const hasCode = () => code !== undefined;

function welcome(answer: Me) {
  code = undefined;
  Object.assign(session, { state: "inside", user: answer.user, scopes: answer.scopes ?? [], problem: undefined });
}

const asks = { signingIn: true };

/** Finds out who is here; a code in the address signs in. */
export async function enter() {
  code = takeCode() ?? code;
  try {
    const answer = await ask<Me>("GET", "/session", undefined, asks);
    if (answer.setup_needed) session.state = "setup";
    else welcome(answer);
    return;
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    if (error.status !== 401) { Object.assign(session, { state: "trouble", problem: error }); return; }
  }
  session.state = "outside";
  if (!code) return;
  try {
    welcome(await ask<Me>("POST", "/session", { code }, asks));
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    // The code of an invitation does not sign in: it is for choosing a name and a password.
    if (error.status === 400 && error.where === "/code") { Object.assign(session, { state: "setup", invited: true, problem: undefined }); return; }
    if (!error.offline) code = undefined;
    Object.assign(session, { state: error.offline ? "trouble" : "outside", problem: error });
  }
}

/** Somebody has a code in their hand, and no link. */
export const enterInvited = () => Object.assign(session, { state: "setup", invited: true, problem: undefined });

export const setUp = async (values: Record<string, string>) => welcome(await ask<Me>("POST", "/setup", { code, ...values }, asks));
export const signIn = async (values: Record<string, string>) => welcome(await ask<Me>("POST", "/session", values, asks));

export async function leave() {
  await ask("DELETE", "/session");
  location.assign("/");
}
