// What the client and the server share: the probe's definitions and the bytes that messages carry.
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import grpc from '@grpc/grpc-js';
import protoLoader from '@grpc/proto-loader';
import protobuf from 'protobufjs';

const here = path.dirname(fileURLToPath(import.meta.url));

export const megabyte = 1024 * 1024;
export const raisedLimit = 32 * megabyte;

export const probe = grpc.loadPackageDefinition(protoLoader.loadSync('probe.proto', {
  includeDirs: [path.join(here, '..', 'Protos')],
  keepCase: false,
  longs: Number,
  defaults: true,
})).compat.probe.v1;

export const richError = protobuf.parse(`
  syntax = "proto3";
  message Any { string type_url = 1; bytes value = 2; }
  message Status { int32 code = 1; string message = 2; repeated Any details = 3; }
  message FieldViolation { string field = 1; string description = 2; }
  message BadRequest { repeated FieldViolation field_violations = 1; }
  message ErrorInfo { string reason = 1; string domain = 2; map<string, string> metadata = 3; }
`, { keepCase: false }).root;

/** The bytes 0, 1, … 250, 0, 1, … */
export function pattern(length) {
  const bytes = Buffer.alloc(length);
  for (let i = 0; i < Math.min(length, 251); i++) bytes[i] = i;
  for (let done = 251; done < length; done *= 2) bytes.copy(bytes, done, 0, Math.min(done, length - done));
  return bytes;
}

export { grpc };
