/** Names and passwords in a URL have no place in a label. */
export const withoutCredentials = (url: string): string =>
  url.includes("@") ? url.replace(/^([a-z][a-z\d+.-]*:\/\/)[^/]*@/iu, "$1") : url;
