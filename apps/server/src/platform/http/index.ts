export { bytes, events, json } from './reply.ts';
export type { Reply, ResponseShape, StreamEvent } from './reply.ts';
export { route } from './route.ts';
export type { AnyRouteContext, Method, RateClass, RequestFacts, Route, RouteContext, Session } from './route.ts';
