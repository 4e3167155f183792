/** Set while something is on its way: all that the page must know of it before anything else is loaded. */
export const leftOver = "intake";
