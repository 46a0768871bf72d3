"""Calls a probe server in every way and prints one line of JSON for each case: {case, error}.

Usage: client.py <address of a plain server> <address of one that answers in gzip> <file with a FileDescriptorSet>
"""
import json
import sys
import threading
import time
import traceback
from concurrent.futures import ThreadPoolExecutor

import grpc
from google.protobuf import descriptor_pb2, descriptor_pool, message_factory

MEGABYTE = 1024 * 1024
LIMITS = [("grpc.max_receive_message_length", 32 * MEGABYTE), ("grpc.max_send_message_length", 32 * MEGABYTE)]
PLAIN, GZIP, DESCRIPTORS = sys.argv[1:]

pool = descriptor_pool.DescriptorPool()
files = descriptor_pb2.FileDescriptorSet()
with open(DESCRIPTORS, "rb") as described:
    files.ParseFromString(described.read())
for file in files.file:
    pool.Add(file)
factory = message_factory.MessageFactory(pool)


def message(name):
    return factory.GetPrototype(pool.FindMessageTypeByName(name))


class Stub:
    """The methods of a service, by the descriptors: what generated code would be."""

    def __init__(self, channel, service):
        for method in pool.FindServiceByName(service).methods:
            described = descriptor_pb2.MethodDescriptorProto()
            method.CopyToProto(described)
            kind = ("stream_" if described.client_streaming else "unary_") + ("stream" if described.server_streaming else "unary")
            setattr(self, method.name, getattr(channel, kind)(
                f"/{service}/{method.name}",
                request_serializer=lambda m: m.SerializeToString(),
                response_deserializer=factory.GetPrototype(method.output_type).FromString))


Ask = message("compat.probe.v1.Ask")
channel = grpc.insecure_channel(PLAIN, options=LIMITS)
probe = Stub(channel, "compat.probe.v1.Probe")
guarded = Stub(channel, "compat.probe.v1.Guarded")


