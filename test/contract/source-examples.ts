/** An example of the source document of the API: its request, and the answer as it stands there. */
export interface SourceExample {
  readonly endpoint: string;
  readonly body?: unknown;
  readonly shows: unknown;
}

const json = (text: string): unknown => JSON.parse(text);

export const LOGIN: SourceExample = {
  endpoint: 'POST /api/v1/auth/login',
  body: json('{ "email": "user@example.com", "password": "user_password" }'),
  shows: json(`{
"access_token": "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9...",
"refresh_token": "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9...",
"token_type": "Bearer",
"expires_in": 86400,
"user": { "id": "user_123", "email": "user@example.com", "first_name": "John", "last_name": "Doe" }
}`),
};

export const LOGOUT: SourceExample = {
  endpoint: 'POST /api/v1/auth/logout',
  shows: json('{ "success": true, "message": "Successfully logged out" }'),
};

export const REFRESH: SourceExample = {
  endpoint: 'POST /api/v1/auth/refresh',
  body: json('{ "refresh_token": "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9..." }'),
  shows: json(`{
"access_token": "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9...",
"token_type": "Bearer",
"expires_in": 86400
}`),
};

export const LICENSE: SourceExample = {
  endpoint: 'GET /api/v1/license',
  shows: json(`{
"license_code": "XXXX-XXXX-XXXX-XXXX",
"status": "active",
"valid_until": "2025-12-31T23:59:59Z",
"features": [ "x2_decoder", "p3_decoder", "cloud_sync" ],
"device_limit": 5,
"devices_registered": 2
}`),
};

export const ACTIVATION: SourceExample = {
  endpoint: 'POST /api/v1/license/activate',
  body: json('{ "license_code": "XXXX-XXXX-XXXX-XXXX" }'),
  shows: json(`{
"success": true,
"message": "License activated successfully",
"license": {
"license_code": "XXXX-XXXX-XXXX-XXXX",
"status": "active",
"valid_until": "2025-12-31T23:59:59Z",
"features": [ "x2_decoder", "p3_decoder", "cloud_sync" ]
}
}`),
};

export const DEVICE_STATUS: SourceExample = {
  endpoint: 'GET /api/v1/device/status',
  shows: json(`{
"device_id": "device_123",
"status": "online",
"uptime_seconds": 3600,
"version": "1.0.0",
"hardware": { "cpu_usage": 45.2, "memory_usage": 62.8, "disk_usage": 35.1, "temperature": 42.5 },
"connectivity": { "internet": "connected", "cloud_sync": "active", "last_sync": "2024-02-13T18:10:00Z" },
"decoders": { "total": 3, "active": 2, "connected": 2 }
}`),
};

export const AUDIT_COMMANDS: SourceExample = {
  endpoint: 'POST /api/v1/commands/audit',
  body: json('{"commands": ["402", "20"]}'),
  shows: json(`{
"success": true,
"results": [
{ "command": "402", "status": "executed", "timestamp": "2024-02-13T18:12:00Z" },
{ "command": "20", "status": "executed", "timestamp": "2024-02-13T18:12:00Z" }
]
}`),
};

export const PASSINGS: SourceExample = {
  endpoint: 'POST /api/v1/passings',
  body: json(`{
"start_time_ms": 1707847920000, "end_time_ms": 1707934320000, "transponder_id": "12345678", "limit": 100
}`),
  shows: json(`{
"success": true,
"passings": [
{
"transponderid": "12345678",
"rtc_time": 1707847920000,
"decoder_id": "x2_decoder_1",
"signal_strength": 85,
"battery_voltage": 3.2,
"hits": 5,
"loop_id": 1
}
],
"count": 1,
"start_time_ms": 1707847920000,
"end_time_ms": 1707934320000
}`),
};

export const SESSIONS: SourceExample = {
  endpoint: 'POST /api/v1/transponders/sessions',
  body: json('{ "start_time_ms": 1707847920000, "end_time_ms": 1707934320000, "hours": 24 }'),
  shows: json(`{
"success": true,
"sessions": [
{
"transponderid": "HN-25178",
"start_time": 1707847920000,
"end_time": 1707934320000,
"passing_count": 45
}
],
"count": 1,
"start_time_ms": 1707847920000,
"end_time_ms": 1707934320000
}`),
};

export const ACTIVE: SourceExample = {
  endpoint: 'GET /api/v1/transponders/active?minutes=30',
  shows: json('{ "active_transponders": 15, "time_window_minutes": 30, "timestamp": 1707847920000 }'),
};

export const SYSTEM_METRICS: SourceExample = {
  endpoint: 'GET /api/v1/system/metrics',
  shows: json(`{
"cpu": { "usage_percent": 45.2, "cores": 8, "load_average": [1.5, 1.3, 1.2] },
"memory": { "total_mb": 16384, "used_mb": 8192, "free_mb": 8192, "usage_percent": 50.0 },
"disk": { "total_gb": 500, "used_gb": 250, "free_gb": 250, "usage_percent": 50.0 },
"network": { "bytes_sent": 1048576000, "bytes_received": 2097152000 },
"uptime_seconds": 86400,
"timestamp": 1707847920000
}`),
};

export const PROBLEM: SourceExample = {
  endpoint: 'GET /api/v1/passings?limit=0',
  shows: json(`{
"error": "string", "message": "string", "code": 400, "timestamp": "2024-02-13T18:12:00Z", "details": {}
}`),
};

/** Returns the differences of an answer to an example: a missing or misplaced key, or another JSON type. */
export function differences(shown: unknown, answered: unknown, at = 'answer'): string[] {
  if (typeOf(shown) !== typeOf(answered))
    return [`${at} is ${typeOf(answered)}, and ${typeOf(shown)} in the document`];
  if (Array.isArray(shown)) {
    const items = answered as readonly unknown[];
    if (items.length === 0) return [`${at} is empty`];
    return items.flatMap((item, index) => differences(shown[index] ?? shown[0], item, `${at}[${index}]`));
  }
  if (typeof shown !== 'object' || shown === null) return [];
  const keys = Object.keys(shown);
  const found = Object.keys(answered as object).slice(0, keys.length);
  if (keys.join() !== found.join()) return [`${at} begins with ${found.join()} instead of ${keys.join()}`];
  return Object.entries(shown).flatMap(([key, inner]) =>
    differences(inner, (answered as Record<string, unknown>)[key], `${at}.${key}`),
  );
}

function typeOf(value: unknown): string {
  return value === null ? 'null' : Array.isArray(value) ? 'array' : typeof value;
}
