export {
  countDistinct,
  highestOf,
  countOf,
  increaseOf,
  lowestInWindow,
  lowestMeanOf,
  highestMeanOf,
  lowestOf,
  present,
  presentOverWindow,
  rateOf,
  sumOf,
} from "./metric-queries.js";
export {
  expectedServerShare,
  failover,
  failoverNow,
  failovers,
  hasEqualWeights,
  knownShares,
  knownWeights,
  lastSilence,
  serversDown,
  serverShare,
  serversUp,
  silentMinutes,
  silentServers,
  stateChanges,
  stateChangesInRange,
  type BalancingLab,
} from "./balancing.js";
export {
  certificateExpiry,
  certificateHealth,
  daysLeft,
  lifetimeBounds,
  lifetimeLeft,
  namedLifetimes,
  namedProbedExpiries,
  renewalNow,
  renewals,
  traefikExpiries,
  traefikExpiriesByName,
  type CertificateLab,
  unprobedExpiries,
} from "./certificates.js";
export { answeredWithin, answeredWithinInRange, errorShareInRange, requestsInRange } from "./service-levels.js";
export { clientBehavior, suspiciousPatterns } from "./client-behavior.js";
export {
  clientBlockedShare,
  clientBytesInRange,
  clientFirstSeen,
  clientLastActive,
  clientNames,
  clientQueriesInRange,
  clientRequestsInRange,
  clientServices,
  deviceType,
  deviceTypes,
  knownInRange,
  type ClientName,
} from "./client-inventory.js";
export {
  activeClientsByZone,
  activeClientsInRange,
  activityByZone,
  blockedInRange,
  blockedNow,
  clientDomains,
  clientQueries,
  clientRequests,
  failedClientRequests,
  foldedDomainShare,
  foldedShare,
  recentClientsByZone,
} from "./clients.js";
export {
  answeredShare,
  answeredShareByZone,
  blockedRate,
  blockedShareByZone,
  blockedShare,
  busiestClients,
  cacheShare,
  dnsProbeDuration,
  dnsProbeSuccess,
  dnsQueries,
  dnsQueryRate,
  failedUpstreamRate,
  filterListBlocks,
  meanResolutionTime,
  queryTypeRate,
  resolutionTime,
  resolutionTimeBy,
  upstreamFailureShare,
  upstreamFailureShareInRange,
  upstreamRate,
  upstreamTime,
} from "./dns.js";
export { addressesInRange, addressesNow, addressesOfDomains, changedAddresses, newAddressInUse } from "./addresses.js";
export { titlesOfAskingClients, zoneTitlesOfStrongest } from "./client-titles.js";
export { accessesAgainstUsual, accessesLastHour, accessesUsualHour } from "./access-frequency.js";
export {
  blockedShareOfClients,
  blockedShareOfDomains,
  categoriesByGravity,
  categoriesOfStrongest,
  clientShareOfDomains,
  clientsOfDomains,
  domainAccesses,
  domainAccessesByZone,
  domainBlockedShare,
  domainCategory,
  domainClients,
  queriesOfStrongest,
  strongestPairs,
  queriesByCategory,
  rankIn,
  zoneAccesses,
  zoneBlockedShare,
  zoneDomains,
} from "./domains.js";
export {
  blockedClients,
  blockedClientShare,
  blockedDomainConfidence,
  blockedDomains,
  blockedThreats,
  dnsBehaviorAnomaly,
  dnsBehaviorScore,
  suspiciousDomains,
  threatConfidence,
  threatQueries,
} from "./threats.js";
export { drawnShare, meanOf, orZero, quantileOf, ratio, shareNote, shareScope } from "./safe-math.js";
export {
  dnsEvidence,
  evidence,
  healthByEvidence,
  healthStates,
  judgedEvents,
  judgedFailures,
  recordedEvidence,
  requestEvidence,
  resolverEvidence,
  zoneEvidence,
  type Evidence,
} from "./evidence.js";
export {
  failureBounds,
  healthOf,
  jobHealth,
  probeHealth,
  routeHealth,
  scoreBounds,
  serversHealth,
  type ServiceLab,
  targetHealth,
} from "./health.js";
export {
  cpuShare,
  diskInUse,
  diskReads,
  diskShare,
  diskSize,
  diskWrites,
  memoryInUse,
  memoryShare,
  memorySize,
  networkReceived,
  networkSent,
} from "./host.js";
export { emptyText, query, type GaugeQuery, type Query, type Unit } from "./query.js";
export { withOffset, withoutFilters, unfiltered, onlyFilters, withWindow, type Filter, type Scope } from "./scope.js";
export { metricQueries, type MetricQueries, type FilterOf } from "./selector.js";
export { baselineDeviation, firingAlerts, refusedLines, reloadNow, sourceUp, targetsUp } from "./sources.js";
export {
  activeConnections,
  backendErrorShare,
  errorShare,
  longAnswerRate,
  failedRequestRate,
  meanBackendTime,
  meanResponseTime,
  meanTotalTime,
  proxyNames,
  type RequestConditions,
  requestRate,
  requestRateByCodeClass,
  responseTime,
  responseTimeBuckets,
  serviceTraffic,
} from "./traefik.js";
export { activeClients, foldedZones, healthOfAll, servicesInState, type HealthLab } from "./topology.js";
export {
  busiestOfZones,
  serviceBackends,
  serviceConnections,
  serviceUse,
  serviceUsers,
  topClients,
  topClientShare,
  topClientsOfZones,
  topServiceRequests,
  topServices,
  topServicesOfZones,
} from "./top-talkers.js";
export {
  anomaliesNow,
  anomalousMinutes,
  capacityInUse,
  connectionsBetweenZones,
  connectionsByState,
  connectionsByOutcome,
  knownClients,
  lastAnomaly,
  latencyBetweenZones,
  latencyByPath,
  queryTypesOfZones,
  refusedShare,
  outcomeShare,
  trafficBetweenZones,
  trafficFromZones,
  zoneBandwidth,
  zoneBytes,
  zoneConnections,
} from "./zones.js";
export { activitySteps, clientActivity, clientLastSeen, clientTexts } from "./network-graph/clients.js";
export {
  backendTitles,
  listedEntities,
  namedEntities,
  serviceTexts,
  serviceTitles,
  type EntityKind,
} from "./network-graph/entities.js";
export { infrastructureRate, routedRate, scrapeState } from "./network-graph/infrastructure.js";
export {
  backendRate,
  backendToServer,
  distributingBackends,
  serviceToBackend,
} from "./network-graph/load-distribution.js";
export { graphLookbackSeconds } from "./network-graph/lookback.js";
export { declaredDependencies, serviceInFlight, serviceRate, type Outcome } from "./network-graph/services.js";
export { connectionRate, protocolRate, zoneLatency, type Protocol } from "./network-graph/zones.js";
export { flowsFromZones, requestsToZones, type FlowPart } from "./zone-flows.js";