def pattern(length):
    return (bytes(range(251)) * (length // 251 + 1))[:length]


def fails(code, call):
    try:
        call()
    except grpc.RpcError as error:
        assert error.code() == code, f"expected {code}, found {error.code()}: {error.details()}"
        return error
    raise AssertionError(f"expected {code}, found success")


def await_cancelled(name):
    assert probe.AwaitCancelled(Ask(wait_as=name), timeout=20).text == "cancelled"


def await_waiting(name):
    while probe.Progress(Ask(progress_as=name)).index == 0:
        time.sleep(0.02)


def unary():
    answer = probe.Unary(Ask(text="سلام", answer_bytes=3))
    assert (answer.text, answer.payload) == ("سلام", pattern(3))


def unary_empty():
    assert probe.Unary(Ask()).text == ""


def unary_large():
    answer = probe.Unary(Ask(payload=pattern(8 * MEGABYTE), answer_bytes=9 * MEGABYTE))
    assert answer.received_bytes == 8 * MEGABYTE
    assert answer.payload == pattern(9 * MEGABYTE)


def unary_over_server_limit():
    fails(grpc.StatusCode.RESOURCE_EXHAUSTED, lambda: guarded.Open(Ask(payload=pattern(5000))))


def unary_over_client_limit():
    with grpc.insecure_channel(PLAIN, options=[("grpc.max_receive_message_length", 1000)]) as strict:
        fails(grpc.StatusCode.RESOURCE_EXHAUSTED, lambda: Stub(strict, "compat.probe.v1.Probe").Unary(Ask(answer_bytes=5000)))


def gather():
    answer = probe.Gather(Ask(text="a", payload=pattern(i)) for i in range(500))
    assert (answer.received_messages, answer.received_bytes) == (500, 124750)


def gather_large():
    assert probe.Gather(Ask(payload=pattern(4 * MEGABYTE)) for _ in range(4)).received_bytes == 16 * MEGABYTE


def gather_refused_halfway():
    more = threading.Event()

    def asks():
        yield Ask(status=grpc.StatusCode.OUT_OF_RANGE.value[0], detail="enough")
        more.wait(20)

    error = fails(grpc.StatusCode.OUT_OF_RANGE, lambda: probe.Gather(asks()))
    more.set()
    assert error.details() == "enough"


def scatter():
    assert [a.index for a in probe.Scatter(Ask(count=2000, answer_bytes=100))] == list(range(2000))


def scatter_none():
    assert list(probe.Scatter(Ask())) == []


def scatter_error_after_messages():
    call = probe.Scatter(Ask(count=3, status=grpc.StatusCode.DATA_LOSS.value[0], detail="gone"))
    assert [next(call).index for _ in range(3)] == [0, 1, 2]
    fails(grpc.StatusCode.DATA_LOSS, lambda: next(call))


def scatter_slow_reader():
    # More than the client's window grows to where the machine is busy and answers seem to be long on their way.
    total = 2000
    call = probe.Scatter(Ask(count=total, answer_bytes=100_000, progress_as="python-slow"))
    assert next(call).index == 0
    seen, now = -1, 0
    while now != seen or now < 2:
        time.sleep(0.3)
        seen, now = now, probe.Progress(Ask(progress_as="python-slow")).index
    assert seen < total, f"flow control held nothing back: {seen} of {total} written"
    assert [a.index for a in call] == list(range(1, total))


class Asks:
    """A request stream that is written by hand."""

    def __init__(self):
        self._ready = threading.Semaphore(0)
        self._asks = []

    def write(self, ask):
        self._asks.append(ask)
        self._ready.release()

    def __iter__(self):
        while True:
            self._ready.acquire()
            ask = self._asks.pop(0)
            if ask is None:
                return
            yield ask


def converse():
    asks = Asks()
    call = probe.Converse(iter(asks))
    for i in range(200):
        asks.write(Ask(text=str(i)))
        assert next(call).text == str(i)
    asks.write(None)
    assert list(call) == []


def converse_large():
    answers = list(probe.Converse(Ask(payload=pattern(3 * MEGABYTE), answer_bytes=4 * MEGABYTE) for _ in range(3)))
    assert [(a.received_bytes, a.payload == pattern(4 * MEGABYTE)) for a in answers] == [(3 * MEGABYTE, True)] * 3


def cancel_unary():
    call = probe.Unary.future(Ask(wait_as="python-unary"))
    await_waiting("python-unary")
    call.cancel()
    assert call.cancelled()
    await_cancelled("python-unary")


def cancel_scatter():
    call = probe.Scatter(Ask(count=1, wait_as="python-scatter"))
    next(call)
    call.cancel()
    assert call.code() == grpc.StatusCode.CANCELLED
    await_cancelled("python-scatter")


def cancel_converse():
    asks = Asks()
    call = probe.Converse(iter(asks))
    asks.write(Ask(wait_as="python-converse"))
    await_waiting("python-converse")
    call.cancel()
    asks.write(None)
    assert call.code() == grpc.StatusCode.CANCELLED
    await_cancelled("python-converse")


def deadline_unary():
    fails(grpc.StatusCode.DEADLINE_EXCEEDED, lambda: probe.Unary(Ask(wait_as="python-deadline"), timeout=0.3))
    await_cancelled("python-deadline")


def deadline_scatter():
    fails(grpc.StatusCode.DEADLINE_EXCEEDED, lambda: list(probe.Scatter(Ask(count=1, wait_as="python-deadline-scatter"), timeout=0.5)))
    await_cancelled("python-deadline-scatter")


def deadline_expired_before():
    fails(grpc.StatusCode.DEADLINE_EXCEEDED, lambda: probe.Unary(Ask(), timeout=-1))


def deadline_seen_by_server():
    answer = probe.Unary(Ask(), timeout=60)
    assert abs(answer.deadline.seconds - (time.time() + 60)) < 5


def error_status():
    detail = "100% ناکام\r\n"
    error = fails(grpc.StatusCode.FAILED_PRECONDITION, lambda: probe.Unary(Ask(status=9, detail=detail)))
    assert error.details() == detail, repr(error.details())
    trailers = dict(error.trailing_metadata())
    assert (trailers["x-why"], trailers["x-why-bin"]) == ("asked", bytes([0, 1, 2, 253, 254, 255]))


def error_rich():
    error = fails(grpc.StatusCode.INVALID_ARGUMENT, lambda: probe.Unary(Ask(rich=True, status=3, detail="no text")))
    status = message("google.rpc.Status").FromString(dict(error.trailing_metadata())["grpc-status-details-bin"])
    assert (status.code, status.message) == (3, "no text")
    bad = message("google.rpc.BadRequest").FromString(status.details[0].value)
    assert status.details[0].type_url == "type.googleapis.com/google.rpc.BadRequest"
    assert (bad.field_violations[0].field, bad.field_violations[0].description) == ("text", "متن خالی ہے")


def error_exception():
    error = fails(grpc.StatusCode.UNKNOWN, lambda: probe.Unary(Ask(throw=True, detail="secret")))
    assert "secret" not in error.details()


def values(found, prefix):
    # Several values of one header may come joined by commas.
    return sorted(
        ((k, part) for k, v in found if k.startswith(prefix) for part in ([v] if isinstance(v, bytes) else v.replace(" ", "").split(","))),
        key=str)


def metadata():
    sent = [("x-text", "plain"), ("x-text", "again"), ("x-raw-bin", bytes([0, 1, 128, 255]))]
    _, call = probe.Unary.with_call(Ask(reflect_metadata=True), metadata=sent)
    assert values(call.initial_metadata(), "x-") == sorted(sent, key=str), call.initial_metadata()
    assert values(call.trailing_metadata(), "x-trailer-") == sorted(((f"x-trailer-{k[2:]}", v) for k, v in sent), key=str), call.trailing_metadata()


def gzip():
    with grpc.insecure_channel(GZIP, options=LIMITS, compression=grpc.Compression.Gzip) as zipping:
        stub = Stub(zipping, "compat.probe.v1.Probe")
        answer = stub.Unary(Ask(payload=pattern(5 * MEGABYTE), answer_bytes=6 * MEGABYTE))
        assert (answer.received_bytes, answer.payload == pattern(6 * MEGABYTE)) == (5 * MEGABYTE, True)
        assert len(list(stub.Scatter(Ask(count=50, answer_bytes=1000)))) == 50


def deflate():
    with grpc.insecure_channel(PLAIN, options=LIMITS, compression=grpc.Compression.Deflate) as zipping:
        assert Stub(zipping, "compat.probe.v1.Probe").Unary(Ask(payload=pattern(100_000))).received_bytes == 100_000


def unimplemented_method():
    fails(grpc.StatusCode.UNIMPLEMENTED, lambda: probe.Unwritten(Ask()))


def unimplemented_service():
    fails(grpc.StatusCode.UNIMPLEMENTED, lambda: Stub(channel, "compat.probe.v1.Absent").Unary(Ask()))


def unauthenticated():
    fails(grpc.StatusCode.UNAUTHENTICATED, lambda: guarded.Enter(Ask()))


def permission_denied():
    fails(grpc.StatusCode.PERMISSION_DENIED, lambda: guarded.Enter(Ask(), metadata=[("authorization", "Probe stranger")]))


def authorized():
    assert guarded.Enter(Ask(), metadata=[("authorization", "Probe guest")]).text == "guest"
    assert guarded.Open(Ask()).text == "open"


def concurrent_unary():
    def call(i):
        answer = probe.Unary(Ask(text=str(i), answer_bytes=i))
        return (answer.text, len(answer.payload)) == (str(i), i)

    with ThreadPoolExecutor(100) as workers:
        assert all(workers.map(call, range(1000)))


def concurrent_streams():
    with ThreadPoolExecutor(100) as workers:
        assert all(n == 5 for n in workers.map(lambda _: len(list(probe.Scatter(Ask(count=5, answer_bytes=50)))), range(1000)))


def health_check():
    health = Stub(channel, "grpc.health.v1.Health")
    request = message("grpc.health.v1.HealthCheckRequest")
    serving, not_serving = 1, 2
    assert health.Check(request()).status == serving
    assert health.Check(request(service="well")).status == serving
    assert health.Check(request(service="ill")).status == not_serving
    fails(grpc.StatusCode.NOT_FOUND, lambda: health.Check(request(service="unheard-of")))


def health_watch():
    request = message("grpc.health.v1.HealthCheckRequest")
    health = Stub(channel, "grpc.health.v1.Health")
    for service, expected in (("well", 1), ("ill", 2), ("unheard-of", 3)):
        call = health.Watch(request(service=service))
        assert next(call).status == expected
        call.cancel()


def reflection(version):
    request = message(f"grpc.reflection.{version}.ServerReflectionRequest")
    stub = Stub(channel, f"grpc.reflection.{version}.ServerReflection")
    asked = [
        request(list_services=""),
        request(file_containing_symbol="compat.probe.v1.Probe.Unary"),
        request(file_by_filename="probe_messages.proto"),
        request(file_containing_symbol="no.such.Symbol"),
    ]
    listed, by_symbol, by_name, missing = list(stub.ServerReflectionInfo(iter(asked)))
    names = {s.name for s in listed.list_services_response.service}
    assert {"compat.probe.v1.Probe", "compat.probe.v1.Guarded", "grpc.health.v1.Health"} <= names, names
    known = {f.name: f.SerializeToString(deterministic=True) for f in files.file}
    for response, expected in (
            (by_symbol, {"probe.proto", "probe_messages.proto", "google/protobuf/timestamp.proto"}),
            (by_name, {"probe_messages.proto", "google/protobuf/timestamp.proto"})):
        found = [descriptor_pb2.FileDescriptorProto.FromString(b) for b in response.file_descriptor_response.file_descriptor_proto]
        assert {f.name for f in found} == expected, [f.name for f in found]
        assert all(f.SerializeToString(deterministic=True) == known[f.name] for f in found)
    assert missing.error_response.error_code == grpc.StatusCode.NOT_FOUND.value[0]


def reflection_v1alpha():
    reflection("v1alpha")


def reflection_v1():
    reflection("v1")


CASES = [
    unary, unary_empty, unary_large, unary_over_server_limit, unary_over_client_limit,
    gather, gather_large, gather_refused_halfway,
    scatter, scatter_none, scatter_error_after_messages, scatter_slow_reader,
    converse, converse_large,
    cancel_unary, cancel_scatter, cancel_converse,
    deadline_unary, deadline_scatter, deadline_expired_before, deadline_seen_by_server,
    error_status, error_rich, error_exception,
    metadata, gzip, deflate,
    unimplemented_method, unimplemented_service,
    unauthenticated, permission_denied, authorized,
    concurrent_unary, concurrent_streams,
    health_check, health_watch, reflection_v1alpha, reflection_v1,
]

for case in CASES:
    error = None
    try:
        case()
    except Exception:
        error = traceback.format_exc()
    print(json.dumps({"case": case.__name__, "error": error}), flush=True)
