declare const DIGEST_WORKER: string;
declare module "words:pseudo" {
  const words: import("./words/words").Messages;
  export default words;
}
declare module "world:outline" {
  const path: string;
  export default path;
}
declare module "*.svg" {
  const address: string;
  export default address;
}
