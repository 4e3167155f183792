// Light, dark, or as the system has it; and how much is shown at once.

export type Theme = "" | "light" | "dark";

export const themeChoice = (): Theme => (localStorage.getItem("theme") ?? "") as Theme;

export function applyTheme(choice = themeChoice()) {
  if (choice) document.documentElement.dataset.theme = choice;
  else delete document.documentElement.dataset.theme;
}

export function chooseTheme(choice: Theme) {
  localStorage.setItem("theme", choice);
  applyTheme(choice);
}
