/** Removes user name and password from a URL, for use in a label. */
export const withoutCredentials = (url: string): string =>
  url.includes("@") ? url.replace(/^([a-z][a-z\d+.-]*:\/\/)[^/]*@/iu, "$1") : url;
