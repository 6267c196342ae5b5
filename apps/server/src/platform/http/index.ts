export { LIMIT_BLOCK, SIGN_IN_BLOCK, isLoopback, toBlock } from './address.ts';
export { alreadyRecorded, NOBODY } from './doors.ts';
export type { Admission, Arrival, Doors } from './doors.ts';
export { IN_THE_CLEAR, startHttpServer } from './http-server.ts';
export type { HttpServer, HttpServerOptions } from './http-server.ts';
export { bytes, events, json } from './reply.ts';
export type { Reply, ResponseShape, StreamEvent } from './reply.ts';
export { route } from './route.ts';
export type { AnyRouteContext, Method, RateClass, RequestFacts, Route, RouteContext, Session } from './route.ts';
