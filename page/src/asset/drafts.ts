// What is being typed and not saved yet. It outlives a refresh, a lost connection and a step to the next work, until the window
// is closed.

const key = (id: string, field: string) => `draft ${id} ${field}`;

export const draftOf = (id: string, field: string): string | undefined => sessionStorage.getItem(key(id, field)) ?? undefined;

export function keepDraft(id: string, field: string, text: string) {
  try {
    sessionStorage.setItem(key(id, field), text);
  } catch {
    // The memory of the window is full; the field itself still has the text.
  }
}

export const dropDraft = (id: string, field: string) => sessionStorage.removeItem(key(id, field));
