// The names under which the browser keeps what is on its way: all that the page must know before anything comes.

export const database = "atelier-intake";
export const shelf = "entries";
