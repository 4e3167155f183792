// Styles of a view that is loaded later come with its script, and not with the first view's style sheet.

export function adopt(css: string) {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(css);
  document.adoptedStyleSheets.push(sheet);
}
