"""Calls the gateway with python3-grpcio, without generated code, and prints what went wrong in each case."""

import json
import sys

import grpc

address, token, number = sys.argv[1:]
channel = grpc.insecure_channel(address)
bearer = (("authorization", token),)


def field(tag, text):
    data = text.encode()
    return bytes([tag << 3 | 2, len(data)]) + data


def unary(method, request, metadata=()):
    return channel.unary_unary(f"/directives.v1.{method}")(request, metadata=metadata, timeout=60)


def watch(metadata):
    return next(channel.unary_stream("/directives.v1.OversightService/Watch")(field(1, number), metadata=metadata, timeout=60))


def refused(call, code, reason):
    try:
        call()
    except grpc.RpcError as error:
        details = dict(error.trailing_metadata()).get("grpc-status-details-bin", b"")
        if error.code() != code:
            return f"expected {code}, found {error.code()}: {error.details()}"
        if reason.encode() not in details:
            return f"the details do not say {reason}: {details!r}"
        return None
    return "it was answered"


def answered(call, expected):
    try:
        answer = call()
    except grpc.RpcError as error:
        return f"{error.code()}: {error.details()}"
    return None if expected.encode() in answer else f"{expected} is not in {answer!r}"


department = "RegistryService/GetDepartment"
cases = {
    "no_token": lambda: refused(lambda: unary(department, field(1, "law")), grpc.StatusCode.UNAUTHENTICATED, "NO_TOKEN"),
    "refused_token": lambda: refused(
        lambda: unary(department, field(1, "law"), (("authorization", token[:-6] + "AAAAAA"),)),
        grpc.StatusCode.UNAUTHENTICATED, "TOKEN_REFUSED"),
    "role_denied": lambda: refused(
        lambda: unary("DirectiveService/GetOutcome", field(1, number) + field(2, "a"), bearer),
        grpc.StatusCode.PERMISSION_DENIED, "ACCESS_DENIED"),
    "stream_denied": lambda: refused(lambda: watch(()), grpc.StatusCode.UNAUTHENTICATED, "NO_TOKEN"),
    "wrong_field": lambda: refused(
        lambda: unary(department, field(1, "LAW"), bearer), grpc.StatusCode.INVALID_ARGUMENT, "lower-case letters"),
    "answer": lambda: answered(lambda: unary(department, field(1, "law"), bearer), "\u0645\u062d\u06a9\u0645\u06c1"),
    "watch": lambda: answered(lambda: watch(bearer), "punjab"),
}
for name, case in cases.items():
    print(json.dumps({"case": name, "error": case()}), flush=True)
