/**
 * Loopback, private, carrier-grade NAT, link-local and unique local addresses, which the internet doesn't have, and the
 * prefix length of one network among them. Docker gives each of its networks a /16 of 172.16.0.0/12.
 */
export const localBlocks = [
  { cidr: "127.0.0.0/8", networkBits: 8 },
  { cidr: "10.0.0.0/8", networkBits: 24 },
  { cidr: "172.16.0.0/12", networkBits: 16 },
  { cidr: "192.168.0.0/16", networkBits: 24 },
  { cidr: "100.64.0.0/10", networkBits: 10 },
  { cidr: "169.254.0.0/16", networkBits: 16 },
  { cidr: "::1/128", networkBits: 128 },
  { cidr: "fc00::/7", networkBits: 64 },
  { cidr: "fe80::/10", networkBits: 10 },
] as const;
